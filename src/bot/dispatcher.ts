import { withNamesShown } from "../access/masking.ts";
import { type Card, isHarmlessTwice, type ReadyCard } from "../cards/card.ts";
import { CALLS_UNASKED, CallBudget } from "../crm/calls.ts";
import { AppError, type Fault, toAppError } from "../errors.ts";
import type { Locale } from "../i18n/messages.ts";
import type { CustomerSearch } from "../search/customer-search.ts";
import type { Intents } from "../understanding/understand.ts";
import type { Refusals } from "./access-refusals.ts";
import type { Actions } from "./actions.ts";
import { withAllowedButtons } from "./allowed-buttons.ts";
import type { Call } from "./call.ts";
import { CallRecord, type CallRecordPorts, REFUSALS } from "./call-record.ts";
import { CommandRunner, type CommandRunnerPorts } from "./command-runner.ts";
import type { Context } from "./context.ts";
import type { Contexts } from "./context-factory.ts";
import type { Conversations } from "./conversation.ts";
import { createPrompts } from "./forms/prompts.ts";
import { faultsOf, filledArgs, valuesOfForm } from "./forms/values.ts";
import type { KeptRequests } from "./kept-requests.ts";
import type { OpenQuestionsPorts } from "./open-questions.ts";
import type { Registry } from "./registry.ts";
import { withRemarks } from "./remarks.ts";
import { understand } from "./request.ts";
import { createRequestAnswers } from "./request-answers.ts";
import type { Request } from "./request-kinds.ts";
import { logFailure, type StoreOutagePorts, withoutStore, withStoreRetries } from "./store-outage.ts";
import { withCutRemark, withinReach } from "./text-limit.ts";

export interface DispatcherPorts
  extends Omit<CommandRunnerPorts, "prompts" | "reading">,
    CallRecordPorts,
    StoreOutagePorts,
    Pick<OpenQuestionsPorts, "journal"> {
  registry: Registry;
  intents: Intents;
  contexts: Contexts;
  actions: Actions;
  conversations: Conversations;
  keptRequests: KeptRequests;
  refusals: Pick<Refusals, "decide">;
  search: CustomerSearch;
  timeZone: string;
  onCommand?: ((command: EndedCommand) => void) | undefined;
}

/** One answered request of a person. */
export interface EndedCommand {
  /** The command's name; for what is no command the kind of the call: `"text"`, `"action"`. */
  command: string;
  outcome: "ok" | Fault;
  /** Until the last card. */
  durationMs: number;
}

/** Answers every call: checks the person's rights, understands the request, asks for missing values or runs it. */
export interface Dispatcher {
  answer(call: Call): AsyncIterable<ReadyCard>;
  /** Returns the faults of a form's values by argument, in the person's language; null if there are none. */
  checkForm(call: Call): Promise<Readonly<Record<string, string>> | null>;
  menu(locale: Locale): readonly { name: string; summary: string }[];
}

/** A call that is being answered. */
interface CallInHand {
  ctx: Context;
  record: CallRecord;
  /** True if its text was too long and was cut. */
  isCut: boolean;
  /** Null until it is understood. */
  request: Request | null;
}

export function createDispatcher(ports: DispatcherPorts): Dispatcher {
  const { contexts, drafts, lookUps, outages, registry } = ports;
  const reading = () => ({ now: ports.clock.now(), timeZone: ports.timeZone });
  const prompts = createPrompts(ports);
  const runner = new CommandRunner({ ...ports, prompts, reading });
  const perform = createRequestAnswers(ports, runner);
  const ready = createReady(ports);
  /** What the calls in hand ask for. If the store fails, a call is answered again from the start, and asks for the same. */
  const requests = new WeakMap<Call, Request>();

  async function* answerUnderstood(inHand: CallInHand, request: Request): AsyncGenerator<ReadyCard> {
    const { ctx, record } = inHand;
    // False if this process was frozen, and another one answers. Then nothing may be stored as shown.
    const isHeld = async (one: Card) => (await ctx.call.isHeld?.(isHarmlessTwice(one))) ?? true;
    let last: Card | null = null;
    for await (const whole of perform(request, ctx)) {
      const one = withNamesShown(whole);
      if (!(await isHeld(one))) return;
      // A look-up is recorded before its card is sent, together with the buttons: one commit for both. A write is
      // recorded when it has ended.
      const [shown] = await Promise.all([ready(one, inHand), record.addLookUp(one)]);
      yield shown;
      // The next message of this chat waits until this one is finished, so the card need not wait for this write.
      if (!(await isHeld(one))) return;
      await ports.conversations.remember(one, request.kind === "command" ? request : null, ctx);
      last = one;
    }
    // A card that calls its record the one just shown is no copy for others.
    const isCopy = request.kind === "command" && request.recalled.length === 0;
    if (isCopy && last !== null) outages.keep(request, last, ctx);
    await record.add(null);
    await lookUps.watch(ctx);
  }

  /** @throws AppError `storage`, which is answered again when the store is back */
  async function failed(error: AppError, inHand: CallInHand): Promise<ReadyCard> {
    const { ctx, record, request } = inHand;
    if (error.fault === "storage") throw error;
    // Refusals go to the security log, which has at most one line a minute for each person.
    if (!REFUSALS.has(error.fault)) logFailure(ports.log, error);
    const { copy, cause } = await recordedCopy(error, inHand, ports);
    const shown = copy ?? (await runner.failed(cause, request, ctx));
    await record.add(cause);
    return ready(request?.kind === "command" ? withRemarks(shown, request, ctx) : shown, inHand);
  }

  async function* answer(given: Call): AsyncGenerator<ReadyCard> {
    const { call, isCut } = withinReach(given);
    const who = await contexts.whoIs(call);
    const refusal = ports.refusals.decide(call, who);
    if (refusal === "silent") return;
    const nobodyWaits = new AbortController();
    const ctx = contexts.open(call, who, nobodyWaits.signal, new CallBudget(CALLS_UNASKED));
    const startedMs = ports.clock.monotonicMs();
    let outcome: EndedCommand["outcome"] = "ok";
    const inHand: CallInHand = { ctx, isCut, request: null, record: new CallRecord(ctx, ports) };
    // A person who has pressed a button of the question is not asked again, and needs no failure of a second question.
    const isAnswered = async () => call.isReplay === true && (await ports.confirmations.isAnswered(ctx));
    try {
      if (await isAnswered()) return;
      if (refusal === "shown") throw new AppError("forbidden", "a person without a role asked");
      const before = call.isReplay === true ? await ports.keptRequests.find(ctx) : null;
      if (before?.kind === "over") return;
      const request =
        before?.request ?? requests.get(given) ?? (await understand(call, who, { ...ports, reading }));
      requests.set(given, request);
      inHand.request = request;
      if (before === null) await ports.keptRequests.keep(call, request);
      yield* answerUnderstood(inHand, request);
    } catch (thrown) {
      const error = toAppError(thrown);
      outcome = error.fault;
      if (!(await isAnswered())) yield await failed(error, inHand);
    } finally {
      nobodyWaits.abort(ANSWERED);
      const durationMs = ports.clock.monotonicMs() - startedMs;
      ports.onCommand?.({ command: ctx.auditEntry.command, outcome, durationMs });
    }
  }

  return {
    answer: withStoreRetries(answer, ports),

    async checkForm(call) {
      const { body } = call;
      if (body.kind !== "form") return null;
      const { locale } = await contexts.whoIs(call);
      const draft = await drafts.find(body.draft, call.person);
      const command = registry.get(draft.command);
      const args = filledArgs(command, draft, body.values, locale);
      return faultsOf(valuesOfForm(command, args, locale, reading(), draft.held), locale);
    },

    menu: (locale) =>
      registry
        .visibleTo("manager")
        .map((command) => ({ name: command.name, summary: command.summary(locale) })),
  };
}

/**
 * Returns the copy to show while AntCRM is down: the last card of the same look-up, the question that this call asked
 * before, or null. It shows a customer, so it is recorded first. `cause` is the failure to answer with: `error`, or why the
 * copy could not be recorded.
 */
async function recordedCopy(
  error: AppError,
  { ctx, record, request }: CallInHand,
  { outages, confirmations }: DispatcherPorts,
): Promise<{ copy: Card | null; cause: AppError }> {
  if (request === null) return { copy: null, cause: error };
  const kept = request.kind === "command" ? await outages.copy(error, request, ctx) : null;
  const copy = kept ?? (await confirmations.askedBefore(error, draftIdOf(request) ?? null, ctx));
  if (copy === null) return { copy, cause: error };
  try {
    await record.add(null, copy);
    return { copy, cause: error };
  } catch (thrown) {
    const cause = toAppError(thrown);
    if (cause.fault === "storage") throw cause;
    return { copy: null, cause };
  }
}

/** Returns a function that prepares a card: masks it for the person, adds buttons to share it, stores its actions. */
function createReady({ actions, lookUps, registry, sharing }: DispatcherPorts) {
  return async (one: Card, { ctx, isCut, request }: CallInHand): Promise<ReadyCard> => {
    const { who, call } = ctx;
    const allowed = withAllowedButtons(one, who.role, registry);
    const masked = await lookUps.masked(isCut ? withCutRemark(allowed, who.locale) : allowed, who);
    const offered = sharing.offer(inPlaceOfForm(masked, request), ctx);
    try {
      return await actions.ready(offered, who, call.place);
    } catch (thrown) {
      // The outcome of a write is shown even if its buttons cannot be stored.
      if (toAppError(thrown).fault !== "storage" || one.receipt === undefined) throw thrown;
      return withoutStore(offered, who.locale);
    }
  };
}

/** The reason of every abort. It is created once, because Node would create an error with a stack for each abort. */
const ANSWERED = new AppError("unavailable", "the call was answered, and nobody waits any more");

/** Makes the answer to a form replace the form. */
function inPlaceOfForm(shown: Card, request: Request | null): Card {
  const draft = request === null ? undefined : draftIdOf(request);
  return draft === undefined ? shown : { ...shown, follows: draft };
}

function draftIdOf(request: Request): string | undefined {
  if (request.kind === "control") return request.args.draft;
  if (request.kind === "cancel") {
    return request.question?.kind === "form" ? request.question.draft.id : undefined;
  }
  return "draft" in request ? request.draft?.id : undefined;
}
