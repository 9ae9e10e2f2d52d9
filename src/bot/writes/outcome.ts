import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { outcomeOf } from "../../operations/journal.ts";
import type { NotSent, Operation, Outcome } from "../../operations/operation.ts";
import { placeKey } from "../call.ts";
import type { Args, BoundWrite } from "../command.ts";
import type { Context } from "../context.ts";
import { failureCard } from "../failure.ts";
import { calledIn, type Drafts } from "../forms/draft.ts";
import { askedIn } from "./asked.ts";

const outcomeMessages = defineMessages({
  en: {
    asked: (asked: string) => `Request: ${asked}`,
    done: "Done",
    asNew: "Try again as new",
    sendAgain: "Send again",
    absent:
      "There is still no trace of it in AntCRM a minute later. It probably did not happen, but only you can decide.",
    reference: (reference: string) => `Ref ${reference}`,
    cancelled: "Cancelled",
    declined: "Nothing was sent to AntCRM.",
    notSent: "Not sent",
    late: "The request was too old, so it was not sent.",
    newer: "A newer request of this kind was confirmed for this customer, so this one was not sent.",
    forbidden: "Whoever confirmed it may not do this any more, so it was not sent.",
    overtaken:
      "Another request came before this question, so nothing was sent. Ask again if it is still wanted.",
    restored:
      "The bot's data was restored from a backup, so it does not send this request. Check AntCRM before you ask again: it may have been done.",
    working: "Working on it…",
    underWay: "It is on its way already, and is not sent twice.",
  },
  vi: {
    asked: (asked) => `Yêu cầu: ${asked}`,
    done: "Đã xong",
    asNew: "Làm lại từ đầu",
    sendAgain: "Gửi lại",
    absent:
      "Sau một phút vẫn chưa thấy trong AntCRM. Có lẽ chưa thực hiện; có làm lại không là do bạn quyết định.",
    reference: (reference) => `Mã ${reference}`,
    cancelled: "Đã huỷ",
    declined: "Chưa gửi gì đến AntCRM.",
    notSent: "Không gửi",
    late: "Yêu cầu đã quá hạn nên bot không gửi.",
    newer: "Khách này đã có yêu cầu cùng loại mới hơn được xác nhận nên bot không gửi yêu cầu này.",
    forbidden: "Người xác nhận không còn quyền làm việc này nên bot không gửi.",
    overtaken: "Đã có yêu cầu khác trước câu hỏi này nên bot chưa gửi gì. Nếu vẫn cần, bạn yêu cầu lại nhé.",
    restored:
      "Dữ liệu của bot đã được khôi phục từ bản sao lưu nên bot không gửi yêu cầu này. Trước khi yêu cầu lại, hãy kiểm tra trong AntCRM: có thể việc này đã được thực hiện.",
    working: "Đang thực hiện…",
    underWay: "Yêu cầu đang được thực hiện, bot không gửi hai lần.",
  },
});

/** The texts that differ for a write of the bot's own data. */
const inBotWords = defineMessages({
  en: {
    declined: "Nothing was changed.",
    late: "The request was too old, so nothing was changed.",
    newer: "A newer request of this kind was confirmed, so this one was not carried out.",
    restored:
      "The bot's data was restored from a backup, so this was not carried out. Ask again if it is still wanted.",
    unclearTitle: "Not clear yet",
    absent: "A minute later the change is still not there. You can ask for it as something new.",
  },
  vi: {
    declined: "Chưa có gì thay đổi.",
    late: "Yêu cầu đã quá hạn nên bot chưa thay đổi gì.",
    newer: "Đã có yêu cầu cùng loại mới hơn được xác nhận nên bot không làm yêu cầu này.",
    restored:
      "Dữ liệu của bot đã được khôi phục từ bản sao lưu nên bot không làm yêu cầu này. Nếu vẫn cần, bạn yêu cầu lại nhé.",
    unclearTitle: "Chưa rõ kết quả",
    absent: "Sau một phút vẫn chưa thấy thay đổi. Bạn có thể làm lại từ đầu.",
  },
});

/**
 * Returns the name of an outcome in the audit: `"done"`, a fault, or the command's own word.
 * @param bound  called only for `done`, because an operation that was changed outside the bot cannot be bound
 */
export function outcomeForAudit(outcome: Outcome, bound: () => BoundWrite, ctx: Context): string {
  if (outcome.state === "failed") return outcome.error.fault;
  return outcome.state === "done" ? bound().auditOutcome(ctx, outcome.result) : outcome.state;
}

/** Builds the card that tells the person who asked how the operation ended, and what they can do next. */
export async function outcomeCard(
  operation: Operation,
  outcome: Outcome,
  bound: BoundWrite,
  ctx: Context,
  drafts: Drafts,
): Promise<Card> {
  ctx.recordAccess(
    operation.customer,
    outcomeForAudit(outcome, () => bound, ctx),
  );
  switch (outcome.state) {
    case "done": {
      // The operation is done, so a receipt that cannot be built must not read like a failure.
      const receipt = await bound
        .receipt(ctx, outcome)
        .catch(() => card(outcomeMessages[ctx.who.locale].done));
      return withReference({ ...receipt, receipt: true }, operation, ctx);
    }
    case "failed": {
      const { error } = outcome;
      // AntCRM's own words are shown even if nothing more can be read.
      const provable =
        error.fault === "refused" ? await bound.provable(ctx, error.quote).catch(() => []) : [];
      const { kind: command, args, source } = operation;
      // The outcome is shown even if the draft cannot be stored.
      const draft = await keepTyped({ command, args, source }, ctx, drafts).catch(() => undefined);
      const ways = { provable, ...(draft === undefined ? {} : { draft }) };
      return { ...withRequest(failureCard(error, ctx.who.locale, ways), operation, ctx), receipt: true };
    }
    case "unclear":
      return withRequest(unclearCard(operation, bound, ctx), operation, ctx);
    case "expired":
      return { ...notSentCard(outcome.reason, operation, bound, ctx), receipt: true };
    case "elsewhere":
      return underWayCard(operation, ctx);
  }
}

function wordsFor({ inBot }: BoundWrite, locale: Locale) {
  return inBot ? { ...outcomeMessages[locale], ...inBotWords[locale] } : outcomeMessages[locale];
}

/** Builds the card of the operation's current state, from its row. */
export async function standingCard(
  operation: Operation,
  bound: BoundWrite,
  ctx: Context,
  drafts: Drafts,
): Promise<Card> {
  switch (operation.state) {
    case "declined":
      return notSentCard("declined", operation, bound, ctx);
    case "expired": {
      const { restoredAt, outcome } = operation;
      const why = restoredAt === null ? (outcome.reason ?? "late") : "restored";
      return notSentCard(why, operation, bound, ctx);
    }
    case "done":
    case "failed":
      return outcomeCard(operation, outcomeOf(operation), bound, ctx, drafts);
    case "unclear":
      return withRequest(unclearCard(operation, bound, ctx), operation, ctx);
    default:
      return underWayCard(operation, ctx);
  }
}

/**
 * Adds what was asked for, because the card may replace its question, and the person may wait for several outcomes. The
 * receipt of a finished write already names it.
 */
export function withRequest(shown: Card, operation: Operation, { who }: Context): Card {
  const asked = askedIn(operation);
  // It names a customer. Nobody else may see it without a look-up, nor the person after the role was taken away.
  const maySee = operation.person === who.person && who.role !== "none";
  if (asked === null || !maySee) return shown;
  return { ...shown, blocks: [context(outcomeMessages[who.locale].asked(asked)), ...shown.blocks] };
}

/** Builds the card of an operation that was not sent and will not be. */
function notSentCard(
  why: NotSent | "declined" | "restored",
  operation: Operation,
  bound: BoundWrite,
  ctx: Context,
): Card {
  const t = wordsFor(bound, ctx.who.locale);
  return withRequest(card(why === "declined" ? t.cancelled : t.notSent, text(t[why])), operation, ctx);
}

/** Builds the card of an operation in progress. The process that sends it reports how it ends. */
function underWayCard(operation: Operation, ctx: Context): Card {
  const t = outcomeMessages[ctx.who.locale];
  return { ...withRequest(card(t.working, text(t.underWay)), operation, ctx), tone: "waiting" };
}

/** Builds the card of an unknown outcome. After a minute without evidence a person may decide to send it again. */
export function unclearCard(operation: Operation, bound: BoundWrite, ctx: Context): Card {
  const t = wordsFor(bound, ctx.who.locale);
  const failure = {
    ...failureCard(new AppError("unclear", "no clear answer"), ctx.who.locale),
    ...(bound.inBot ? { title: inBotWords[ctx.who.locale].unclearTitle } : {}),
  };
  const repeatable = bound.repeatable(ctx);
  if (repeatable !== null) {
    // This write leaves no evidence, so there is nothing to look for.
    const again = button(t.sendAgain, ":again", { operation: operation.id }, { style: "primary" });
    const blocks = [text(repeatable), { kind: "buttons" as const, buttons: [again] }];
    return withReference({ ...failure, blocks, receipt: true }, operation, ctx);
  }
  const absent = operation.outcome.absent === true;
  const ways = buttons(
    button(ctx.common.checkAgain, ":check", { operation: operation.id }, { style: "primary" }),
    absent ? button(t.asNew, ":again", { operation: operation.id }) : null,
  );
  const blocks = [...failure.blocks, ...(absent ? [text(t.absent)] : []), ...(ways ? [ways] : [])];
  return withReference({ ...failure, blocks, receipt: true }, operation, ctx);
}

/**
 * Stores what was typed. The button *Edit* opens the form with it, for the same message.
 * @param replaces the open question that is declined when the form is sent
 */
export async function keepTyped(
  {
    command,
    args,
    source,
    repeats,
  }: { command: string; args: Args; source: string | null; repeats?: boolean },
  { who, call, named }: Context,
  drafts: Drafts,
  replaces?: string,
): Promise<string> {
  const about = {
    ...(source !== null && { source }),
    ...(repeats && { repeats }),
    ...(replaces !== undefined && { replaces }),
  };
  const place = placeKey(call.place);
  const shown = calledIn(args, named);
  const draft = { person: who.person, place, command, args, wrong: {}, asking: null, shown, ...about };
  return (await drafts.keep(draft)).id;
}

function withReference(shown: Card, { reference }: Operation, { who }: Context): Card {
  return { ...shown, blocks: [...shown.blocks, context(outcomeMessages[who.locale].reference(reference))] };
}

const whileWorkingMessages = defineMessages({
  en: {
    working: "Working on it…",
    slow: "It takes longer than usual",
    slowAdvice:
      "The outcome is not clear yet. I go on by myself and tell you how it ends: you need not ask for it again.",
  },
  vi: {
    working: "Đang thực hiện…",
    slow: "Đang xử lý lâu hơn thường lệ",
    slowAdvice: "Chưa rõ kết quả. Bot vẫn đang xử lý và sẽ báo kết quả, bạn không cần gửi lại yêu cầu.",
  },
});

/** The time until the working card. */
const WORKING_AFTER_MS = 700;
/** The time from the working card to the slow card: AntCRM is slow, or the store cannot be used. */
const SLOW_AFTER_MS = 8_000;

/** Yields a working card after 0.7 s and a slow card 8 s later. Returns the result of `work`, or rejects as it does. */
export async function* whileWorking<Result>(
  work: Promise<Result>,
  { clock, who }: Context,
): AsyncGenerator<Card, Result> {
  const t = whileWorkingMessages[who.locale];
  const stop = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const endsWithin = (ms: number) => Promise.race([ended, clock.wait(ms, stop.signal).then(() => false)]);
  try {
    if (!(await endsWithin(WORKING_AFTER_MS))) {
      yield { ...card(t.working), tone: "waiting" };
      if (!(await endsWithin(SLOW_AFTER_MS))) {
        yield { ...card(t.slow, text(t.slowAdvice)), tone: "waiting" };
      }
    }
    return await work;
  } finally {
    stop.abort();
  }
}
