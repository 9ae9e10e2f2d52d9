import { button, buttons, type Card, text } from "../../cards/card.ts";
import { AppError, toAppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { isUnderWay, type Journal, outcomeOf } from "../../operations/journal.ts";
import { type Operation, type Sequences, tamperedError } from "../../operations/operation.ts";
import type { Outcome, Write } from "../../operations/write.ts";
import type { BoundWrite, Command, Context, Question } from "../command.ts";
import { failureCard } from "../failure.ts";
import type { Drafts } from "../forms/draft.ts";
import { numberIn } from "../record-reference.ts";
import type { Registry } from "../registry.ts";
import { createBindings } from "./bindings.ts";
import { createObjections } from "./duplicate-check.ts";
import { keepTyped, notSentCard, outcomeCard, recordedAs, unclearCard, underWayCard } from "./outcome.ts";
import { whileWorking } from "./while-working.ts";

const confirmationMessages = defineMessages({
  en: {
    cancel: "Cancel",
    edit: "Edit",
    anyway: "Go on anyway",
    changed: "Somebody has changed this record since you were asked. This is how it stands now:",
  },
  vi: {
    cancel: "Huỷ",
    edit: "Sửa lại",
    anyway: "Vẫn tiếp tục",
    changed: "Có người vừa sửa bản ghi này sau khi bot hỏi bạn. Hiện tại là như sau:",
  },
});

/** How a write came to be asked for. */
interface Circumstances {
  /** A whole form was filled and sent: that is the confirmation. */
  confirmed: boolean;
  /** The draft it was asked with, whose id the operation takes: one draft is one write, however often it is sent. */
  draft: string | null;
  /** The person has seen what speaks against it (an unclear one before, a similar one), and wants it all the same. */
  anyway: boolean;
  /** The message it came from. */
  source: string | null;
}

/** Where a write came from: the message, which sequences it has, and the draft it was asked with. */
interface Origin {
  source: string | null;
  sequences: Sequences;
  draft: string | null;
}

/** A write to ask for once more. */
interface AsNew {
  command: Command;
  args: Operation["args"];
  source: string | null;
}

/** The door's part of a write: it asks, takes the answer once, and tells how it ended. */
export interface Confirmations {
  propose(
    command: Command,
    bound: BoundWrite,
    question: Question,
    ctx: Context,
    circumstances: Circumstances,
  ): AsyncIterable<Card>;
  confirm(id: string, ctx: Context): AsyncIterable<Card>;
  decline(id: string, ctx: Context): AsyncIterable<Card>;
  check(id: string, ctx: Context): AsyncIterable<Card>;
  /** What to ask again as something new, after an operation that stayed unclear; how it stands, when it no longer is. */
  asNew(id: string, ctx: Context): Promise<AsNew | { settled: Card }>;
  /** How an operation stands, for whoever asks or must be told. */
  tell(operation: Operation, ctx: Context): Promise<Card>;
  /** Sends what a dead process had confirmed; looks for what it was sending. */
  resume(operation: Operation, ctx: Context): Promise<Outcome>;
  /** How the audit names an outcome. */
  onRecord(operation: Operation, outcome: Outcome, ctx: Context): string;
}

export interface ConfirmationsPorts {
  journal: Journal;
  registry: Registry;
  drafts: Drafts;
}

export function createConfirmations({ journal, registry, drafts }: ConfirmationsPorts): Confirmations {
  const { commandOf, writeOf, recordOf } = createBindings(registry);
  const objections = createObjections(journal, recordOf);

  async function mustFind(id: string): Promise<Operation> {
    const operation = await journal.find(id);
    if (operation === null) throw new AppError("expired", "this operation is not in the journal");
    if (operation.isBroken) throw tamperedError(operation);
    return operation;
  }

  const send = (operation: Operation, bound: BoundWrite, ctx: Context) =>
    journal.send(operation, asWrite(bound, ctx));

  async function* awaited(
    operation: Operation,
    sent: Promise<Outcome>,
    bound: BoundWrite,
    ctx: Context,
  ): AsyncGenerator<Card> {
    const outcome = yield* whileWorking(sent, ctx);
    if (outcome.state === "failed" && outcome.error.fault === "changed") {
      return yield* askedAgain(operation, bound, ctx);
    }
    if (outcome.state === "elsewhere") return yield await standing(await mustFind(operation.id), bound, ctx);
    // What leaves no trace is told once: in a minute there would be nothing more to say.
    if (outcome.state === "unclear" && bound.repeatable(ctx) !== null) {
      await evenWithoutStore(() => journal.askToDecide(operation), false);
    }
    const shown = await outcomeCard(operation, outcome, bound, ctx, drafts);
    if (await notifiedNow(operation, ctx)) yield shown;
    else yield { ...shown, receipt: false };
  }

  /** Puts the proposed write into the journal. */
  async function proposed(
    kind: string,
    { args, customer }: Question,
    { source, sequences, draft }: Origin,
    ctx: Context,
  ): Promise<Operation> {
    const operation = await journal.propose({
      ...(draft === null ? {} : { id: draft }),
      kind,
      args,
      person: ctx.who.person,
      // With the language it was asked in: an outcome told later is told in the same.
      place: JSON.stringify({ ...ctx.call.place, locale: ctx.who.locale }),
      customer: customer && numberIn(customer),
      sequences,
      ...(source === null ? {} : { source }),
    });
    ctx.recordAccess(operation.customer, "asked");
    return operation;
  }

  /** The question with its ways to answer. */
  async function ask(kind: string, question: Question, origin: Origin, ctx: Context): Promise<Card> {
    const t = confirmationMessages[ctx.who.locale];
    const { source } = origin;
    const { id: operation } = await proposed(kind, question, origin, ctx);
    const draft = question.fixed
      ? null
      : await keepTyped({ command: kind, args: question.args, source }, ctx, drafts);
    const style = question.danger ? "danger" : "primary";
    const answers = buttons(
      button(question.confirmLabel, ":confirm", { operation }, { style }),
      draft === null ? null : button(t.edit, ":fill", { draft }),
      button(t.cancel, ":decline", { operation }),
    );
    return { ...question.card, blocks: [...question.card.blocks, ...(answers ? [answers] : [])] };
  }

  /** The record is not what the person was shown: they are shown how it stands now, and decide anew. */
  async function* askedAgain(operation: Operation, bound: BoundWrite, ctx: Context): AsyncGenerator<Card> {
    const { kind, args, source, customer } = operation;
    await notifiedNow(operation, ctx);
    const asked = await bound.ask(ctx);
    const notice = text(confirmationMessages[ctx.who.locale].changed);
    const noticed = (shown: Card): Card => ({ ...shown, blocks: [notice, ...shown.blocks] });
    if ("blocks" in asked) return yield noticed(asked);
    if ("answer" in asked) return yield noticed(asked.answer);
    if ("card" in asked) {
      const origin = {
        source,
        sequences: await journal.nextSequences(kind, { source, customer }),
        draft: null,
      };
      return yield await ask(kind, { ...asked, card: noticed(asked.card) }, origin, ctx);
    }
    const draft = await keepTyped({ command: kind, args, source }, ctx, drafts);
    const error = new AppError("changed", `${kind}: the record has changed`);
    yield failureCard(error, ctx.who.locale, { draft });
  }

  /**
   * Marks the outcome as told, before it is told to its person. Only they count: a manager may check what others asked
   * for. False where it was told before, or is shown to somebody else.
   */
  async function markNotified(operation: Operation, { who }: Context): Promise<boolean> {
    return operation.person === who.person && (await journal.notified(operation));
  }

  /**
   * The same for an outcome of just now. After a crash in between, the inbox repeats the event. If the store fails, the
   * outcome is shown now and once more later.
   */
  function notifiedNow(operation: Operation, ctx: Context): Promise<boolean> {
    return evenWithoutStore(
      async () => markNotified((await journal.find(operation.id)) ?? operation, ctx),
      operation.person === ctx.who.person,
    );
  }

  async function standing(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card> {
    switch (operation.state) {
      case "declined":
        return notSentCard("declined", bound, ctx);
      case "expired":
        return notSentCard(
          operation.restoredAt === null ? (operation.outcome.reason ?? "late") : "restored",
          bound,
          ctx,
        );
      case "done":
      case "failed":
        return outcomeCard(operation, outcomeOf(operation), bound, ctx, drafts);
      case "unclear":
        return unclearCard(operation, bound, ctx);
      default:
        return underWayCard(ctx);
    }
  }

  /** What speaks against it, with the way to go on all the same. */
  async function objected(
    against: Card,
    { command, args, customer, source }: AsNew & { customer: string | null },
    ctx: Context,
  ): Promise<Card> {
    const { locale } = ctx.who;
    const draft = await keepTyped({ command: command.name, args, source }, ctx, drafts);
    const goOn = button(command.anyway(locale) ?? confirmationMessages[locale].anyway, ":anyway", { draft });
    ctx.recordAccess(customer, "shown one before");
    return { ...against, blocks: [...against.blocks, { kind: "buttons", buttons: [goOn] }] };
  }

  /** Two people may have been asked about one message or customer: the second learns what the first has done since. */
  async function overtaken(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card | null> {
    const { kind, customer, source } = operation;
    const against = await objections.against(kind, bound, { customer, source }, ctx);
    return against && withWayOn(against, operation, ctx);
  }

  /** The card with a button that asks for the same once more. */
  function withWayOn(shown: Card, operation: Operation, ctx: Context): Promise<Card> {
    const { customer, args, source } = operation;
    return objected(shown, { command: commandOf(operation, ctx), args, customer, source }, ctx);
  }

  return {
    async *propose(command, bound, asked, ctx, { confirmed, draft, anyway, source }) {
      // Sent a second time, or handled again after a death: what speaks against it now may be its own work.
      if (confirmed && draft !== null && (await journal.find(draft)) !== null) {
        return yield* this.confirm(draft, ctx);
      }
      const question = { ...asked, customer: asked.customer && numberIn(asked.customer) };
      const { customer, args } = question;
      // Before looking at what speaks against it: what comes in between is found when the answer is taken.
      const origin = {
        source,
        sequences: await journal.nextSequences(command.name, { source, customer }),
        draft,
      };
      const against = anyway
        ? null
        : await objections.against(command.name, bound, { customer, source }, ctx);
      if (against !== null) {
        yield await objected(against, { command, args, customer, source }, ctx);
        return;
      }
      if (!confirmed) return yield await ask(command.name, question, origin, ctx);
      const operation = await proposed(command.name, question, origin, ctx);
      yield* this.confirm(operation.id, ctx);
    },

    async *confirm(id, ctx) {
      const bound = writeOf(await mustFind(id), ctx);
      const confirm = () => whileWorking(journal.confirm(id, ctx.who.person), ctx);
      let { taken, operation } = yield* confirm();
      while (!taken && operation.state === "proposed") {
        const before = await overtaken(operation, bound, ctx);
        if (before !== null && (await journal.withdraw(operation))) return yield before;
        // One message may ask for several gifts: where nothing speaks against another, it comes after the first.
        if (before === null) await journal.takeNextSequences(operation);
        ({ taken, operation } = yield* confirm());
      }
      if (operation.state === "expired" && operation.outcome.reason === "overtaken") {
        const before = await overtaken(operation, bound, ctx);
        // What came before has ended since an earlier press of this question.
        return yield before ?? (await withWayOn(await standing(operation, bound, ctx), operation, ctx));
      }
      ctx.recordAccess(operation.customer, taken ? "confirmed" : "confirmed before");
      const sent = taken ? send(operation, bound, ctx) : journal.sendingNow(id);
      if (sent) yield* awaited(operation, sent, bound, ctx);
      else yield { ...(await standing(operation, bound, ctx)), receipt: await markNotified(operation, ctx) };
    },

    async *decline(id, ctx) {
      const bound = writeOf(await mustFind(id), ctx);
      const { operation } = yield* whileWorking(journal.decline(id, ctx.who.person), ctx);
      ctx.recordAccess(operation.customer, operation.state);
      yield { ...(await standing(operation, bound, ctx)), receipt: false };
    },

    async *check(id, ctx) {
      const operation = await mustFind(id);
      const bound = writeOf(operation, ctx);
      // Whoever checks a colleague's write looks a customer up.
      if (operation.person !== ctx.who.person) ctx.auditEntry.effect = "look-up";
      const sent = journal.sendingNow(id);
      if (sent) yield* awaited(operation, sent, bound, ctx);
      else if (isUnderWay(operation)) yield await standing(operation, bound, ctx);
      else {
        await journal.check(operation, asWrite(bound, ctx));
        const current = await mustFind(id);
        yield { ...(await standing(current, bound, ctx)), receipt: await markNotified(current, ctx) };
      }
    },

    async asNew(id, ctx) {
      const operation = await mustFind(id);
      const bound = writeOf(operation, ctx);
      if (operation.person !== ctx.who.person) {
        throw new AppError("not-yours", `operation ${id} is somebody else's`);
      }
      // The button may be old: what has shown itself meanwhile is not done a second time.
      await journal.check(operation, asWrite(bound, ctx));
      const current = await mustFind(id);
      if (current.state !== "unclear") {
        const settled = await standing(current, bound, ctx);
        return { settled: { ...settled, receipt: await markNotified(current, ctx) } };
      }
      const { args, source } = current;
      return { command: commandOf(current, ctx), args, source };
    },

    async tell(operation, ctx) {
      if (operation.isBroken) return failureCard(tamperedError(operation), ctx.who.locale);
      return standing(operation, recordOf(operation, ctx), ctx);
    },

    onRecord: (operation, outcome, ctx) => recordedAs(outcome, () => recordOf(operation, ctx), ctx),

    async resume(operation, ctx) {
      if (operation.isBroken) {
        return operation.state === "confirmed" ? journal.refuse(operation) : { state: "unclear" };
      }
      if (operation.state === "confirmed") return send(operation, writeOf(operation, ctx), ctx);
      return journal.check(operation, asWrite(recordOf(operation, ctx), ctx));
    },
  };
}

function asWrite(bound: BoundWrite, ctx: Context): Write {
  return {
    prepare: (operation) => bound.prepare(ctx, operation),
    evidence: (operation, seen) => bound.evidence(ctx, operation, seen),
  };
}

/** Runs `work`; resolves with `otherwise` when the store cannot be used. */
async function evenWithoutStore<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (toAppError(thrown).fault !== "storage") throw thrown;
    return otherwise;
  }
}
