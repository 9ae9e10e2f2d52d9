import { reaches } from "../../access/roles.ts";
import type { Card } from "../../cards/card.ts";
import { mayBeSentNote } from "../../delivery/notification.ts";
import { AppError, toAppError } from "../../errors.ts";
import { isUnderWay } from "../../operations/journal.ts";
import type { Outcome, Write } from "../../operations/operation.ts";
import { type Operation, tamperedError } from "../../operations/operation.ts";
import type { BoundWrite, Command, Question } from "../command.ts";
import { type Context, storableReference } from "../context.ts";
import { failureCard } from "../failure.ts";
import { askedIn } from "./asked.ts";
import { droppedCard, tooLateCard, whatToChangeCard } from "./dropping.ts";
import { keepTyped, outcomeCard, outcomeForAudit, standingCard, whileWorking } from "./outcome.ts";
import {
  bindForOutcome,
  bindWrite,
  commandOf,
  isAnswered,
  isOpen,
  operationIdOf,
  Questions,
  type QuestionsPorts,
  type Repeat,
} from "./questions.ts";

/** How often a write that another process sends is looked at, and for how long: a call to AntCRM ends after 30 s. */
const LOOK_EVERY_MS = 1_000;
const MOST_LOOKS = 60;

/** How a write was asked for. */
interface ProposalOptions {
  /** True if a whole form was sent, which counts as the confirmation. */
  confirmed: boolean;
  /**
   * The id of the draft it was asked with. The operation takes this id, so one draft is one write, however often it is
   * sent.
   */
  draft: string | null;
  /** True if the person has seen the earlier write (unclear or similar), and wants this one in spite of it. */
  anyway: boolean;
  /** The message it came from. */
  source: string | null;
}

/** Asks for the confirmation of a write, takes the answer once, and shows how the write ended. */
export class Confirmations {
  readonly #ports: QuestionsPorts;
  readonly #questions: Questions;

  constructor(ports: QuestionsPorts) {
    this.#ports = ports;
    this.#questions = new Questions(ports);
  }

  async *propose(
    command: Command,
    asked: Question,
    ctx: Context,
    { confirmed, draft, anyway, source }: ProposalOptions,
  ): AsyncGenerator<Card> {
    const { journal } = this.#ports;
    const questions = this.#questions;
    // The person may have pressed the first card while this process read AntCRM.
    if (ctx.call.isReplay && (await this.isAnswered(ctx))) return;
    const question = { ...asked, customer: asked.customer && storableReference(asked.customer) };
    const { customer, args } = question;
    const about = { source, customer };
    // The form was sent before, or its event is handled again after a crash. The earlier write may be this one itself.
    const before = confirmed && draft !== null ? await journal.find(draft) : null;
    if (before !== null && questions.isThisWrite(before, command.name, question, ctx)) {
      return yield* this.confirm(before.id, ctx);
    }
    // It was asked before, with other values than those of the form that was sent now.
    if (before !== null && isOpen(before, ctx.clock.now())) await journal.decline(before.id, ctx.who.person);
    // The numbers are read before the check for duplicates. So a write that is confirmed in between is found when the
    // answer is taken.
    const origin = { source, sequences: await journal.nextSequences(command.name, about), draft };
    const isSeen = anyway || (await this.#isAsked(draft ?? operationIdOf(ctx), ctx));
    const earlier = isSeen
      ? null
      : await questions.earlier(command.name, bindWrite(command, args), about, ctx);
    if (earlier !== null)
      return yield await questions.withGoOnButton(earlier, { command, args, ...about }, ctx);
    if (!confirmed) {
      const card = await questions.ask(command.name, question, origin, ctx);
      return card === null ? undefined : yield card;
    }
    const operation = await questions.propose(command.name, question, origin, ctx);
    yield* this.confirm(operation.id, ctx);
  }

  /** True if this call is handled again and has asked this question before: its person has seen the earlier write. */
  async #isAsked(id: string, { call, clock }: Context): Promise<boolean> {
    const before = call.isReplay === true ? await this.#ports.journal.find(id) : null;
    return before !== null && isOpen(before, clock.now());
  }

  /** True if this call asked to confirm a write without a form, and its person has answered that question. */
  async isAnswered(ctx: Context): Promise<boolean> {
    const operation = await this.#ports.journal.find(operationIdOf(ctx));
    return operation !== null && isAnswered(operation);
  }

  /**
   * Returns the question that a call handled again has asked before, if it is still open but AntCRM cannot be read to ask
   * it in full. A failure in its place would deny what the person has confirmed on the first card.
   * @param draft  the id of the draft it was asked with
   */
  async askedBefore(error: AppError, draft: string | null, ctx: Context): Promise<Card | null> {
    const isUnread = error.fault === "unavailable" || error.fault === "busy";
    if (!isUnread || ctx.call.isReplay !== true) return null;
    return this.#questions.withoutDetails(draft ?? operationIdOf(ctx), ctx);
  }

  /** Takes the confirmation of a write and sends it, unless an earlier write has to be shown first. */
  async *confirm(id: string, ctx: Context): AsyncGenerator<Card> {
    const { journal } = this.#ports;
    const bound = this.#writeOf(await this.#find(id), ctx);
    const take = () => whileWorking(journal.confirm(id, ctx.who.person), ctx);
    let { taken, operation } = yield* take();
    while (!taken && operation.state === "proposed") {
      const before = await this.#overtaken(operation, bound, ctx);
      if (before !== null && (await journal.withdraw(operation))) return yield before;
      // One message may ask for several gifts. If there is no earlier write to show, this one comes after the first.
      if (before === null) await journal.takeNextSequences(operation);
      ({ taken, operation } = yield* take());
    }
    if (operation.state === "expired" && operation.outcome.reason === "overtaken") {
      const before = await this.#overtaken(operation, bound, ctx);
      if (before !== null) return yield before;
      // The earlier write has ended since this question was first answered.
      const shown = await this.#standing(operation, bound, ctx);
      return yield await this.#questions.withGoOnButton(shown, this.#repeatOf(operation, ctx), ctx);
    }
    ctx.recordAccess(operation.customer, taken ? "confirmed" : "confirmed before");
    const sent = taken ? journal.send(operation, asWrite(bound, ctx)) : journal.currentSend(id);
    if (sent) yield* this.#follow(operation, sent, bound, ctx);
    else yield* this.#watch(operation, bound, ctx);
  }

  async *decline(id: string, ctx: Context): AsyncGenerator<Card> {
    const bound = this.#writeOf(await this.#find(id), ctx);
    const { operation } = yield* whileWorking(this.#ports.journal.decline(id, ctx.who.person), ctx);
    ctx.recordAccess(operation.customer, operation.state);
    yield { ...(await this.#standing(operation, bound, ctx)), receipt: false };
  }

  /** Drops an open question, as a typed "huỷ" asks for, and says what was dropped. */
  async *drop({ id }: Operation, ctx: Context): AsyncGenerator<Card> {
    const bound = this.#writeOf(await this.#find(id), ctx);
    const { taken, operation } = yield* whileWorking(this.#ports.journal.decline(id, ctx.who.person), ctx);
    ctx.recordAccess(operation.customer, operation.state);
    if (taken || operation.state === "declined") yield droppedCard(operation, askedIn(operation), bound, ctx);
    else yield* this.#tooLate(operation, bound, ctx);
  }

  /**
   * Declines a question that is asked anew with other values. Returns true if it was answered before: then its card says
   * how it is, and nothing is asked anew.
   */
  async *replace(id: string, ctx: Context): AsyncGenerator<Card, boolean> {
    const { journal } = this.#ports;
    const before = await journal.find(id);
    const isOver = before === null || ["declined", "expired"].includes(before.state);
    if (isOver || (before.state === "proposed" && before.until <= ctx.clock.now())) return false;
    const bound = this.#writeOf(await this.#find(id), ctx);
    const { taken, operation } = yield* whileWorking(journal.decline(id, ctx.who.person), ctx);
    if (taken || operation.state === "declined") return false;
    yield* this.#tooLate(operation, bound, ctx);
    return true;
  }

  /** Returns the card for a change that could not be read: it opens the form with the values of the question. */
  async whatToChange(operation: Operation, ctx: Context): Promise<Card> {
    commandOf(operation, ctx, this.#ports.registry);
    const { kind: command, args, source } = operation;
    const draft = await keepTyped({ command, args, source }, ctx, this.#ports.drafts, operation.id);
    return whatToChangeCard(operation.id, askedIn(operation), draft, ctx);
  }

  /** A press came first: says so, and shows how the write ended or that it is under way. */
  async *#tooLate(operation: Operation, bound: BoundWrite, ctx: Context): AsyncGenerator<Card> {
    const standing = await this.#standing(operation, bound, ctx);
    yield tooLateCard({ ...standing, receipt: false }, ctx);
  }

  async *check(id: string, ctx: Context): AsyncGenerator<Card> {
    const operation = await this.#find(id);
    const bound = this.#writeOf(operation, ctx);
    // A check of a colleague's write shows a customer, so it counts as a look-up.
    if (operation.person !== ctx.who.person) ctx.auditEntry.effect = "look-up";
    const sent = this.#ports.journal.currentSend(id);
    if (sent) yield* this.#follow(operation, sent, bound, ctx);
    else if (isUnderWay(operation)) yield await this.#standing(operation, bound, ctx);
    else yield await this.#receipt(await this.#checked(operation, bound, ctx), bound, ctx);
  }

  /** Returns what to ask again after an operation that stayed unclear; or its card, if it is not unclear any more. */
  async asNew(id: string, ctx: Context): Promise<Repeat | { settled: Card }> {
    const operation = await this.#find(id);
    const bound = this.#writeOf(operation, ctx);
    if (operation.person !== ctx.who.person)
      throw new AppError("not-yours", `operation ${id} is somebody else's`);
    // The button may be old. A write that has been found in AntCRM since then is not sent a second time.
    const current = await this.#checked(operation, bound, ctx);
    if (current.state !== "unclear") return { settled: await this.#receipt(current, bound, ctx) };
    return this.#repeatOf(current, ctx);
  }

  /** Shows the state of an operation to its person. */
  async tell(operation: Operation, ctx: Context): Promise<Card> {
    if (operation.isBroken) return failureCard(tamperedError(operation), ctx.who.locale);
    return this.#standing(operation, this.#recordOf(operation, ctx), ctx);
  }

  /** Returns the name of an outcome in the audit. */
  auditOutcome(operation: Operation, outcome: Outcome, ctx: Context): string {
    return outcomeForAudit(outcome, () => this.#recordOf(operation, ctx), ctx);
  }

  /** Continues the work of a dead process: sends what was confirmed, and looks for the evidence of what was being sent. */
  async resume(operation: Operation, ctx: Context): Promise<Outcome> {
    const { journal } = this.#ports;
    const isConfirmed = operation.state === "confirmed";
    if (operation.isBroken) return isConfirmed ? journal.refuse(operation) : { state: "unclear" };
    if (isConfirmed) return journal.send(operation, asWrite(this.#writeOf(operation, ctx), ctx));
    return journal.check(operation, asWrite(this.#recordOf(operation, ctx), ctx));
  }

  /** Returns an operation whose row was not changed outside the bot. @throws AppError `expired`, `tampered` */
  async #find(id: string): Promise<Operation> {
    const operation = await this.#ports.journal.find(id);
    if (operation === null) throw new AppError("expired", "this operation is not in the journal");
    if (operation.isBroken) throw tamperedError(operation);
    return operation;
  }

  /** Binds the write of an operation, if the person still has the right to it. @throws AppError `forbidden` */
  #writeOf(operation: Operation, ctx: Context): BoundWrite {
    const { name, role } = commandOf(operation, ctx, this.#ports.registry);
    if (!reaches(ctx.who.role, role)) throw new AppError("forbidden", `${name} needs ${role}`);
    return this.#recordOf(operation, ctx);
  }

  #recordOf(operation: Operation, ctx: Context): BoundWrite {
    return bindForOutcome(operation, ctx, this.#ports.registry);
  }

  #repeatOf(operation: Operation, ctx: Context): Repeat {
    const { args, customer, source } = operation;
    return { command: commandOf(operation, ctx, this.#ports.registry), args, customer, source };
  }

  /** Looks in AntCRM for the evidence of the operation, and returns its current state. */
  async #checked(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Operation> {
    await this.#ports.journal.check(operation, asWrite(bound, ctx));
    return this.#find(operation.id);
  }

  /** Returns the card of the earlier write that came first. Two people may be asked about one message or customer. */
  async #overtaken(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card | null> {
    const earlier = await this.#questions.earlier(operation.kind, bound, operation, ctx);
    return earlier && this.#questions.withGoOnButton(earlier, this.#repeatOf(operation, ctx), ctx);
  }

  #standing(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card> {
    return standingCard(operation, bound, ctx, this.#ports.drafts);
  }

  /** Shows the state of the operation, as a receipt if its person sees the outcome for the first time. */
  async #receipt(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card> {
    const shown = await this.#standing(operation, bound, ctx);
    const receipt = await this.#markNotified(operation, ctx);
    // A notice may have said it, or be on its way: it is marked only after it was sent. The card may replace the question.
    const isLate = ctx.call.isReplay === true && operation.outcome.absent === true;
    if (!isLate) return { ...shown, receipt };
    return { ...shown, receipt, isMarked: true, blocks: [...shown.blocks, mayBeSentNote(ctx.who.locale)] };
  }

  /**
   * Shows how a write stands that this process does not send. If another one sends it, shows its outcome too: both change
   * the same message, and "under way" may come there after the outcome.
   */
  async *#watch(operation: Operation, bound: BoundWrite, ctx: Context): AsyncGenerator<Card> {
    yield await this.#receipt(operation, bound, ctx);
    let current = operation;
    for (let looks = 0; isUnderWay(current) && looks < MOST_LOOKS && !ctx.signal.aborted; looks += 1) {
      await ctx.clock.wait(LOOK_EVERY_MS, ctx.signal);
      current = await this.#find(operation.id);
    }
    if (current.state !== operation.state && !isUnderWay(current))
      yield await this.#receipt(current, bound, ctx);
  }

  /** Shows the progress of a write that is being sent, until it ends. */
  async *#follow(
    operation: Operation,
    sent: Promise<Outcome>,
    bound: BoundWrite,
    ctx: Context,
  ): AsyncGenerator<Card> {
    const { journal, drafts } = this.#ports;
    const outcome = yield* whileWorking(sent, ctx);
    if (outcome.state === "failed" && outcome.error.fault === "changed") {
      await this.#notifiedNow(operation, ctx);
      const again = await this.#questions.askAgain(operation, bound, ctx);
      // The question of this event was answered meanwhile, so the card says how this write stands.
      return yield again ?? (await this.#standing(await this.#find(operation.id), bound, ctx));
    }
    if (outcome.state === "elsewhere") {
      return yield* this.#watch(await this.#find(operation.id), bound, ctx);
    }
    // A write that leaves no record in AntCRM is reported once, because a minute later there is nothing more to report.
    if (outcome.state === "unclear" && bound.repeatable(ctx) !== null) {
      await evenWithoutStore(() => journal.markAbsent(operation), false);
    }
    const shown = await outcomeCard(operation, outcome, bound, ctx, drafts);
    yield (await this.#notifiedNow(operation, ctx)) ? shown : { ...shown, receipt: false };
  }

  /**
   * Marks the outcome as shown before it is shown. Returns false if it was shown before, or if it is not shown to its
   * person now: a manager may check what others asked for, and another process may have taken the event over.
   */
  async #markNotified(operation: Operation, { who, call }: Context): Promise<boolean> {
    if (operation.person !== who.person || (await call.isHeld?.(false)) === false) return false;
    return this.#ports.journal.markNotified(operation);
  }

  /**
   * Does the same as `#markNotified`, for an outcome that was just reached. After a crash in between, the inbox repeats
   * the event. If the store fails, the outcome is shown now and once more later.
   */
  #notifiedNow(operation: Operation, ctx: Context): Promise<boolean> {
    const mark = async () =>
      this.#markNotified((await this.#ports.journal.find(operation.id)) ?? operation, ctx);
    return evenWithoutStore(mark, operation.person === ctx.who.person);
  }
}

function asWrite(bound: BoundWrite, ctx: Context): Write {
  return {
    prepare: (operation) => bound.prepare(ctx, operation),
    evidence: (operation, seen) => bound.evidence(ctx, operation, seen),
  };
}

/** Runs `work`; resolves with `otherwise` if the store cannot be used. */
async function evenWithoutStore<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (toAppError(thrown).fault !== "storage") throw thrown;
    return otherwise;
  }
}
