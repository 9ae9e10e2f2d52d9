import type * as z from "zod";
import type { Role } from "../access/roles.ts";
import type { Card } from "../cards/card.ts";
import type { Label, Locale } from "../i18n/messages.ts";
import type { Evidence, Operation, Outcome, Prepared } from "../operations/operation.ts";
import type { StandaloneKind } from "../understanding/grammar.ts";
import { type ArgumentNote, type Labelled, noteOf } from "./arguments.ts";
import type { SourceMessage } from "./call.ts";
import type { CommandContext, Context, Effect } from "./context.ts";
import type { UndoSpec } from "./undo.ts";

/** Arguments as canonical text, by name: `{ code: "DAUMAY01", customer: "+84900000001" }`. */
export type Args = Readonly<Record<string, string>>;

export type CommandAnswer = Card | Promise<Card> | AsyncIterable<Card>;

/** The cards of an answer, one by one. */
export async function* cardsOf(answer: CommandAnswer): AsyncGenerator<Card> {
  if (Symbol.asyncIterator in answer) yield* answer;
  else yield await answer;
}

type HasUsualLabel<A> = A extends Labelled
  ? true
  : A extends z.ZodOptional<infer I> | z.ZodDefault<infer I>
    ? HasUsualLabel<I>
    : false;

type Name<S> = keyof S & string;

/** The names of the arguments whose kind has no usual label. */
type Unlabelled<S> = { [N in Name<S>]: HasUsualLabel<S[N]> extends true ? never : N }[Name<S>];

type Names<S> = Record<Unlabelled<S>, string> & Partial<Record<Name<S>, string>>;

/** A label in every language for each argument without a usual label, and for each with a different one. */
type Labels<S> = Readonly<Record<Locale, Readonly<Names<S>>>>;

/** Makes `labels` required where an argument has no usual label. */
type NeededLabels<S> = [Unlabelled<S>] extends [never] ? unknown : { labels: Labels<S> };

interface Spec<S extends z.ZodRawShape, W> {
  /** What people type, and what menus show. */
  name: string;
  /** Other names in both languages, of one word or several. People may type them without accents. */
  aliases: readonly string[];
  role: Role;
  /**
   * False for a command that shows no customer (products, campaigns): it is answered when a quota is used up. The default
   * is false for a write with `inBot`, and true for all others.
   */
  showsCustomers?: boolean;
  messages: Readonly<Record<Locale, W>>;
  input: z.ZodObject<S>;
  /** The labels of arguments, as people read and type them, if they differ from the usual label of the kind. */
  labels?: Labels<S>;
  /** The values that mean this command when they stand alone. */
  standalone?: readonly StandaloneKind[];
  /** For a command that writes: with none of these optional arguments it only shows something, `["role"]`. */
  changesWith?: readonly string[];
  /** Arguments that are taken from the message that was replied to. */
  fromSource?: (source: SourceMessage) => Args;
  /** For a command that acts at once: how its changes are undone. Its card has an `undoButton`. Null: they are not. */
  undo?: UndoSpec | null;
  /** Reads AntCRM for the values that a question offers, if the bot has learned none yet. */
  learn?: (ctx: Context) => Promise<unknown>;
}

/**
 * What people may type for a command, by language: the help shows these texts, and the model learns them as requests. The
 * Vietnamese ones are three to five, at least one of them without accents.
 */
export type Examples = Readonly<Record<Locale, readonly string[]>>;

/** Menus and help leave a hidden command out. Every other one has examples. */
type Visibility = { hidden: true; examples?: never } | { hidden?: never; examples: Examples };

/** `effect` is `write` for a command that changes the bot's own data at once. It says how that is undone. */
export type ReadSpec<S extends z.ZodRawShape, W> = Reading<S, W> &
  ({ effect?: never } | { effect: "write"; undo: UndoSpec | null });

interface Reading<S extends z.ZodRawShape, W> extends Spec<S, W> {
  /** False for a command that shows no customer (help, status): it gets no audit entry. */
  audited?: boolean;
  /** True if these arguments show each person something different, as "my tasks" does. */
  perPerson?(args: Args): boolean;
  run(ctx: CommandContext<z.output<z.ZodObject<S>>, W>): CommandAnswer;
}

export interface WriteSpec<S extends z.ZodRawShape, W> extends Spec<S, W> {
  /**
   * Returns one of these:
   * - the question, which says what is about to happen
   * - a card that ends the command (nobody found, several found)
   * - an optional argument that is needed after all
   * - the form, filled with the record's current values
   * - the answer to a form that needs no question
   */
  ask(ctx: CommandContext<z.output<z.ZodObject<S>>, W>): Promise<QuestionOrAnswer>;
  /** True: sending the whole form confirms the write. */
  formConfirms?: boolean;
  /** It changes the bot's own data and sends nothing to AntCRM, so texts about its outcome do not mention it. */
  inBot?: true;
  /** It changes a record. A field that its form leaves empty is kept. A field that a person empties is cleared. */
  edits?: boolean;
  write: {
    prepare(ctx: CommandContext<z.output<z.ZodObject<S>>, W>, operation: Operation): Promise<Prepared>;
    evidence(
      ctx: CommandContext<z.output<z.ZodObject<S>>, W>,
      operation: Operation,
      seen: ReadonlySet<string>,
    ): Promise<readonly Evidence[]>;
    /**
     * For a write that leaves nothing in AntCRM that could be read. Returns, in the reader's language, why there is no
     * evidence, and why sending it again is believed harmless. Null if there is evidence after all.
     */
    repeatable?(ctx: CommandContext<z.output<z.ZodObject<S>>, W>): string | null;
  };
  /** Returns the outcome for the audit when it is done: `"slack:U01: viewer → agent"`; `"done"` unless given. */
  auditOutcome?(ctx: CommandContext<z.output<z.ZodObject<S>>, W>, result: string | null): string;
  /** Returns the card that the person reads when it is done. */
  receipt(ctx: CommandContext<z.output<z.ZodObject<S>>, W>, result: string | null): Promise<Card>;
  /**
   * Returns a card with a similar record, or null: from the same message, or in the same words for this customer. The
   * input has the values of the question.
   */
  similar?(ctx: CommandContext<z.output<z.ZodObject<S>>, W>, about: About): Promise<Card | null>;
  /**
   * Returns what is known about a refusal: a balance below a known price, an unknown code.
   * @param quote AntCRM's own words, which are shown in any case; undefined if it gave none
   */
  provable?(
    ctx: CommandContext<z.output<z.ZodObject<S>>, W>,
    quote: string | undefined,
  ): Promise<readonly string[]>;
}

/** `missing`: an argument to ask for; `form`: the whole form, filled with these values, to be changed and sent. */
export type QuestionOrAnswer = Question | Card | Answered | { missing: string } | { form: Args };

/**
 * The answer of a writing command if no question is needed. `effect` goes to the audit. It is `look-up` for a list or a
 * record that is only shown, and `write` for a change that can be undone inside the bot.
 */
interface Answered {
  answer: Card;
  effect: "look-up" | "write";
}

/** Returns the answer of a writing command that only showed something. */
export function onlyShown(answer: Card): Answered {
  return { answer, effect: "look-up" };
}

/** Whom a proposed write is for, and the message it came from. */
export interface About {
  customer: string | null;
  source: string | null;
}

/** A proposed write. */
export interface Question {
  card: Card;
  /** The record that the write is about, mostly a customer: `"customer:9457"`, `"ticket:17464"`. */
  customer: string | null;
  /** The arguments to store, which name exactly the records that the question showed. */
  args: Args;
  /** What the confirming button says: `"Đổi quà"`. */
  confirmLabel: string;
  /** It cannot be undone, so the button warns. */
  danger?: boolean;
  /** What it would do, for a sentence: `"Tạo phiếu “máy in hỏng” cho Trần Thị Bình"`; the card's title unless given. */
  about?: string;
  /** The names of values that are codes or references: `{ code: "Bình nước giữ nhiệt" }`. A correction may say them. */
  called?: Args;
  /** There is nothing to edit: the card has no such button, and no draft is kept for it. */
  fixed?: true;
}

/** A command as the registry and the dispatcher use it, without the types of its input. */
export interface Command {
  name: string;
  aliases: readonly string[];
  role: Role;
  hidden: boolean;
  showsCustomers: boolean;
  effect: Effect;
  /** True for a write that the journal sends to AntCRM, at most once. */
  writesToCrm: boolean;
  standalone: readonly StandaloneKind[];
  changesWith: readonly string[] | null;
  /** At most 24 characters, for buttons and the title of a form: `"Tạo phiếu"`. */
  title(locale: Locale): string;
  summary(locale: Locale): string;
  /** The label of its button if something like it is there already; null for the usual label. */
  anyway(locale: Locale): string | null;
  arguments: readonly CommandArgument[];
  /** The arguments that a form asks for: all but those of the kinds `page` and `carried`. */
  asked: readonly CommandArgument[];
  fromSource(source: SourceMessage): Args;
  /** What people may type for it; empty for a hidden command. */
  examples(locale: Locale): readonly string[];
  /** Reads AntCRM for the values that a question offers. */
  learn(ctx: Context): Promise<unknown>;
  formConfirms: boolean;
  edits: boolean;
  /** True if these arguments show each person something different. */
  perPerson(args: Args): boolean;
  /** Null if the command makes no change that can be undone. */
  undo: UndoSpec | null;
  /** Returns the names of the arguments that the schema refuses. */
  refused(args: Args): readonly string[];
  /**
   * Returns the command bound to its input.
   * @throws ZodError if `refused` returns any name
   */
  bind(args: Args): Bound;
}

export interface CommandArgument extends Omit<ArgumentNote, "usualLabel"> {
  name: string;
  required: boolean;
  label: Label;
}

type Bound = { kind: "read"; run(ctx: Context): CommandAnswer } | BoundWrite;

export interface BoundWrite {
  kind: "write";
  ask(ctx: Context): Promise<QuestionOrAnswer>;
  prepare(ctx: Context, operation: Operation): Promise<Prepared>;
  evidence(ctx: Context, operation: Operation, seen: ReadonlySet<string>): Promise<readonly Evidence[]>;
  repeatable(ctx: Context): string | null;
  inBot: boolean;
  auditOutcome(ctx: Context, result: string | null): string;
  receipt(ctx: Context, outcome: Extract<Outcome, { state: "done" }>): Promise<Card>;
  similar(ctx: Context, about: About): Promise<Card | null>;
  provable(ctx: Context, quote: string | undefined): Promise<readonly string[]>;
}

/**
 * Defines a command. Help, menus, Slack's modals and Telegram's questions are derived from this one record, and every
 * platform uses its one schema.
 *
 * Put `messages` and `labels` in constants of their own. Written inside the call, they lose their inferred types.
 */
export function defineCommand<
  S extends z.ZodRawShape,
  W extends { readonly name: string; readonly summary: string; readonly anyway?: string },
>(spec: (ReadSpec<S, W> | WriteSpec<S, W>) & Visibility & NeededLabels<S>): Command {
  const all = argumentsOf(spec);
  return {
    name: spec.name,
    aliases: spec.aliases,
    role: spec.role,
    hidden: spec.hidden ?? false,
    showsCustomers: spec.showsCustomers ?? !("write" in spec && spec.inBot === true),
    writesToCrm: "write" in spec && spec.inBot !== true,
    effect: "write" in spec ? "write" : spec.audited === false ? "none" : (spec.effect ?? "look-up"),
    standalone: spec.standalone ?? [],
    changesWith: spec.changesWith ?? null,
    title: (locale) => spec.messages[locale].name,
    summary: (locale) => spec.messages[locale].summary,
    anyway: (locale) => spec.messages[locale].anyway ?? null,
    arguments: all,
    asked: all.filter(({ kind }) => kind !== "page" && kind !== "carried"),
    fromSource: spec.fromSource ?? (() => ({})),
    examples: (locale) => spec.examples?.[locale] ?? [],
    learn: spec.learn ?? (async () => {}),
    formConfirms: "write" in spec && spec.formConfirms === true,
    edits: "write" in spec && spec.edits === true,
    perPerson: (args) => "run" in spec && spec.perPerson?.(args) === true,
    undo: spec.undo ?? null,
    refused(args) {
      const issues = spec.input.safeParse(args).error?.issues ?? [];
      return [...new Set(issues.map((issue) => String(issue.path[0])))];
    },
    bind(args) {
      const input = spec.input.parse(args);
      const withInput = (ctx: Context) => ({ ...ctx, input, t: spec.messages[ctx.who.locale] });
      if (!("write" in spec)) return { kind: "read", run: (ctx) => spec.run(withInput(ctx)) };
      return {
        kind: "write",
        ask: (ctx) => spec.ask(withInput(ctx)),
        prepare: (ctx, operation) => spec.write.prepare(withInput(ctx), operation),
        evidence: (ctx, operation, seen) => spec.write.evidence(withInput(ctx), operation, seen),
        repeatable: (ctx) => spec.write.repeatable?.(withInput(ctx)) ?? null,
        inBot: spec.inBot === true,
        auditOutcome: (ctx, result) => spec.auditOutcome?.(withInput(ctx), result) ?? "done",
        receipt: (ctx, outcome) => spec.receipt(withInput(ctx), outcome.result),
        similar: async (ctx, about) => spec.similar?.(withInput(ctx), about) ?? null,
        provable: async (ctx, quote) => spec.provable?.(withInput(ctx), quote) ?? [],
      };
    },
  };
}

function argumentsOf<S extends z.ZodRawShape>(spec: Pick<Spec<S, unknown>, "name" | "input" | "labels">) {
  return Object.entries(spec.input.shape).map(([name, schema]): CommandArgument => {
    const { note, required } = noteOf(schema);
    const { usualLabel, ...kind } = note;
    const label = (locale: Locale) => {
      const own = new Map(Object.entries<string | undefined>(spec.labels?.[locale] ?? {})).get(name);
      const found = own ?? usualLabel?.[locale];
      if (found === undefined) throw new TypeError(`the argument ${name} of ${spec.name} has no label`);
      return found;
    };
    return { ...kind, name, required, label: { vi: label("vi"), en: label("en") } };
  });
}

/** Returns the name of the argument that takes a customer; undefined if the command has none. */
export function customerArgument(command: Command): string | undefined {
  return command.arguments.find(({ kind }) => kind === "customer")?.name;
}

/** Whether the arguments have all that the command needs. */
export function isComplete(command: Command, args: Args): boolean {
  return command.arguments.every(({ name, required }) => !required || args[name] !== undefined);
}
