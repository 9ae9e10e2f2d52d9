import type { Card } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { isUnderWay, type Journal } from "../../operations/journal.ts";
import { type Operation, tamperedError } from "../../operations/operation.ts";
import type { Outcome, Write } from "../../operations/write.ts";
import type { BoundWrite, Command, Question } from "../command.ts";
import type { Context } from "../context.ts";
import { failureCard } from "../failure.ts";
import type { Drafts } from "../forms/draft.ts";
import { numberIn } from "../record-reference.ts";
import type { Registry } from "../registry.ts";
import { type Bindings, createBindings } from "./bindings.ts";
import { createDuplicateCheck, type DuplicateCheck, type Repeat } from "./duplicate-check.ts";
import { recordedAs } from "./outcome.ts";
import { createOutcomeReports, findIntact, type OutcomeReports } from "./outcome-report.ts";
import { createQuestions } from "./questions.ts";
import { whileWorking } from "./while-working.ts";

/** How a write came to be asked for. */
interface ProposalOptions {
  /** A whole form was filled and sent: that is the confirmation. */
  confirmed: boolean;
  /** The draft it was asked with, whose id the operation takes: one draft is one write, however often it is sent. */
  draft: string | null;
  /** The person has seen the earlier write (an unclear or a similar one), and wants this one all the same. */
  anyway: boolean;
  /** The message it came from. */
  source: string | null;
}

/** Asks for the confirmation of a write, takes the answer once, and shows how the write ended. */
export interface Confirmations {
  propose(
    command: Command,
    bound: BoundWrite,
    question: Question,
    ctx: Context,
    options: ProposalOptions,
  ): AsyncIterable<Card>;
  confirm(id: string, ctx: Context): AsyncIterable<Card>;
  decline(id: string, ctx: Context): AsyncIterable<Card>;
  check(id: string, ctx: Context): AsyncIterable<Card>;
  /** What to ask for again after an operation that stayed unclear; its card, where it is not unclear any more. */
  asNew(id: string, ctx: Context): Promise<Repeat | { settled: Card }>;
  /** How an operation stands, for its person. */
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
  const questions = createQuestions({ journal, drafts });
  const reports = createOutcomeReports({ journal, drafts, questions });
  const duplicates = createDuplicateCheck({ journal, drafts, recordOf });

  const repeatOf = (operation: Operation, ctx: Context): Repeat => {
    const { args, customer, source } = operation;
    return { command: commandOf(operation, ctx), args, customer, source };
  };
  const confirm = createConfirm({ journal, duplicates, reports, writeOf, repeatOf });

  /** Looks in AntCRM for what the operation left, and returns it as it stands then. */
  async function checked(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Operation> {
    await journal.check(operation, asWrite(bound, ctx));
    return findIntact(journal, operation.id);
  }

  return {
    confirm,

    async *propose(command, bound, asked, ctx, { confirmed, draft, anyway, source }) {
      // The form was sent before, or its event is handled again after a crash: an earlier write may be this one itself.
      if (confirmed && draft !== null && (await journal.find(draft)) !== null)
        return yield* confirm(draft, ctx);
      const question = { ...asked, customer: asked.customer && numberIn(asked.customer) };
      const { customer, args } = question;
      const about = { source, customer };
      // Reserved before the check for duplicates: a write that comes in between is found when the answer is taken.
      const origin = { source, sequences: await journal.nextSequences(command.name, about), draft };
      const earlier = anyway ? null : await duplicates.find(command.name, bound, about, ctx);
      if (earlier !== null)
        return yield await duplicates.withWayOn(earlier, { command, args, customer, source }, ctx);
      if (!confirmed) return yield await questions.ask(command.name, question, origin, ctx);
      const operation = await questions.propose(command.name, question, origin, ctx);
      yield* confirm(operation.id, ctx);
    },

    async *decline(id, ctx) {
      const bound = writeOf(await findIntact(journal, id), ctx);
      const { operation } = yield* whileWorking(journal.decline(id, ctx.who.person), ctx);
      ctx.recordAccess(operation.customer, operation.state);
      yield { ...(await reports.standing(operation, bound, ctx)), receipt: false };
    },

    async *check(id, ctx) {
      const operation = await findIntact(journal, id);
      const bound = writeOf(operation, ctx);
      // Whoever checks a colleague's write looks a customer up.
      if (operation.person !== ctx.who.person) ctx.auditEntry.effect = "look-up";
      const sent = journal.sendingNow(id);
      if (sent) yield* reports.follow(operation, sent, bound, ctx);
      else if (isUnderWay(operation)) yield await reports.standing(operation, bound, ctx);
      else yield await reports.receipt(await checked(operation, bound, ctx), bound, ctx);
    },

    async asNew(id, ctx) {
      const operation = await findIntact(journal, id);
      const bound = writeOf(operation, ctx);
      if (operation.person !== ctx.who.person)
        throw new AppError("not-yours", `operation ${id} is somebody else's`);
      // The button may be old: a write that has been found in AntCRM meanwhile is not sent a second time.
      const current = await checked(operation, bound, ctx);
      if (current.state !== "unclear") return { settled: await reports.receipt(current, bound, ctx) };
      return repeatOf(current, ctx);
    },

    async tell(operation, ctx) {
      if (operation.isBroken) return failureCard(tamperedError(operation), ctx.who.locale);
      return reports.standing(operation, recordOf(operation, ctx), ctx);
    },

    onRecord: (operation, outcome, ctx) => recordedAs(outcome, () => recordOf(operation, ctx), ctx),

    async resume(operation, ctx) {
      if (operation.isBroken)
        return operation.state === "confirmed" ? journal.refuse(operation) : { state: "unclear" };
      if (operation.state === "confirmed")
        return journal.send(operation, asWrite(writeOf(operation, ctx), ctx));
      return journal.check(operation, asWrite(recordOf(operation, ctx), ctx));
    },
  };
}

interface ConfirmPorts {
  journal: Journal;
  duplicates: DuplicateCheck;
  reports: OutcomeReports;
  writeOf: Bindings["writeOf"];
  repeatOf(operation: Operation, ctx: Context): Repeat;
}

/** Takes the confirmation of a write, unless an earlier write has to be shown first, and sends it. */
function createConfirm({ journal, duplicates, reports, writeOf, repeatOf }: ConfirmPorts) {
  /** The earlier write that has overtaken this one: two people may be asked about one message or customer. */
  async function overtaken(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card | null> {
    const { kind, customer, source } = operation;
    const earlier = await duplicates.find(kind, bound, { customer, source }, ctx);
    return earlier && duplicates.withWayOn(earlier, repeatOf(operation, ctx), ctx);
  }

  return async function* confirm(id: string, ctx: Context): AsyncGenerator<Card> {
    const bound = writeOf(await findIntact(journal, id), ctx);
    const take = () => whileWorking(journal.confirm(id, ctx.who.person), ctx);
    let { taken, operation } = yield* take();
    while (!taken && operation.state === "proposed") {
      const before = await overtaken(operation, bound, ctx);
      if (before !== null && (await journal.withdraw(operation))) return yield before;
      // One message may ask for several gifts: without an earlier write to show, this one comes after the first.
      if (before === null) await journal.takeNextSequences(operation);
      ({ taken, operation } = yield* take());
    }
    if (operation.state === "expired" && operation.outcome.reason === "overtaken") {
      const before = await overtaken(operation, bound, ctx);
      if (before !== null) return yield before;
      // The earlier write has ended since this question was pressed for the first time.
      const shown = await reports.standing(operation, bound, ctx);
      return yield await duplicates.withWayOn(shown, repeatOf(operation, ctx), ctx);
    }
    ctx.recordAccess(operation.customer, taken ? "confirmed" : "confirmed before");
    const sent = taken ? journal.send(operation, asWrite(bound, ctx)) : journal.sendingNow(id);
    if (sent) yield* reports.follow(operation, sent, bound, ctx);
    else yield await reports.receipt(operation, bound, ctx);
  };
}

function asWrite(bound: BoundWrite, ctx: Context): Write {
  return {
    prepare: (operation) => bound.prepare(ctx, operation),
    evidence: (operation, seen) => bound.evidence(ctx, operation, seen),
  };
}
