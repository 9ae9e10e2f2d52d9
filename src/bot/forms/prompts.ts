import { reaches } from "../../access/roles.ts";
import { button, type Card, card, context, mapActions, type ShownRecord, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Learned } from "../../settings/settings.ts";
import { placeKey } from "../call.ts";
import type { Args, Command } from "../command.ts";
import type { Context, Who } from "../context.ts";
import type { Registry } from "../registry.ts";
import { type CommandRequest, commandRequest, ofDraft, SOURCE } from "../request-kinds.ts";
import { formIdOf } from "../writes/questions.ts";
import { calledIn, type Draft, type Drafts } from "./draft.ts";
import { formCard } from "./form-card.ts";
import type { ReadValues } from "./values.ts";

const promptMessages = defineMessages({
  en: {
    edit: "Edit",
    cancelledForm: "Cancelled",
    cancelled: (form: string) => `Cancelled: ${form}`,
    nothingSent: "Nothing was sent to AntCRM.",
    nothingMoreSent: "Nothing more was sent to AntCRM.",
    nothingMoreChanged: "Nothing more was changed.",
    nothingChanged: "Nothing was changed.",
    stillOpen: (form: string, field: string) =>
      `You are in the middle of “${form}”: the bot waits for ${field}. Type “cancel” to drop it.`,
    any: "what to change",
    stillOpenTitle: "Something is still unfinished",
    setAside: (form: string) => `You were in the middle of “${form}”: the bot keeps it for you.`,
    continue: (form: string) => `Continue: ${form}`,
  },
  vi: {
    edit: "Sửa lại",
    cancelledForm: "Đã huỷ",
    cancelled: (form) => `Đã huỷ: ${form}`,
    nothingSent: "Chưa gửi gì đến AntCRM.",
    nothingMoreSent: "Chưa gửi thêm gì đến AntCRM.",
    nothingMoreChanged: "Chưa thay đổi thêm gì.",
    nothingChanged: "Chưa có gì thay đổi.",
    stillOpen: (form, field) => `Bạn đang làm dở “${form}”: bot còn chờ ${field}. Gõ “huỷ” nếu thôi.`,
    any: "mục cần sửa",
    stillOpenTitle: "Vẫn còn việc làm dở",
    setAside: (form) => `Bạn đang làm dở “${form}”, bot giữ lại cho bạn.`,
    continue: (form) => `Điền tiếp: ${form}`,
  },
});

/** What is asked next, and the values so far. */
interface FormQuestion {
  args: Args;
  wrong?: Readonly<Record<string, string>>;
  /** The argument to ask for; null: nothing is missing, and the person chooses what to change. */
  field: string | null;
  /** From here on only required arguments are asked for. */
  requiredOnly?: boolean;
  /** The arguments are what the record holds. */
  ofRecord?: true;
}

/** The result of a form's button: the command to run, or another card. */
type NextStep = { run: CommandRequest } | { show: Card };

export type Prompts = ReturnType<typeof createPrompts>;

export interface PromptsPorts {
  registry: Registry;
  drafts: Drafts;
  learned: Learned;
}

/** Asks for the arguments of a command one by one, and stores the answers in between. */
export function createPrompts(ports: PromptsPorts) {
  const { drafts, learned } = ports;

  async function ask(request: CommandRequest, question: FormQuestion, ctx: Context, page = 1): Promise<Card> {
    const { command } = request;
    const { args, wrong = {}, field, requiredOnly = false, ofRecord } = question;
    // A form shows typed values and values of AntCRM's records. The person may have lost the role since it was begun.
    mustReach(ctx.who, command);
    const draft = await drafts.keep({
      id: formIdOf(ctx),
      ...draftOf(request, args, ctx),
      ...(ofRecord && { held: args }),
      wrong,
      asking: field,
      trail: trailOf(request, field),
      walks: !requiredOnly && walks(request),
      answerable: ctx.call.showsForms !== true,
    });
    const suggests = (await ctx.search.progress()) !== null;
    return formCard({ command, draft, locale: ctx.who.locale, learned, suggests, page });
  }

  return {
    ...createFormButtons(ports, ask),

    /** Returns the argument to ask for now, or null if the command can run. */
    next(request: CommandRequest, { wrong, missing, args }: ReadValues): string | null {
      const { command, draft, review, filled } = request;
      const needed = Object.keys(wrong)[0] ?? missing[0];
      if (needed !== undefined) return needed;
      if (review) return command.asked[0]?.name ?? null;
      if (!draft?.walks || filled) return null;
      const behind = new Set([...draft.trail, request.answered]);
      return command.asked.find(({ name }) => args[name] === undefined && !behind.has(name))?.name ?? null;
    },

    /** @throws AppError `forbidden` */
    ask: (request: CommandRequest, question: FormQuestion, ctx: Context) => ask(request, question, ctx),

    /**
     * Stores what was typed for a write that cannot be confirmed yet, and adds the button *Edit* to its card. If nobody
     * was found, the next message may correct it: "à nhầm, 0900 000 001".
     */
    async mendable(shown: Card, request: CommandRequest, args: Args, ctx: Context): Promise<Card> {
      const { command, source } = request;
      const draft = await drafts.keep({
        ...draftOf(request, args, ctx),
        answerable: shown.isNobody === true,
      });
      const edit = button(promptMessages[ctx.who.locale].edit, ":fill", { draft: draft.id });
      // A button that runs the command again keeps the source message, whichever record is chosen.
      const pinned = mapActions(shown, (action) =>
        action.command === command.name ? { ...action, args: withSource(action.args, source) } : action,
      );
      return { ...pinned, blocks: [...pinned.blocks, { kind: "buttons", buttons: [edit] }] };
    },

    /** Stores what was typed, for a failure's *Edit*. Null if nothing can be typed or the store fails too. */
    async keep(request: CommandRequest, ctx: Context): Promise<Draft | null> {
      if (request.command.asked.length === 0) return null;
      const { held } = request.draft ?? {};
      const fresh = draftOf({ ...request, draft: null }, request.args, ctx);
      return drafts.keep({ ...fresh, ...(held !== undefined && { held }) }).catch(() => null);
    },
  };
}

type Ask = (request: CommandRequest, question: FormQuestion, ctx: Context, page?: number) => Promise<Card>;

/** Handles the buttons of a form. Each continues with the form's draft. */
function createFormButtons({ registry, drafts }: PromptsPorts, ask: Ask) {
  /** Returns the request of a stored draft. */
  async function resumed(id: string, person: string) {
    const draft = await drafts.find(id, person);
    const request = commandRequest(registry.get(draft.command), draft.args);
    return ofDraft(request, draft);
  }

  async function reopened(id: string, ctx: Context): Promise<Card> {
    const request = await resumed(id, ctx.who.person);
    const { command, draft } = request;
    const open = command.asked.find(({ name, required }) => required && draft.args[name] === undefined);
    const only = command.asked.length === 1 ? command.asked[0] : undefined;
    const field = draft.asking ?? Object.keys(draft.wrong)[0] ?? open?.name ?? only?.name ?? null;
    return ask(request, { args: draft.args, wrong: draft.wrong, field }, ctx);
  }

  /** Asks the question before this one; before the first, shows the list of all fields. */
  async function back(id: string, ctx: Context): Promise<Card> {
    const request = await resumed(id, ctx.who.person);
    const { args, wrong, trail } = request.draft;
    const draft = { ...request.draft, trail: trail.slice(0, -1) };
    return ask({ ...request, draft }, { args, wrong, field: trail.at(-1) ?? null }, ctx);
  }

  /** Cancels the draft. It may be gone already: the button of an old form, or a second press. */
  async function cancelled(id: string, { who }: Context): Promise<Card> {
    const draft = await drafts.find(id, who.person).catch(() => null);
    await drafts.cancel(id);
    return cancelledCard(draft && registry.get(draft.command), who.locale);
  }

  return {
    resumed,

    /** Handles one of the form's own buttons, such as `":ask"`. Returns null for any other button. */
    async action(name: string, args: Args, ctx: Context): Promise<NextStep | null> {
      const { draft: id = "", field = "", value = "", page = "1" } = args;
      switch (name) {
        case ":fill":
          return { show: await reopened(id, ctx) };
        case ":ask": {
          const request = await resumed(id, ctx.who.person);
          const { args, wrong } = request.draft;
          return { show: await ask(request, { args, wrong, field: field || null }, ctx, Number(page)) };
        }
        case ":back":
          return { show: await back(id, ctx) };
        case ":answer": {
          const request = await resumed(id, ctx.who.person);
          if (field === "") return { run: request };
          return { run: { ...request, args: { ...request.args, [field]: value }, answered: field } };
        }
        case ":skip":
          return { run: { ...(await resumed(id, ctx.who.person)), answered: field } };
        case ":finish": {
          const request = await resumed(id, ctx.who.person);
          return { run: { ...request, draft: { ...request.draft, walks: false } } };
        }
        case ":cancel":
          return { show: await cancelled(id, ctx) };
        default:
          return null;
      }
    },
  };
}

/** Returns the state of a form to store. It replaces the state before. */
function draftOf(
  { command, draft: before, source, recalled, ...request }: CommandRequest,
  args: Args,
  { call, who, named }: Context,
) {
  const replaces = request.replaces ?? before?.replaces;
  return {
    ...(before?.held !== undefined && { held: before.held }),
    ...(before === null ? {} : { id: before.id, trail: before.trail, walks: before.walks }),
    ...(source === null ? {} : { source }),
    ...(recalled.length === 0 ? {} : { recalled: [...recalled] }),
    ...(replaces !== undefined && { replaces }),
    person: who.person,
    place: placeKey(call.place),
    command: command.name,
    args,
    shown: { ...stillShown(before, args), ...calledIn(args, namesOf(recalled)), ...calledIn(args, named) },
    wrong: {},
    asking: null,
  };
}

/**
 * True if all arguments are asked for, the optional ones too: in a form that was opened empty. Otherwise only missing
 * values are asked for: after a sentence, a whole form with faults, or an edit, whose form shows the record.
 */
function walks({ command, draft, args, source, filled }: CommandRequest): boolean {
  if (filled) return false;
  if (draft !== null) return draft.walks;
  return Object.keys(args).length === 0 && source === null && !command.edits;
}

/** Returns the questions before the current one, the answered one last. */
function trailOf({ draft, answered }: CommandRequest, field: string | null): string[] {
  const behind = (draft?.trail ?? []).filter((name) => name !== answered && name !== field);
  return answered === null || answered === field ? behind : [...behind, answered];
}

/** Returns the names of customers by their references. The value of any other record is shown as it is. */
function namesOf(records: readonly ShownRecord[]): ReadonlyMap<string, string> {
  const customers = records.filter(({ kind, name }) => kind === "customer" && name !== "");
  return new Map(customers.map(({ reference, name }) => [reference, name]));
}

/** Returns the display texts of the values that have not changed. */
function stillShown(before: Draft | null, args: Args): Args {
  const shown = Object.entries(before?.shown ?? {});
  return Object.fromEntries(shown.filter(([name]) => args[name] === before?.args[name]));
}

/**
 * @param command null if the form is gone already
 * @param repeats true after an earlier write of the same kind, which stands
 */
export function cancelledCard(command: Command | null, locale: Locale, repeats = false): Card {
  const t = promptMessages[locale];
  const isOfCrm = command === null || command.writesToCrm || command.effect !== "write";
  const title = command === null ? t.cancelledForm : t.cancelled(command.title(locale));
  const [sent, changed] = repeats
    ? [t.nothingMoreSent, t.nothingMoreChanged]
    : [t.nothingSent, t.nothingChanged];
  return card(title, text(isOfCrm ? sent : changed));
}

/** Returns the line that says that a form still waits: "Bạn đang làm dở “Tạo phiếu”: bot còn chờ Tiêu đề. …" */
export function stillOpenLine(command: Command, { asking }: Draft, locale: Locale): string {
  const label =
    command.asked.find(({ name }) => name === asking)?.label[locale] ?? promptMessages[locale].any;
  return promptMessages[locale].stillOpen(command.title(locale), label);
}

/** Returns a form's card with the line that says which form it has replaced, and a button to continue that one. */
export function withSetAside(shown: Card, command: Command, { id }: Draft, locale: Locale): Card {
  const t = promptMessages[locale];
  const form = command.title(locale);
  const again = button(t.continue(form), ":fill", { draft: id });
  const kept = [context(t.setAside(form)), { kind: "buttons", buttons: [again] } as const];
  return { ...shown, blocks: [...shown.blocks, ...kept] };
}

/** Builds the card for a text that says nothing while a form is open. */
export function stillOpenCard(command: Command, draft: Draft, locale: Locale): Card {
  return card(promptMessages[locale].stillOpenTitle, text(stillOpenLine(command, draft, locale)));
}

/** Adds the message that the request came from to the arguments of a button. */
export function withSource(args: Args, source: string | null): Args {
  return source === null ? args : { ...args, [SOURCE]: source };
}

/** @throws AppError `forbidden` */
export function mustReach(who: Who, command: Command): void {
  if (!reaches(who.role, command.role))
    throw new AppError("forbidden", `${command.name} needs ${command.role}`);
}
