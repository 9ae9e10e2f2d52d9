import { OverQuota } from "../access/quota.ts";
import type { Card } from "../cards/card.ts";
import { createSlots } from "../concurrency.ts";
import { AppError } from "../errors.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Learned } from "../settings/settings.ts";
import type { ReadingContext } from "../understanding/grammar.ts";
import { untilStored } from "../until-stored.ts";
import { type Args, type BoundWrite, cardsOf, type Question } from "./command.ts";
import type { Clock, Context } from "./context.ts";
import { nothingToChangeCard } from "./editing.ts";
import { cardIn, failureCard, limitCard, mayReadAll, stillAgreed } from "./failure.ts";
import type { Drafts } from "./forms/draft.ts";
import { mustReach, type Prompts, withSource } from "./forms/prompts.ts";
import { asCanonical, changedArgs, isOfSameRecord, valuesOfForm } from "./forms/values.ts";
import type { Outages } from "./outages.ts";
import type { LookUps } from "./quota/look-ups.ts";
import { unclearIn, withRecalled } from "./recalled.ts";
import type { Registry } from "./registry.ts";
import { type CommandRequest, commandRequest, type Request } from "./request-kinds.ts";
import type { Sharing } from "./sharing.ts";
import { GO_ON } from "./shown-records.ts";
import { UNDO, undo } from "./undo.ts";
import type { Confirmations } from "./writes/confirmations.ts";

/** How many long reads may run at once. A list that a person agreed to read whole may hold 10,000 records in memory. */
const LONG_READS = { all: 3, perPerson: 1 };

export interface CommandRunnerPorts {
  prompts: Prompts;
  confirmations: Confirmations;
  sharing: Sharing;
  outages: Outages;
  lookUps: LookUps;
  drafts: Drafts;
  learned: Learned;
  registry: Pick<Registry, "get">;
  clock: Clock;
  /** Returns why a form cannot go on with this customer: nobody has the name. Null for any other reference. */
  whyNobody(reference: string, ctx: Context): Promise<string | null>;
  reading(): ReadingContext;
}

/** A write whose values are complete. */
interface ReadyWrite {
  request: CommandRequest;
  args: Args;
  bound: BoundWrite;
  /** The values of the record that filled the form; null if no record did. */
  held: Args | null;
  /** True if the person has seen an earlier, similar write and still wants this one. */
  anyway: boolean;
}

type NotAsked = Exclude<Awaited<ReturnType<BoundWrite["ask"]>>, Question | { answer: Card }>;

/** Runs commands: checks the role and the values, asks for what is missing, then reads, or asks to confirm a write. */
export class CommandRunner {
  readonly #ports: CommandRunnerPorts;
  readonly #longReads = createSlots(LONG_READS);

  constructor(ports: CommandRunnerPorts) {
    this.#ports = ports;
  }

  /** @param anyway true if the person has seen an earlier, similar write and still wants this one */
  async *run(request: CommandRequest, ctx: Context, anyway = false): AsyncGenerator<Card> {
    for await (const shown of this.#answer(request, ctx, anyway)) yield withRecalled(shown, request, ctx);
  }

  async *#answer(request: CommandRequest, ctx: Context, anyway: boolean): AsyncGenerator<Card> {
    const { prompts, lookUps, drafts, learned, clock, reading } = this.#ports;
    const { command, draft } = request;
    const { locale } = ctx.who;
    Object.assign(ctx.auditEntry, { command: command.name, effect: command.effect });
    mustReach(ctx.who, command);
    const read = valuesOfForm(command, request.args, locale, reading(), draft?.held);
    const wrong = { ...read.wrong, ...unclearIn(request, locale) };
    const values = { ...read, wrong, args: await asCanonical(command, read.args, learned) };
    const { args } = values;
    const field = prompts.next(request, values);
    if (field !== null) {
      // "Nhầm khách": the question must not be confirmed while the form is open.
      if (request.replaces !== null && (yield* this.#withdraw(request, ctx))) return;
      const nobody = await this.#nobodyIn(request, args, ctx);
      // No customer was shown yet, so there is nothing to record.
      ctx.auditEntry.effect = "none";
      await this.#learnAnswers(request, field, ctx);
      yield await prompts.ask(request, { ...values, field, ...nobody }, ctx);
      return;
    }
    if (yield* this.#withdraw(request, ctx)) return;
    const held = this.#heldBefore(request, locale);
    const bound = command.bind(held === null ? args : changedArgs(command, args, held));
    if (request.unbounded) ctx.budget.lift();
    await lookUps.admit({ ...request, args }, bound, ctx);
    let isEnded = true;
    if (bound.kind === "write") {
      isEnded = yield* this.#askToWrite({ request, args, bound, held, anyway }, ctx);
    } else {
      const answer = () => cardsOf(bound.run(ctx));
      const cards = request.unbounded ? this.#longReads.run(ctx.who.person, answer) : answer();
      for await (const one of cards) yield stillAgreed(one, request);
    }
    // The command of the draft may have ended and been shown. If the store fails now, the answer must not begin again.
    if (isEnded && draft !== null) await untilStored(() => drafts.remove(draft.id), clock.wait);
  }

  /**
   * Handles one of the framework's own buttons, such as `":confirm"`. It answers a question, opens a form, or shares a
   * card.
   */
  async *control(name: string, args: Args, ctx: Context): AsyncGenerator<Card> {
    const { prompts, confirmations, sharing } = this.#ports;
    const { operation = "", draft = "" } = args;
    if (mayReadAll(name, args)) ctx.budget.lift();
    const step = await prompts.action(name, args, ctx);
    if (step !== null) return "run" in step ? yield* this.run(step.run, ctx) : yield step.show;
    switch (name) {
      case ":confirm":
        return yield* confirmations.confirm(operation, ctx);
      case ":decline":
        return yield* confirmations.decline(operation, ctx);
      case ":check":
        return yield* confirmations.check(operation, ctx);
      case ":again": {
        const before = await confirmations.asNew(operation, ctx);
        if ("settled" in before) return yield before.settled;
        const { command, args, source } = before;
        return yield* this.run({ ...commandRequest(command, args), source }, ctx, true);
      }
      case GO_ON:
        return yield* this.run(await prompts.resumed(draft, ctx.who.person), ctx, true);
      case UNDO:
        return yield await this.#undo(args, ctx);
      case ":share":
        Object.assign(ctx.auditEntry, { command: "share", effect: "look-up" });
        return yield sharing.share(args, ctx);
      default:
        throw new AppError("expired", `there is no button ${name} any more`);
    }
  }

  async #undo(args: Args, ctx: Context): Promise<Card> {
    const command = this.#ports.registry.get(args.command ?? "");
    Object.assign(ctx.auditEntry, { command: command.name, effect: command.effect });
    mustReach(ctx.who, command);
    return undo(command.undo, args, ctx);
  }

  /** Builds the card of a failed request. The card keeps what was typed and says how to continue. */
  async failed(error: AppError, request: Request | null, ctx: Context): Promise<Card> {
    const { prompts, lookUps, outages } = this.#ports;
    const { who } = ctx;
    if (error.fault === "forbidden") return failureCard(error, who.locale, { person: who.person });
    if (request?.kind === "control")
      return limitCard(error, { command: request.name, args: request.args }, ctx);
    if (request?.kind !== "command") return failureCard(error, who.locale);
    const args = withSource(this.#argsToRepeat(request, who.locale), request.source);
    // When the form of a failed call is opened again, it must not name customers who were not counted.
    const draft = await prompts.keep(request, { ...ctx, named: lookUps.namesCounted(ctx) });
    const ways = draft === null ? {} : { draft: draft.id };
    const failure = limitCard(error, { command: request.command.name, args }, ctx, ways);
    const notice = outages.notice(error, ctx);
    if (notice === null) return failure;
    const waysOn = failure.blocks.filter(({ kind }) => kind === "buttons");
    return { ...failure, title: notice.title, blocks: [...notice.blocks, ...waysOn] };
  }

  /**
   * Returns the fault of a customer's name that was just answered and that nobody has, else null. So the form asks again at
   * once, and not at its end.
   */
  async #nobodyIn({ command, answered, draft }: CommandRequest, args: Args, ctx: Context) {
    const whom = command.asked.find(({ name, kind }) => name === answered && kind === "customer");
    const value = whom && args[whom.name];
    // A name that was questioned once and is kept is not looked up again.
    if (whom === undefined || value === undefined || value === draft?.args[whom.name]) return null;
    await this.#ports.lookUps.admit({ ...commandRequest(command, args) }, { kind: "read" }, ctx);
    // If AntCRM cannot be asked now, the form goes on, and the name is looked up at its end.
    const why = await this.#ports.whyNobody(value, ctx).catch(() => null);
    return why === null ? null : { field: whom.name, wrong: { [whom.name]: why } };
  }

  /** Declines the question that this request replaces. True if it was answered before; then the card shows its outcome. */
  async *#withdraw({ replaces, draft }: CommandRequest, ctx: Context): AsyncGenerator<Card, boolean> {
    const before = replaces ?? draft?.replaces;
    // A question that a form replaces may have been dropped or answered while the form was open.
    if (before === undefined) return false;
    return yield* this.#ports.confirmations.replace(before, ctx);
  }

  /** Learns the answers that the question offers. A form that a platform draws at once cannot wait for AntCRM. */
  async #learnAnswers({ command }: CommandRequest, field: string, ctx: Context): Promise<void> {
    const { learned } = this.#ports;
    const list = command.asked.find(({ name }) => name === field)?.learned;
    if (list === undefined || ctx.call.showsForms === true) return;
    if ((await learned.values(list, 1)).length > 0) return;
    // Without the offered answers, the question can still be answered.
    await command.learn(ctx).catch(() => {});
  }

  /** Returns the arguments of the button *Try again*, without the values that the form held and nobody has changed. */
  #argsToRepeat(request: CommandRequest, locale: Locale): Args {
    const { command, args } = request;
    const held = this.#heldBefore(request, locale);
    if (held === null) return args;
    const read = valuesOfForm(command, args, locale, this.#ports.reading(), request.draft?.held);
    return changedArgs(command, read.args, held);
  }

  /** Returns the values of the record that filled the form of this request; null if no record did. */
  #heldBefore({ command, draft }: CommandRequest, locale: Locale): Args | null {
    if (draft?.held === undefined) return null;
    return valuesOfForm(command, draft.held, locale, this.#ports.reading(), draft.held).args;
  }

  /** Asks to confirm a write. Returns false if something else is asked for first: the draft is still needed. */
  async *#askToWrite(write: ReadyWrite, ctx: Context): AsyncGenerator<Card, boolean> {
    const { request, bound } = write;
    const asked = await bound.ask(ctx);
    if ("answer" in asked) {
      ctx.auditEntry.effect = asked.effect;
      yield asked.answer;
      return true;
    }
    // The question shows a customer's data, so it is counted. A write that is confirmed already is counted and not refused.
    const counted = this.#ports.lookUps.count(cardIn(asked), ctx);
    if (!("card" in asked)) {
      await counted;
      yield await this.#notAskedCard(asked, write, ctx);
      return false;
    }
    await (isConfirmedByForm(request) ? counted.catch(rethrowUnlessOverQuota) : counted);
    yield* this.#propose(write, asked, ctx);
    return true;
  }

  async *#propose(write: ReadyWrite, question: Question, ctx: Context): AsyncGenerator<Card> {
    const { confirmations, lookUps } = this.#ports;
    const { request, anyway } = write;
    const { command, source, draft } = request;
    const confirmed = isConfirmedByForm(request);
    if (confirmed) ctx.budget.lift();
    // The form of a refused write shows a customer, so a person over their quota does not get those names.
    const counted = { ...ctx, named: lookUps.namesCounted(ctx) };
    const options = { confirmed, anyway, source, draft: draft?.id ?? null };
    for await (const one of confirmations.propose(command, question, counted, options)) {
      if (!confirmed) await lookUps.count(one, ctx);
      yield one;
    }
  }

  /** Builds the card if a write cannot be confirmed yet: a value or a filled form is missing, or nobody was found. */
  async #notAskedCard(asked: NotAsked, write: ReadyWrite, ctx: Context): Promise<Card> {
    const { prompts } = this.#ports;
    const { request, args, held } = write;
    if ("missing" in asked)
      return prompts.ask(request, { args, field: asked.missing, requiredOnly: true }, ctx);
    if (!("form" in asked)) return prompts.mendable(asked, request, args, ctx);
    if (held !== null && isOfSameRecord(request.command, args, held)) {
      return prompts.mendable(nothingToChangeCard(ctx.who.locale), request, args, ctx);
    }
    return prompts.ask(request, { args: asked.form, field: null, requiredOnly: true, ofRecord: true }, ctx);
  }
}

function isConfirmedByForm({ filled, command }: CommandRequest): boolean {
  return filled && command.formConfirms;
}

function rethrowUnlessOverQuota(thrown: unknown): void {
  if (!(thrown instanceof OverQuota)) throw thrown;
}
