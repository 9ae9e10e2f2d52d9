import type { Audit } from "../access/audit.ts";
import { withNamesShown } from "../access/masking.ts";
import { OverQuota } from "../access/quota.ts";
import { type Card, card, context, type ReadyCard, text } from "../cards/card.ts";
import { CALLS_UNASKED, CallBudget } from "../crm/budget.ts";
import { AppError, type Fault, toAppError } from "../errors.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import type { Learned } from "../settings/learned.ts";
import { createSlots } from "../slots.ts";
import type { Intents } from "../understanding/understand.ts";
import { untilStored } from "../until-stored.ts";
import type { Refusals } from "./access-refusals.ts";
import type { Actions } from "./actions.ts";
import { type Call, placeKey } from "./call.ts";
import { type Args, type Clock, type Context, cardsOf, type Who } from "./command.ts";
import type { Contexts } from "./contexts.ts";
import { courtesyCard } from "./courtesy-card.ts";
import { nothingToChangeCard } from "./editing/changes.ts";
import { failureCard } from "./failure.ts";
import { asCanonical } from "./forms/canonical.ts";
import type { Drafts } from "./forms/draft.ts";
import { cancelledCard, createPrompts, mustReach, withSource } from "./forms/prompts.ts";
import { changedArgs, faultsOf, filledArgs, isOfSameRecord, readValues } from "./forms/values.ts";
import type { Outages } from "./outages.ts";
import { cardIn, limitCard, mayReadAll, stillAgreed } from "./quota/limit-card.ts";
import type { LookUps } from "./quota/look-ups.ts";
import type { Registry } from "./registry.ts";
import { type CommandRequest, commandRequest, type Request, understand } from "./request.ts";
import type { Sharing } from "./sharing.ts";
import { answeredWhenStored, logFailure, withoutStore } from "./store-outage.ts";
import { withCutRemark, withinReach } from "./text-limit.ts";
import { unknownCard } from "./unknown-card.ts";
import type { Confirmations } from "./writes/confirmations.ts";

const dispatcherMessages = defineMessages({
  en: {
    nothingOpen: "No question is open",
    pressCancel: "A card that asks for a confirmation has its own button to cancel.",
    ignored: (said: string) => `I did not understand this part and left it out: “${said}”.`,
  },
  vi: {
    nothingOpen: "Không có câu hỏi nào đang chờ",
    pressCancel: "Thẻ đang chờ xác nhận có nút Huỷ riêng.",
    ignored: (said) => `Bot chưa hiểu và đã bỏ qua phần này: “${said}”.`,
  },
});

/** A list that somebody agreed to read whole may have 10,000 records in memory. */
const LONG_READS = { all: 3, perPerson: 1 };

export interface DispatcherPorts {
  registry: Registry;
  intents: Intents;
  contexts: Contexts;
  drafts: Drafts;
  actions: Actions;
  refusals: Pick<Refusals, "decide">;
  confirmations: Confirmations;
  sharing: Sharing;
  learned: Learned;
  outages: Outages;
  lookUps: LookUps;
  audit: Audit;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
  log: Logger;
}

/** The one door: who → any rights? → understood? → allowed? → well formed? → ask or run → card. */
export interface Dispatcher {
  answer(call: Call): AsyncIterable<ReadyCard>;
  checkForm(call: Call): Promise<Readonly<Record<string, string>> | null>;
  menu(locale: Locale): readonly { name: string; summary: string }[];
}

export function createDispatcher(ports: DispatcherPorts): Dispatcher {
  const reading = () => ({ now: ports.clock.now(), timeZone: ports.timeZone });
  const requestPorts = { ...ports, reading };
  const prompts = createPrompts(ports);
  const longReads = createSlots(LONG_READS);

  /** What the draft asked for may have been done and told by now: a store that fails must not begin the answer anew. */
  const removeDraft = (id: string) => untilStored(() => ports.drafts.remove(id), ports.clock.wait);

  async function* perform(request: Request, ctx: Context): AsyncGenerator<Card> {
    switch (request.kind) {
      case "unknown":
        yield unknownCard(request.nearest, ctx.who);
        return;
      case "cancel":
        if (request.draft !== null) await removeDraft(request.draft.id);
        yield request.draft === null ? nothingOpenCard(ctx.who.locale) : cancelledCard(ctx.who.locale);
        return;
      case "courtesy":
        yield courtesyCard(request.said, ctx.who.locale);
        return;
      case "control":
        yield* control(request.name, request.args, ctx);
        return;
      case "command":
        for await (const shown of runCommand(request, ctx)) yield withIgnored(shown, request, ctx.who);
    }
  }

  async function* runCommand(request: CommandRequest, ctx: Context, anyway = false): AsyncGenerator<Card> {
    const { command, draft } = request;
    const { who } = ctx;
    Object.assign(ctx.auditEntry, { command: command.name, effect: command.effect });
    mustReach(who, command);
    const read = readValues(command, request.args, who.locale, reading());
    const values = { ...read, args: await asCanonical(command, read.args, ports.learned) };
    const field = prompts.next(request, values);
    if (field !== null) {
      // Nobody was looked at yet, so there is nothing to put on record.
      ctx.auditEntry.effect = "none";
      yield await prompts.ask(request, { ...values, field }, ctx);
      return;
    }
    const held = heldIn(request, who.locale);
    const bound = command.bind(held === null ? values.args : changedArgs(command, values.args, held));
    if (request.unbounded) ctx.budget.lift();
    await ports.lookUps.admit({ ...request, args: values.args }, bound, ctx);
    if (bound.kind === "read") {
      const read = () => cardsOf(bound.run(ctx));
      const cards = request.unbounded ? longReads.run(who.person, read) : read();
      for await (const one of cards) yield stillAgreed(one, request);
    } else {
      const confirmed = request.filled && command.formConfirms;
      const asked = await bound.ask(ctx);
      if ("answer" in asked) {
        ctx.auditEntry.effect = asked.effect;
        yield asked.answer;
        if (draft !== null) await removeDraft(draft.id);
        return;
      }
      const isConfirmed = confirmed && "card" in asked;
      // Whoever is asked about a customer sees their data; a confirmed write is counted, and refused nothing any more.
      const counted = ports.lookUps.count(cardIn(asked), ctx);
      await (isConfirmed ? counted.catch(exceptOverQuota) : counted);
      if ("missing" in asked) {
        yield await prompts.ask(request, { args: values.args, field: asked.missing, ends: true }, ctx);
        return;
      }
      if ("form" in asked) {
        const isUnchanged = held !== null && isOfSameRecord(command, values.args, held);
        yield isUnchanged
          ? await prompts.mendable(nothingToChangeCard(who.locale), request, values.args, ctx)
          : await prompts.ask(request, { args: asked.form, field: null, ends: true, ofRecord: true }, ctx);
        return;
      }
      const circumstances = { confirmed, anyway, source: request.source, draft: draft?.id ?? null };
      if (!("card" in asked)) {
        yield await prompts.mendable(asked, request, values.args, ctx);
        return;
      }
      if (isConfirmed) ctx.budget.lift();
      // Whoever is over their quota must not read the customer in the form of a write that AntCRM has refused.
      const countedContext = { ...ctx, named: ports.lookUps.namesCounted(ctx) };
      for await (const one of ports.confirmations.propose(
        command,
        bound,
        asked,
        countedContext,
        circumstances,
      )) {
        if (!isConfirmed) await ports.lookUps.count(one, ctx);
        yield one;
      }
    }
    if (draft !== null) await removeDraft(draft.id);
  }

  /** What the record held that has filled this request's form, comparable with what came back. */
  function heldIn({ command, draft }: CommandRequest, locale: Locale): Args | null {
    return draft?.held === undefined ? null : readValues(command, draft.held, locale, reading()).args;
  }

  /** The door's own buttons: they answer a question, open a form, or show a card to everybody. */
  async function* control(name: string, args: Args, ctx: Context): AsyncGenerator<Card> {
    const { operation = "", draft = "" } = args;
    if (mayReadAll(name, args)) ctx.budget.lift();
    const step = await prompts.action(name, args, ctx);
    if (step !== null) return "run" in step ? yield* runCommand(step.run, ctx) : yield step.show;
    switch (name) {
      case ":confirm":
        return yield* ports.confirmations.confirm(operation, ctx);
      case ":decline":
        return yield* ports.confirmations.decline(operation, ctx);
      case ":check":
        return yield* ports.confirmations.check(operation, ctx);
      case ":again": {
        const before = await ports.confirmations.asNew(operation, ctx);
        if ("settled" in before) return yield before.settled;
        const { command, source } = before;
        return yield* runCommand({ ...commandRequest(command, before.args), source }, ctx, true);
      }
      case ":anyway":
        return yield* runCommand(await prompts.resumed(draft, ctx.who.person), ctx, true);
      case ":share":
        Object.assign(ctx.auditEntry, { command: "share", effect: "look-up" });
        return yield ports.sharing.share(args, ctx);
      default:
        throw new AppError("expired", `there is no button ${name} any more`);
    }
  }

  /** A failure is a card too, and keeps what was typed. */
  async function failed(error: AppError, request: Request | null, ctx: Context): Promise<Card> {
    const { who } = ctx;
    if (error.fault === "forbidden") return failureCard(error, who.locale, { person: who.person });
    if (request?.kind === "control")
      return limitCard(error, { command: request.name, args: request.args }, ctx);
    if (request?.kind !== "command") return failureCard(error, who.locale);
    const { command, source } = request;
    const held = heldIn(request, who.locale);
    const args =
      held === null
        ? request.args
        : changedArgs(command, readValues(command, request.args, who.locale, reading()).args, held);
    // The form of a call that failed must not name, when it is opened again, whom nobody was counted for.
    const draft = await prompts.keep(request, { ...ctx, named: ports.lookUps.namesCounted(ctx) });
    const again = { command: command.name, args: withSource(args, source) };
    const failure = limitCard(error, again, ctx, draft === null ? {} : { draft: draft.id });
    const notice = ports.outages.notice(error, ctx);
    if (notice === null) return failure;
    const waysOn = failure.blocks.filter(({ kind }) => kind === "buttons");
    return { ...failure, title: notice.title, blocks: [...notice.blocks, ...waysOn] };
  }

  async function record(ctx: Context, error: AppError | null, shown: Card | null): Promise<void> {
    const { auditEntry, call, who } = ctx;
    const refused = error !== null && REFUSALS.has(error.fault);
    if (auditEntry.effect === "none" && !refused) return;
    const effect = refused || auditEntry.effect === "none" ? ("refusal" as const) : auditEntry.effect;
    const entry = {
      at: ports.clock.now(),
      person: who.person,
      place: placeKey(call.place),
      command: auditEntry.command,
      effect,
      customer: auditEntry.customer,
      outcome: error?.fault ?? auditEntry.outcome,
    };
    if (refused && error.fault !== "over-quota")
      ctx.noteSecurity("refusal", `${auditEntry.command}: ${error.fault}`);
    // Nobody is shown a customer without a record of it; what was written or refused has happened already.
    if (effect === "look-up" && error !== null) await ports.audit.add(entry);
    else if (effect === "look-up") await ports.lookUps.record(entry, shown, ctx);
    else await untilStored(() => ports.audit.add(ports.lookUps.named(entry, ctx)), ports.clock.wait);
  }

  async function* answer(given: Call): AsyncGenerator<ReadyCard> {
    const { call, isCut } = withinReach(given);
    const nobodyWaits = new AbortController();
    const who = await ports.contexts.whoIs(call);
    const refusal = ports.refusals.decide(call, who);
    if (refusal === "silent") return;
    const ctx = ports.contexts.open(call, who, nobodyWaits.signal, new CallBudget(CALLS_UNASKED));
    let request: Request | null = null;
    const ready = async (one: Card) => {
      const masked = await ports.lookUps.masked(isCut ? withCutRemark(one, who.locale) : one, who);
      const offered = ports.sharing.offer(inPlaceOfForm(masked, request), ctx);
      try {
        return await ports.actions.ready(offered, who, call.place);
      } catch (thrown) {
        // How a write ended is told in any case; only its buttons cannot be kept.
        if (toAppError(thrown).fault !== "storage" || one.receipt === undefined) throw thrown;
        return withoutStore(offered, who.locale);
      }
    };
    let last: Card | null = null;
    let recorded = false;
    const recordOnce = async (error: AppError | null, shown: Card | null = null) => {
      if (recorded) return;
      recorded = true;
      await record(ctx, error, shown).catch((thrown: unknown) => {
        recorded = false;
        throw thrown;
      });
    };
    const recordLookUp = (one: Card) => (recorded ? ports.lookUps.count(one, ctx) : recordOnce(null, one));
    try {
      if (refusal === "shown") throw new AppError("forbidden", "a person without a role asked");
      request = await understand(call, who, requestPorts);
      for await (const whole of perform(request, ctx)) {
        const one = withNamesShown(whole);
        // A look-up is on record before its card leaves (side by side with the buttons: one commit for both); a write
        // is when it has ended.
        const [shown] = await Promise.all([
          ready(one),
          ctx.auditEntry.effect === "look-up" ? recordLookUp(one) : null,
        ]);
        yield shown;
        last = one;
      }
      if (request.kind === "command" && last !== null) ports.outages.keep(request, last, ctx);
      await recordOnce(null);
      await ports.lookUps.watch(ctx);
    } catch (thrown) {
      const error = toAppError(thrown);
      // It is answered again when the store is back.
      if (error.fault === "storage") throw error;
      // Refusals have log lines of their own, fewer than one each.
      if (!REFUSALS.has(error.fault)) logFailure(ports.log, error, call);
      const copy = request?.kind === "command" ? ports.outages.copy(error, request, ctx) : null;
      // A copy shows a customer as the original does.
      const refused = copy && (await recordOnce(null, copy).then(() => null, toAppError));
      if (refused?.fault === "storage") throw refused;
      const shown = copy && !refused ? copy : await failed(refused ?? error, request, ctx);
      await recordOnce(refused ?? error);
      yield await ready(shown);
    } finally {
      nobodyWaits.abort(ANSWERED);
    }
  }

  return {
    answer: answeredWhenStored(answer, ports),

    async checkForm(call) {
      if (call.body.kind !== "form") return null;
      const who = await ports.contexts.whoIs(call);
      const draft = await ports.drafts.find(call.body.draft, call.person);
      const command = ports.registry.get(draft.command);
      const args = filledArgs(command, draft, call.body.values, who.locale);
      return faultsOf(readValues(command, args, who.locale, reading()), who.locale);
    },

    menu: (locale) =>
      ports.registry
        .visibleTo("manager")
        .map((command) => ({ name: command.name, summary: command.summary(locale) })),
  };
}

function exceptOverQuota(thrown: unknown): void {
  if (!(thrown instanceof OverQuota)) throw thrown;
}

/** Faults by which a person is refused something. */
const REFUSALS: ReadonlySet<Fault> = new Set(["forbidden", "not-yours", "over-quota"]);

/** The reason of every abort; one for all, because Node would make an error with its stack for each. */
const ANSWERED = new AppError("unavailable", "the call was answered, and nobody waits any more");

/** What comes of a form stands where the form stood. */
function inPlaceOfForm(shown: Card, request: Request | null): Card {
  const draft = request === null ? undefined : draftOf(request);
  return draft === undefined ? shown : { ...shown, follows: draft };
}

function draftOf(request: Request): string | undefined {
  if (request.kind === "control") return request.args.draft;
  return "draft" in request ? request.draft?.id : undefined;
}

/** Whoever asked for more than was understood must not take the answer for the whole of it. */
function withIgnored(shown: Card, { ignored }: CommandRequest, { locale }: Who): Card {
  if (ignored === null) return shown;
  return { ...shown, blocks: [context(dispatcherMessages[locale].ignored(ignored)), ...shown.blocks] };
}

function nothingOpenCard(locale: Locale): Card {
  return card(dispatcherMessages[locale].nothingOpen, text(dispatcherMessages[locale].pressCancel));
}
