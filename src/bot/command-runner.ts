import { OverQuota } from "../access/quota.ts";
import type { Card } from "../cards/card.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Learned } from "../settings/learned.ts";
import { createSlots } from "../slots.ts";
import type { ReadingContext } from "../understanding/grammar.ts";
import { untilStored } from "../until-stored.ts";
import { type Answer, type Args, type BoundWrite, cardsOf, type Question } from "./command.ts";
import type { Clock, Context } from "./context.ts";
import { nothingToChangeCard } from "./editing/before.ts";
import { asCanonical } from "./forms/canonical.ts";
import type { Drafts } from "./forms/draft.ts";
import { mustReach, type Prompts } from "./forms/prompts.ts";
import { changedArgs, isOfSameRecord, readValues } from "./forms/values.ts";
import { cardIn, stillAgreed } from "./quota/limit-card.ts";
import type { LookUps } from "./quota/look-ups.ts";
import type { CommandRequest } from "./request.ts";
import type { Confirmations } from "./writes/confirmations.ts";

/** A list that somebody agreed to read whole may have 10,000 records in memory. */
const LONG_READS = { all: 3, perPerson: 1 };

/** Runs commands: checks the role and the values, asks for what is missing, then reads, or asks to confirm a write. */
export interface CommandRunner {
  /** @param anyway the person has seen an earlier write like this one, and wants it all the same */
  run(request: CommandRequest, ctx: Context, anyway?: boolean): AsyncIterable<Card>;
  /** What the record held when it filled the form of this request; null where no record did. */
  heldBefore(request: CommandRequest, locale: Locale): Args | null;
}

export interface CommandRunnerPorts {
  prompts: Prompts;
  confirmations: Confirmations;
  lookUps: LookUps;
  drafts: Drafts;
  learned: Learned;
  clock: Clock;
  reading(): ReadingContext;
}

/** A write whose values are complete. */
interface ReadyWrite {
  request: CommandRequest;
  args: Args;
  bound: BoundWrite;
  held: Args | null;
  anyway: boolean;
}

type NotAsked = Exclude<Awaited<ReturnType<BoundWrite["ask"]>>, Question | { answer: Card }>;

export function createCommandRunner(ports: CommandRunnerPorts): CommandRunner {
  const { prompts, confirmations, lookUps, drafts, clock, reading } = ports;
  const longReads = createSlots(LONG_READS);

  function heldBefore({ command, draft }: CommandRequest, locale: Locale): Args | null {
    return draft?.held === undefined ? null : readValues(command, draft.held, locale, reading()).args;
  }

  async function* run(request: CommandRequest, ctx: Context, anyway = false): AsyncGenerator<Card> {
    const { command, draft } = request;
    const { locale } = ctx.who;
    Object.assign(ctx.auditEntry, { command: command.name, effect: command.effect });
    mustReach(ctx.who, command);
    const read = readValues(command, request.args, locale, reading());
    const values = { ...read, args: await asCanonical(command, read.args, ports.learned) };
    const { args } = values;
    const field = prompts.next(request, values);
    if (field !== null) {
      // Nobody was looked at yet, so there is nothing to put on record.
      ctx.auditEntry.effect = "none";
      yield await prompts.ask(request, { ...values, field }, ctx);
      return;
    }
    const held = heldBefore(request, locale);
    const bound = command.bind(held === null ? args : changedArgs(command, args, held));
    if (request.unbounded) ctx.budget.lift();
    await lookUps.admit({ ...request, args }, bound, ctx);
    const isEnded =
      bound.kind === "read"
        ? yield* show(request, () => bound.run(ctx), ctx)
        : yield* askToWrite({ request, args, bound, held, anyway }, ctx);
    // The draft's work may be done and shown by now: a store that fails must not begin the answer anew.
    if (isEnded && draft !== null) await untilStored(() => drafts.remove(draft.id), clock.wait);
  }

  async function* show(
    request: CommandRequest,
    answer: () => Answer,
    { who }: Context,
  ): AsyncGenerator<Card, true> {
    const read = () => cardsOf(answer());
    const cards = request.unbounded ? longReads.run(who.person, read) : read();
    for await (const one of cards) yield stillAgreed(one, request);
    return true;
  }

  /** Returns false where the person is asked for something first, so that the draft is still needed. */
  async function* askToWrite(write: ReadyWrite, ctx: Context): AsyncGenerator<Card, boolean> {
    const { request, bound } = write;
    const asked = await bound.ask(ctx);
    if ("answer" in asked) {
      ctx.auditEntry.effect = asked.effect;
      yield asked.answer;
      return true;
    }
    const isConfirmed = isConfirmedByForm(request) && "card" in asked;
    // Whoever is asked about a customer sees their data; a confirmed write is counted, and refused nothing any more.
    const counted = lookUps.count(cardIn(asked), ctx);
    await (isConfirmed ? counted.catch(exceptOverQuota) : counted);
    if ("card" in asked) yield* propose(write, asked, ctx);
    else yield await notAskedCard(asked, write, ctx);
    return "card" in asked;
  }

  async function* propose(write: ReadyWrite, question: Question, ctx: Context): AsyncGenerator<Card> {
    const { request, bound, anyway } = write;
    const { command, source, draft } = request;
    const confirmed = isConfirmedByForm(request);
    if (confirmed) ctx.budget.lift();
    // Whoever is over their quota must not read the customer in the form of a write that AntCRM has refused.
    const counted = { ...ctx, named: lookUps.namesCounted(ctx) };
    const options = { confirmed, anyway, source, draft: draft?.id ?? null };
    for await (const one of confirmations.propose(command, bound, question, counted, options)) {
      if (!confirmed) await lookUps.count(one, ctx);
      yield one;
    }
  }

  /** A write that cannot be asked to be confirmed yet: a value is missing, a form is to be filled, or nobody was found. */
  async function notAskedCard(asked: NotAsked, write: ReadyWrite, ctx: Context): Promise<Card> {
    const { request, args, held } = write;
    if ("missing" in asked) return prompts.ask(request, { args, field: asked.missing, ends: true }, ctx);
    if (!("form" in asked)) return prompts.mendable(asked, request, args, ctx);
    if (held !== null && isOfSameRecord(request.command, args, held)) {
      return prompts.mendable(nothingToChangeCard(ctx.who.locale), request, args, ctx);
    }
    return prompts.ask(request, { args: asked.form, field: null, ends: true, ofRecord: true }, ctx);
  }

  return { run, heldBefore };
}

function isConfirmedByForm({ filled, command }: CommandRequest): boolean {
  return filled && command.formConfirms;
}

function exceptOverQuota(thrown: unknown): void {
  if (!(thrown instanceof OverQuota)) throw thrown;
}
