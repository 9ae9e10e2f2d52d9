import { type Block, button, buttons, type Card, card, fields, type ShownRecord } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Label, type Locale } from "../../i18n/messages.ts";
import type { Evidence, Operation, Prepared } from "../../operations/operation.ts";
import {
  argumentsOf,
  bodyOf,
  changesTo,
  type FieldChange,
  formArguments,
  heldOf,
  isDifferent,
  type TextValues,
  typedFields,
  valueBefore,
} from "../../records/changes.ts";
import type { Display, RecordDefinition } from "../../records/record.ts";
import { type Args, type Command, defineCommand, type Question, type QuestionOrAnswer } from "../command.ts";
import type { CommandContext, Context } from "../context.ts";
import {
  asShown,
  type Change,
  changesBlock,
  evidenceOfState,
  type Held,
  mustBeAsShown,
  nothingToChangeCard,
} from "../editing.ts";
import {
  type ExtraArgument,
  givenTexts,
  learnAccepted,
  learnFromRecords,
  type RecordCommand,
  recordArguments,
  typedRows,
} from "./fields.ts";

const editMessages = defineMessages({ en: { confirm: "Save" }, vi: { confirm: "Lưu" } });

interface EditMessages {
  readonly name: string;
  readonly summary: string;
  /** `"Change ticket #17464?"` */
  readonly ask: (title: string) => string;
  readonly done: (title: string) => string;
  /** The label of the button that opens the record; "Open" unless given. */
  readonly open?: string;
}

/** The context and the typed values, for functions that use no texts of the command. */
export type EditInput = Context & { input: TextValues };
type EditContext<W> = CommandContext<TextValues, W>;

/** The changes; or the argument that is needed first; or a card that ends the command. */
export type Resolved<R> = { changes: FieldChange<R>[] } | { missing: string } | { card: Card };

export interface EditOptions<R, W> extends RecordCommand<W> {
  target: RecordTarget<R>;
  /** False for a command without the edit form: it has only the arguments below. */
  form?: false;
  /** Arguments beside the fields of the record. */
  more?: Readonly<Record<string, ExtraArgument>>;
  /** Returns what was typed, as changes of the record that was found. */
  resolve?(found: R, ctx: EditContext<W>): Promise<Resolved<R>>;
  /** Returns a card that refuses these changes, or null. */
  refuse?(found: R, changes: readonly FieldChange<R>[], ctx: EditContext<W>): Promise<Card | null>;
  /** What the question says above the changes and below them. */
  above?(found: R): Block;
  below?(found: R, changes: readonly FieldChange<R>[], ctx: EditContext<W>): (Block | null)[];
  /** True: all typed values are stored and compared, not only those that differ. */
  keepsAll?: true;
  /** Sends the changes. */
  update(ctx: EditContext<W>, found: R, body: Record<string, unknown>): Promise<void>;
  /** Returns the reference of the record after the change. */
  changedReference?(input: TextValues): string | undefined;
  /** True if the record holds what was typed. For records that need more than a comparison of their fields. */
  holds?(found: R, input: TextValues): boolean;
  /** Returns why there is no evidence if AntCRM returns none of the typed fields. */
  unreadOnly?(t: W): string;
  /** The fields whose accepted values are learned: all with a list, unless given. */
  learns?: readonly string[];
  /** The name of the record in the receipt; its reference unless given. */
  doneTitle?(input: TextValues): string | undefined;
  /** The command that shows the record. */
  opens: string;
  receipt?(ctx: EditContext<W>): Promise<Card>;
}

/** The options with the record that they are about. */
interface Edit<R, W> extends EditOptions<R, W> {
  record: RecordDefinition<R>;
}

/**
 * Defines the command that changes a record. It asks with before → after, and sends only what differs. The typed value
 * is the new value. A command that adds to the old value, such as a note at its end, needs evidence of its own.
 */
export function editCommand<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
): Command {
  const edit = { ...options, record };
  const { target, more = {} } = options;
  const fields = options.form === false ? [] : record.parts.edit;
  return defineCommand({
    ...options,
    edits: options.form !== false,
    ...recordArguments(fields, "edit", { [target.argument]: target }, more),
    ask: (ctx) => ask(edit, ctx),
    write: {
      prepare: (ctx, operation) => prepare(edit, ctx, operation),
      evidence: (ctx, operation, seen) => evidence(edit, ctx, operation, seen),
      repeatable({ input, t }) {
        const typed = typedFields(record, "edit", input);
        return typed.every(({ field }) => field.unread) ? (options.unreadOnly?.(t) ?? null) : null;
      },
    },
    receipt: (ctx) => options.receipt?.(ctx) ?? receipt(edit, ctx),
  });
}

async function ask<R, W extends EditMessages>(
  edit: Edit<R, W>,
  ctx: EditContext<W>,
): Promise<QuestionOrAnswer> {
  const { target, record, form, name: command } = edit;
  const { [target.argument]: reference = "", ...typed } = ctx.input;
  const args = givenTexts(typed);
  const one = await target.find(reference, ctx, { command, args });
  if ("card" in one) return one.card;
  const { found } = one;
  for (const shown of target.shownIn?.(found) ?? []) ctx.countShown(shown);
  if (form !== false) await learnFromRecords(record, [found], ctx);
  if (Object.keys(args).length === 0) {
    return { form: { [target.argument]: target.referenceOf(found), ...formArguments(record, found) } };
  }
  const resolved = await resolve(edit, found, ctx);
  if ("missing" in resolved) return resolved;
  if ("card" in resolved) return resolved.card;
  const changes = resolved.changes.filter(isDifferent);
  if (changes.length === 0) return nothingToChangeCard(ctx.who.locale);
  const kept = edit.keepsAll
    ? { args, held: heldOf(resolved.changes) }
    : { args: argumentsOf(changes), held: heldOf(changes) };
  return (await edit.refuse?.(found, changes, ctx)) ?? question(edit, found, changes, kept, ctx);
}

function question<R, W extends EditMessages>(
  { target, above, below }: Edit<R, W>,
  found: R,
  changes: readonly FieldChange<R>[],
  { args, held }: { args: Args; held: Held },
  ctx: EditContext<W>,
): Question {
  const { t, who } = ctx;
  const newNames = changes.filter(({ field }) => field.isName).map(({ after }) => after.typed);
  const readable = changes.map((change) => readableChange(change, ctx));
  return {
    card: {
      ...card(
        t.ask(target.titleOf(found, who.locale)),
        above?.(found) ?? null,
        changesBlock(readable, who.locale),
        ...(below?.(found, changes, ctx) ?? []),
      ),
      tone: "warning",
      names: [...(target.namesOf?.(found) ?? []), ...newNames].filter(Boolean),
      ...(target.aboutOf && { about: [target.aboutOf(found, ctx)] }),
    },
    customer: target.keyOf(found),
    args: { ...args, [target.argument]: target.referenceOf(found), ...asShown(held) },
    confirmLabel: editMessages[who.locale].confirm,
  };
}

function readableChange<R>(change: FieldChange<R>, ctx: Display): Change {
  const { label, personal } = change.field;
  return {
    label: label[ctx.who.locale],
    before: valueBefore(change, ctx),
    after: change.after.shown(ctx),
    ...(personal && { personal }),
  };
}

async function resolve<R, W>(edit: Edit<R, W>, found: R, ctx: EditContext<W>): Promise<Resolved<R>> {
  return edit.resolve?.(found, ctx) ?? { changes: changesTo(edit.record, found, ctx.input) };
}

/** Reads the record again, and sends only what differs. */
async function prepare<R, W>(edit: Edit<R, W>, ctx: EditContext<W>, operation: Operation): Promise<Prepared> {
  const { target, name } = edit;
  const found = await target.read(ctx.input[target.argument] ?? "", ctx);
  if (found === null) throw new AppError("not-found", `${name}: the record is gone`);
  const resolved = await resolve(edit, found, ctx);
  if (!("changes" in resolved))
    throw new AppError("changed", `${name}: the typed values cannot be read any more`);
  const changes = resolved.changes.filter(isDifferent);
  mustBeAsShown(operation, heldOf(edit.keepsAll ? resolved.changes : changes));
  return {
    seen: target.idOf ? [target.idOf(found)] : [],
    async send() {
      await edit.update(ctx, found, bodyOf(changes));
      return edit.changedReference?.(ctx.input) ?? target.referenceOf(found);
    },
  };
}

async function evidence<R, W>(
  edit: Edit<R, W>,
  ctx: EditContext<W>,
  operation: Operation,
  seen: ReadonlySet<string>,
): Promise<Evidence[]> {
  const { target } = edit;
  const reference = edit.changedReference?.(ctx.input) ?? ctx.input[target.argument] ?? "";
  const found = await target.read(reference, ctx);
  const isSame = found !== null && (target.idOf === undefined || seen.has(target.idOf(found)));
  if (!isSame) return [];
  return evidenceOfState(operation, await holds(edit, found, ctx), target.referenceOf(found));
}

async function holds<R, W>(edit: Edit<R, W>, found: R, ctx: EditContext<W>): Promise<boolean> {
  if (edit.holds) return edit.holds(found, ctx.input);
  const resolved = await resolve(edit, found, ctx);
  const read = "changes" in resolved ? resolved.changes.filter(({ isRead }) => isRead) : [];
  return read.length > 0 && !read.some(isDifferent);
}

async function receipt<R, W extends EditMessages>(edit: Edit<R, W>, ctx: EditContext<W>): Promise<Card> {
  const { target, learns, opens } = edit;
  const { input, t } = ctx;
  const reference = input[target.argument] ?? "";
  const typed = typedFields(edit.record, "edit", input);
  const accepted = typed.filter(({ field }) => learns?.includes(field.name) ?? true);
  await learnAccepted(accepted, ctx);
  const open = { [target.argument]: edit.changedReference?.(input) ?? reference };
  return {
    ...card(
      t.done(edit.doneTitle?.(input) ?? reference),
      fields(...typedRows(typed, ctx)),
      buttons(button(t.open ?? ctx.common.show, opens, open)),
    ),
    tone: "good",
  };
}

/** The record that a command is about: its argument, how to find it, and its names. */
export interface RecordTarget<R> {
  /** The argument that names it: `"ticket"`. */
  argument: string;
  schema: ExtraArgument["schema"];
  label: Label;
  /**
   * Finds the record for a question, and records the access. Returns a card if there is no such record.
   * @param next the command that continues when a person has to choose one of several
   */
  find(
    reference: string,
    ctx: Context,
    next: { command: string; args: Args },
  ): Promise<{ found: R } | { card: Card }>;
  /** Reads the record again; null if it is gone. */
  read(reference: string, ctx: Context): Promise<R | null>;
  /** How a button names it again: `"17464"`. */
  referenceOf(found: R): string;
  /** How the journal names it: `"ticket:17464"`. */
  keyOf(found: R): string;
  /** What it is called in a question. */
  titleOf(found: R, locale: Locale): string;
  /** The customers that it shows, for the audit and the quota. */
  shownIn?(found: R): readonly string[];
  /** The names of the people in it, for a rendering that shortens names. */
  namesOf?(found: R): readonly string[];
  /** The record as the person's next message may mean it. A customer who was found is remembered without it. */
  aboutOf?(found: R, ctx: Context): ShownRecord;
  /** The id, which stays the same when everything else of the record changes. */
  idOf?(found: R): string;
}
