import { isDeepStrictEqual } from "node:util";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { isUnderWay, type Journal } from "../../operations/journal.ts";
import { confirmedAtOf, type Operation, type Sequences } from "../../operations/operation.ts";
import type { About, Args, BoundWrite, Command, Question } from "../command.ts";
import { type Context, storableReference } from "../context.ts";
import { failureCard } from "../failure.ts";
import type { Drafts } from "../forms/draft.ts";
import type { Registry } from "../registry.ts";
import { GO_ON } from "../shown-records.ts";
import { askedIn, confirmLabelIn, valuesOf, withAsked } from "./asked.ts";
import { keepTyped, unclearCard, withRequest } from "./outcome.ts";

const questionMessages = defineMessages({
  en: {
    edit: "Edit",
    noDetails: "AntCRM cannot be read just now, so this question lacks its details. You can still answer it.",
    changed: "Somebody has changed this record since you were asked. This is how it stands now:",
  },
  vi: {
    edit: "Sửa lại",
    noDetails: "Hiện không đọc được AntCRM nên câu hỏi này thiếu chi tiết. Bạn vẫn có thể trả lời.",
    changed: "Có người vừa sửa sau khi bot hỏi bạn. Hiện tại như sau:",
  },
});

/** The name of a record of AntCRM, by the first part of its reference: `"ticket:17464"`. */
const recordNames = defineMessages({
  en: {
    customer: "customer",
    lead: "customer",
    ticket: "ticket",
    deal: "deal",
    product: "product",
    segment: "segment",
  },
  vi: {
    customer: "Khách",
    lead: "Khách",
    ticket: "Phiếu",
    deal: "Đơn",
    product: "Sản phẩm",
    segment: "Phân khúc",
  },
});

const duplicateCheckMessages = defineMessages({
  en: {
    unclearFirst: "The one before is not clear yet: please settle it first.",
    underWayTitle: "The one before is on its way",
    underWayOfSource: (reference: string, at: string) =>
      `This was already asked for from the same message at ${at} (ref ${reference}), and it is on its way.`,
    underWayOfRecord: (record: string, reference: string, at: string) =>
      `The same kind of request was confirmed for this ${record} at ${at} (ref ${reference}), and it is on its way. Whoever confirmed it is told how it ends.`,
    underWayInBot: (reference: string, at: string) =>
      `The same kind of request was confirmed at ${at} (ref ${reference}), and it is on its way. Whoever confirmed it is told how it ends.`,
    anyway: "Go on anyway",
  },
  vi: {
    unclearFirst: "Lần trước chưa rõ kết quả: hãy xử lý lần đó trước.",
    underWayTitle: "Yêu cầu trước đang được thực hiện",
    underWayOfSource: (reference, at) =>
      `Việc này đã được yêu cầu từ cùng tin nhắn lúc ${at} (mã ${reference}) và đang được thực hiện.`,
    underWayOfRecord: (record, reference, at) =>
      `${record} này đã có một yêu cầu cùng loại được xác nhận lúc ${at} (mã ${reference}) và đang được thực hiện. Bot sẽ báo kết quả cho người đã xác nhận.`,
    underWayInBot: (reference, at) =>
      `Một yêu cầu cùng loại đã được xác nhận lúc ${at} (mã ${reference}) và đang được thực hiện. Bot sẽ báo kết quả cho người đã xác nhận.`,
    anyway: "Vẫn tiếp tục",
  },
});

/**
 * Returns the id of the operation that this call asks to confirm: `"question-k3Jx0fQ9a1Zs7Lw2"`. A call that is handled
 * again asks for the same one. AntCRM gets it as the id of a new record, so bots of other databases have other ids.
 */
export function operationIdOf({ call, pseudonym }: Pick<Context, "call" | "pseudonym">): string {
  return pseudonym(`question ${call.id}`).replace("pseudonym:", "question-");
}

/**
 * Returns the id of the form that this call opens: `"form-k3Jx0fQ9a1Zs7Lw2"`. A call that is handled again opens the same
 * one. The write that the form leads to has its id.
 */
export function formIdOf({ call, pseudonym }: Pick<Context, "call" | "pseudonym">): string {
  return pseudonym(`form ${call.id}`).replace("pseudonym:", "form-");
}

/** True if the person has answered this question. */
export function isAnswered({ state }: Pick<Operation, "state">): boolean {
  return state !== "proposed" && state !== "expired";
}

/** True if the question can still be answered. */
export function isOpen({ state, until, isBroken }: Operation, now: Date): boolean {
  return state === "proposed" && until > now && !isBroken;
}

type Proposal = Pick<Operation, "kind" | "person" | "customer" | "args">;

/** True if the operation is the proposed one. Its question may have been asked in other words. */
function isSame(operation: Operation, proposal: Proposal): boolean {
  const comparable = ({ kind, person, customer, args }: Proposal) => ({
    kind,
    person,
    customer,
    args: valuesOf({ args }),
  });
  return isDeepStrictEqual(comparable(operation), comparable(proposal));
}

/** The origin of a write: its message, its sequence numbers, and the draft it was asked with. */
interface Origin {
  source: string | null;
  sequences: Sequences;
  draft: string | null;
}

/** A write that is asked for once more. */
export interface Repeat extends About {
  command: Command;
  args: Operation["args"];
}

export interface QuestionsPorts {
  journal: Journal;
  registry: Registry;
  drafts: Drafts;
}

/**
 * Stores proposed writes in the journal, asks their person to confirm them, and finds earlier writes that the person must
 * see first.
 */
export class Questions {
  readonly #ports: QuestionsPorts;

  constructor(ports: QuestionsPorts) {
    this.#ports = ports;
  }

  /**
   * Adds the proposed write to the journal. For an event that is handled again, it returns the question that the event has
   * asked before, if that is open or was answered meanwhile.
   */
  async propose(kind: string, question: Question, origin: Origin, ctx: Context): Promise<Operation> {
    const { customer } = question;
    const { journal } = this.#ports;
    const { source, sequences, draft } = origin;
    const proposal = {
      kind,
      args: withAsked(question),
      person: ctx.who.person,
      // The language is stored as well, so an outcome that is shown after a restart is in the language of the question.
      place: JSON.stringify({ ...ctx.call.place, locale: ctx.who.locale }),
      customer: customer && storableReference(customer),
      sequences,
      ...(source === null ? {} : { source }),
    };
    let operation = await journal.propose({ ...proposal, id: draft ?? operationIdOf(ctx) });
    // The question may have expired, or the same event or form may lead to other values now.
    if (!this.#isStill(operation, proposal, draft, ctx)) operation = await journal.propose(proposal);
    ctx.recordAccess(operation.customer, "asked");
    return operation;
  }

  /** True if this operation of a form has ended, or holds the values that its form has now. */
  isThisWrite(operation: Operation, kind: string, { args, customer }: Question, { who }: Context): boolean {
    return isAnswered(operation) || isSame(operation, { kind, args, customer, person: who.person });
  }

  /** True if this operation, asked before by the same event or form, is the one to ask for now. */
  #isStill(
    operation: Operation,
    proposal: Proposal,
    draft: string | null,
    { call, clock }: Context,
  ): boolean {
    if (isOpen(operation, clock.now())) return isSame(operation, proposal);
    return isAnswered(operation) && (draft === null ? call.isReplay === true : isSame(operation, proposal));
  }

  /**
   * Adds the proposed write to the journal and returns the question with its buttons; null if its person has answered it
   * meanwhile, on the card that the event brought before.
   */
  async ask(kind: string, question: Question, origin: Origin, ctx: Context): Promise<Card | null> {
    const t = questionMessages[ctx.who.locale];
    const proposed = await this.propose(kind, question, origin, ctx);
    if (ctx.call.isReplay && isAnswered(proposed)) return null;
    const { id: operation } = proposed;
    const typed = { command: kind, args: question.args, source: origin.source };
    const draft = question.fixed ? null : await keepTyped(typed, ctx, this.#ports.drafts, operation);
    const style = question.danger ? "danger" : "primary";
    const answers = buttons(
      button(question.confirmLabel, ":confirm", { operation }, { style }),
      draft === null ? null : button(t.edit, ":fill", { draft }),
      button(ctx.common.cancel, ":decline", { operation }),
    );
    const blocks = [...question.card.blocks, ...(answers ? [answers] : [])];
    return { ...question.card, asks: operation, blocks };
  }

  /**
   * Returns an open question of this person without what only AntCRM knows; null if it is not open any more, or is about a
   * write that needs its details to be confirmed.
   */
  async withoutDetails(id: string, { who, clock, common, recordAccess }: Context): Promise<Card | null> {
    const operation = await this.#ports.journal.find(id);
    if (operation?.person !== who.person || !isOpen(operation, clock.now())) return null;
    const asked = askedIn(operation);
    const label = confirmLabelIn(operation);
    if (asked === null || label === null) return null;
    recordAccess(operation.customer, "asked");
    const answers = buttons(
      button(label, ":confirm", { operation: id }, { style: "primary" }),
      button(common.cancel, ":decline", { operation: id }),
    );
    const sentence = text(questionMessages[who.locale].noDetails);
    return { ...card(`${asked}?`, sentence, answers), asks: id };
  }

  /** Asks again after a write that failed because its record has changed. The card shows the current record. */
  async askAgain(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card | null> {
    const { kind, args, source, customer } = operation;
    const asked = await bound.ask(ctx);
    const notice = text(questionMessages[ctx.who.locale].changed);
    const noticed = (shown: Card): Card => ({ ...shown, blocks: [notice, ...shown.blocks] });
    if ("blocks" in asked) return noticed(asked);
    if ("answer" in asked) return noticed(asked.answer);
    if ("card" in asked) {
      const sequences = await this.#ports.journal.nextSequences(kind, { source, customer });
      const question = { ...asked, card: noticed(asked.card) };
      return this.ask(kind, question, { source, sequences, draft: null }, ctx);
    }
    const draft = await keepTyped({ command: kind, args, source }, ctx, this.#ports.drafts);
    const error = new AppError("changed", `${kind}: the record has changed`);
    return withRequest(failureCard(error, ctx.who.locale, { draft }), operation, ctx);
  }

  /** Returns the card of an earlier write that is unclear or under way, or of a similar one; null if there is none. */
  async earlier(kind: string, bound: BoundWrite, about: About, ctx: Context): Promise<Card | null> {
    const { journal, registry } = this.#ports;
    const { customer, source } = about;
    const ofOthers = (found: Operation | null) => (found?.id === operationIdOf(ctx) ? null : found);
    const same = source === null ? null : ofOthers(await journal.bySource(kind, source));
    const pending = customer === null ? null : ofOthers(await journal.pendingOf(kind, customer));
    for (const before of [same, pending])
      if (before?.state === "unclear")
        return earlierUnclearCard(before, bindForOutcome(before, ctx, registry), ctx);
    if (same !== null && isUnderWay(same)) return earlierUnderWayCard(same, true, ctx);
    if (pending !== null) return earlierUnderWayCard(pending, false, ctx);
    return bound.similar(ctx, { customer, source });
  }

  /** Adds a button to the card that asks for the write in spite of the earlier one. */
  async withGoOnButton(
    shown: Card,
    { command, args, customer, source }: Repeat,
    ctx: Context,
  ): Promise<Card> {
    const { locale } = ctx.who;
    const repeated = { command: command.name, args, source, repeats: true };
    const draft = await keepTyped(repeated, ctx, this.#ports.drafts);
    const label = command.anyway(locale) ?? duplicateCheckMessages[locale].anyway;
    const goOn = button(label, GO_ON, { draft });
    ctx.recordAccess(customer, "shown one before");
    return { ...shown, blocks: [...shown.blocks, { kind: "buttons", buttons: [goOn] }] };
  }
}

/**
 * Returns the command of an operation, and writes it into the audit entry.
 * @throws AppError `expired` this version has no such command
 */
export function commandOf(operation: Operation, ctx: Context, registry: Registry): Command {
  Object.assign(ctx.auditEntry, { command: operation.kind, effect: "write", customer: operation.customer });
  return registry.get(operation.kind);
}

/** Binds an operation to show its outcome, which a person may read whatever their role is now. */
export function bindForOutcome(operation: Operation, ctx: Context, registry: Registry): BoundWrite {
  return bindWrite(commandOf(operation, ctx, registry), operation.args);
}

/** Binds a write with the values of its question. */
export function bindWrite(command: Command, args: Args): BoundWrite {
  const bound = command.bind(args);
  if (bound.kind !== "write") throw new AppError("bug", `${command.name} is no write`);
  return bound;
}

/** Builds the card of an earlier write with an unclear outcome, and its buttons. */
function earlierUnclearCard(before: Operation, bound: BoundWrite, ctx: Context): Card {
  const shown = unclearCard(before, bound, ctx);
  const first = text(duplicateCheckMessages[ctx.who.locale].unclearFirst);
  return { ...shown, receipt: false, blocks: [first, ...shown.blocks] };
}

/** Builds the card of an earlier write that a process is sending. Its button shows whether it has ended. */
function earlierUnderWayCard(
  before: Operation,
  isOfSource: boolean,
  { who, common, formats }: Context,
): Card {
  const { id, reference, customer } = before;
  const t = duplicateCheckMessages[who.locale];
  const confirmedAt = formats.time(confirmedAtOf(before));
  const record = recordName(customer, who.locale);
  const sentence = isOfSource
    ? t.underWayOfSource(reference, confirmedAt)
    : record === null
      ? t.underWayInBot(reference, confirmedAt)
      : t.underWayOfRecord(record, reference, confirmedAt);
  const check = button(common.checkAgain, ":check", { operation: id }, { style: "primary" });
  return { ...card(t.underWayTitle, text(sentence), buttons(check)), tone: "warning" };
}

/** Returns the name of a write's record; null for one of the bot's own, such as `"alert:3"`. */
function recordName(reference: string | null, locale: Locale): string | null {
  const names: Readonly<Record<string, string>> = recordNames[locale];
  return names[reference?.split(":")[0] ?? ""] ?? null;
}
