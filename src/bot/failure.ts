import { OverQuota } from "../access/quota.ts";
import { button, buttons, type Card, card, context, mapActions, quote, text } from "../cards/card.ts";
import { CALLS_UNASKED, TooManyCalls } from "../crm/calls.ts";
import type { AppError, Fault } from "../errors.ts";
import { commonMessages } from "../i18n/common-messages.ts";
import { faultAdvice, faultTitles } from "../i18n/faults.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import { UnreadText } from "../understanding/time-limit.ts";
import type { Args, BoundWrite } from "./command.ts";
import type { Context } from "./context.ts";
import { FileError, type FileTrouble } from "./files.ts";
import { type CommandRequest, UNBOUNDED } from "./request-kinds.ts";

const failureMessages = defineMessages({
  en: {
    crm: "AntCRM",
    edit: "Edit",
    yourId: (person: string) => `Your id for the admin: ${person}`,
    numbered: (title: string, number: number) => `${title}: number ${number}`,
    unread: "I could not read this message: please write it shorter.",
  },
  vi: {
    crm: "AntCRM",
    edit: "Sửa lại",
    yourId: (person) => `ID của bạn, để gửi quản trị viên: ${person}`,
    numbered: (title, number) => `${title} số ${number}`,
    unread: "Bot chưa đọc được tin này, bạn hãy viết ngắn hơn nhé.",
  },
});

/** What a person can do about a file that cannot be used. */
const fileAdvice = defineMessages<Record<FileTrouble, string>>({
  en: {
    "too-big": "The file is over 20 MB: split it into smaller ones and send them one after the other.",
    gone: "The file is not there any more, or I may not open it: please send it again.",
    elsewhere: "This is a link to another service: download the file there and drop the file itself here.",
    "not-loaded": "The file could not be fetched: please send it again in a minute.",
    "no-table": "I can read tables as CSV or Excel (.xlsx): save it as one of these and send it again.",
    several: "Please send one file at a time.",
  },
  vi: {
    "too-big": "Tệp lớn hơn 20 MB: hãy chia thành các tệp nhỏ hơn rồi gửi lần lượt.",
    gone: "Tệp không còn hoặc bot không được mở: vui lòng gửi lại tệp.",
    elsewhere: "Đây là liên kết tới dịch vụ khác: hãy tải tệp về rồi gửi chính tệp đó vào đây.",
    "not-loaded": "Chưa tải được tệp: vui lòng gửi lại sau một phút.",
    "no-table": "Bot đọc được bảng CSV hoặc Excel (.xlsx): hãy lưu thành một trong hai dạng này rồi gửi lại.",
    several: "Vui lòng gửi mỗi lần một tệp.",
  },
});

/** What a person can do after a failure. */
export interface WaysOn {
  /** The same command, if it is safe to run it again. */
  again?: { command: string; args: Args };
  /** The id of the draft that keeps what was typed. */
  draft?: string;
  /** Provable facts about the reason of the failure. */
  provable?: readonly string[];
  /** The person who was refused, as an admin has to name them: `"slack:U0123"`. */
  person?: string;
}

/** Faults that may pass by themselves, so that the same request can be made again. */
const PASSING: ReadonlySet<Fault> = new Set(["busy", "unavailable", "bug", "over-quota"]);

function adviceOn(error: AppError, locale: Locale): string {
  if (error instanceof FileError) return fileAdvice[locale][error.trouble];
  return error instanceof UnreadText ? failureMessages[locale].unread : faultAdvice[locale][error.fault];
}

/** Builds the card of a failure, in the reader's language: what happened, AntCRM's own words, and buttons to continue. */
export function failureCard(error: AppError, locale: Locale, ways: WaysOn = {}): Card {
  const t = failureMessages[locale];
  const { again, draft, provable = [], person } = ways;
  const title = faultTitles[locale][error.fault];
  return {
    ...card(
      error.number === undefined ? title : t.numbered(title, error.number),
      error.quote ? quote(error.quote, t.crm) : null,
      ...provable.map(text),
      text(adviceOn(error, locale)),
      person === undefined ? null : context(t.yourId(person)),
      buttons(
        again !== undefined && PASSING.has(error.fault)
          ? button(commonMessages[locale].tryAgain, again.command, again.args)
          : null,
        draft === undefined ? null : button(t.edit, ":fill", { draft }),
      ),
    ),
    tone: "bad",
  };
}

const limitCardMessages = defineMessages({
  en: {
    minute: (limit: string) => `You have looked at ${limit} customers in a minute.`,
    day: (limit: string) => `You have looked at ${limit} customers today.`,
    minuteLeft: (wanted: string, left: string) =>
      `This shows ${wanted} customers, and you may look at ${left} more in this minute.`,
    dayLeft: (wanted: string, left: string) =>
      `This shows ${wanted} customers, and you may look at ${left} more today.`,
    inSeconds: (seconds: string, time: string) => `You can go on in ${seconds} seconds (${time}).`,
    tomorrow: (time: string) =>
      `You can go on from ${time}. If it cannot wait, an admin can raise the limit.`,
    pages: (pages: string, seconds: string) =>
      `There is a lot to read, so it takes a while (about ${pages} pages, ~${seconds} seconds). Go on?`,
    somePages: (pages: string) =>
      `There is a lot to read, so it takes a while (more than ${pages} pages). Go on?`,
    goOn: "Go on",
  },
  vi: {
    minute: (limit) => `Bạn đã xem ${limit} khách hàng trong một phút.`,
    day: (limit) => `Bạn đã xem ${limit} khách hàng hôm nay.`,
    minuteLeft: (wanted, left) =>
      `Kết quả này có ${wanted} khách hàng, nhưng trong phút này bạn chỉ còn xem được ${left}.`,
    dayLeft: (wanted, left) =>
      `Kết quả này có ${wanted} khách hàng, nhưng hôm nay bạn chỉ còn xem được ${left}.`,
    inSeconds: (seconds, time) => `Bạn có thể xem tiếp sau ${seconds} giây (${time}).`,
    tomorrow: (time) => `Bạn có thể xem tiếp từ ${time}. Nếu gấp, hãy nhờ quản trị viên nâng hạn mức.`,
    pages: (pages, seconds) =>
      `Dữ liệu nhiều nên bot sẽ đọc hơi lâu (khoảng ${pages} trang, ~${seconds} giây). Tiếp tục?`,
    somePages: (pages) => `Dữ liệu nhiều nên bot sẽ đọc hơi lâu (hơn ${pages} trang). Tiếp tục?`,
    goOn: "Tiếp tục",
  },
});

/** A page takes about this long if several are read at a time. It is an assumption: AntCRM documents no times. */
const PAGE_SECONDS = 0.3;

type FailureContext = Pick<Context, "who" | "formats" | "clock" | "timeZone">;

/** Writes the sentence of a refusal: how many customers were shown, and when the person can continue. */
function overQuotaSentence(error: OverQuota, { who, formats, clock, timeZone }: FailureContext): string {
  const t = limitCardMessages[who.locale];
  const { window, limit, left, wanted, retryAt } = error;
  const seen =
    left === 0
      ? t[window](formats.number(limit))
      : t[window === "minute" ? "minuteLeft" : "dayLeft"](formats.number(wanted), formats.number(left));
  if (window === "day") return `${seen} ${t.tomorrow(formats.time(retryAt))}`;
  const seconds = Math.max(1, Math.ceil((retryAt.getTime() - clock.now().getTime()) / 1_000));
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(retryAt);
  return `${seen} ${t.inSeconds(formats.number(seconds), time)}`;
}

function tooManyCallsSentence({ pages }: TooManyCalls, { who, formats }: FailureContext): string {
  const t = limitCardMessages[who.locale];
  if (pages === null) return t.somePages(formats.number(CALLS_UNASKED));
  return t.pages(formats.number(pages), formats.number(Math.ceil(pages * PAGE_SECONDS)));
}

const PRIMARY = { style: "primary" } as const;

/**
 * Builds the card of a failure. If a quota is used up, it says when the person can continue. Before many calls it asks. In
 * both cases a button repeats the request.
 */
export function limitCard(
  error: AppError,
  again: Required<WaysOn>["again"],
  ctx: Context,
  ways: WaysOn = {},
): Card {
  const { locale } = ctx.who;
  if (error instanceof OverQuota) {
    return saying(overQuotaSentence(error, ctx), failureCard(error, locale, { ...ways, again }));
  }
  if (error instanceof TooManyCalls) {
    const goOn = button(
      limitCardMessages[locale].goOn,
      again.command,
      { ...again.args, [UNBOUNDED]: "yes" },
      PRIMARY,
    );
    const asked = saying(tooManyCallsSentence(error, ctx), failureCard(error, locale, ways));
    const [sentence, ...others] = asked.blocks;
    const row = buttons(goOn, ...others.flatMap((block) => (block.kind === "buttons" ? block.buttons : [])));
    return { ...asked, blocks: [sentence, row].filter((block) => block != null) };
  }
  // A control is a button of a card that is still shown, so the failure card does not repeat it.
  const isControl = again.command.startsWith(":");
  return failureCard(error, locale, isControl ? ways : { ...ways, again });
}

function saying(sentence: string, failure: Card): Card {
  const waysOn = failure.blocks.filter(({ kind }) => kind === "buttons");
  return { ...failure, tone: "warning", blocks: [text(sentence), ...waysOn] };
}

/** Buttons of a confirmed or proposed write. What they read is never refused. */
const OF_A_WRITE: ReadonlySet<string> = new Set([":confirm", ":decline", ":check", ":again"]);

/** Whether this button may cause as many calls to AntCRM as it needs. */
export function mayReadAll(control: string, args: Args): boolean {
  return OF_A_WRITE.has(control) || args[UNBOUNDED] !== undefined;
}

/** Marks the page buttons of an answer, so that a person who has agreed is not asked again on the other pages. */
export function stillAgreed(shown: Card, { command, unbounded }: CommandRequest): Card {
  if (!unbounded) return shown;
  return mapActions(shown, (action) =>
    action.command === command.name && action.args.page !== undefined
      ? { ...action, args: { ...action.args, [UNBOUNDED]: "yes" } }
      : action,
  );
}

/**
 * Returns the card that a write's `ask` shows of a customer: the question, or the card instead of it. Null for a form,
 * which shows what the audit entry names.
 */
export function cardIn(asked: Awaited<ReturnType<BoundWrite["ask"]>>): Card | null {
  if ("card" in asked) return asked.card;
  return "blocks" in asked ? asked : null;
}
