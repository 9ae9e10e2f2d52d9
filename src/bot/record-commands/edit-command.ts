import type { Role } from "../../access/roles.ts";
import { type Block, button, buttons, type Card, card, fields } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import type { Evidence, Prepared } from "../../operations/write.ts";
import {
  argumentName,
  argumentText,
  bodyOf,
  changesTo,
  type FieldChange,
  formOf,
  heldOf,
  isDifferent,
  shownBefore,
  typedFields,
} from "../../records/changes.ts";
import { type Display, fieldsIn, type RecordDefinition } from "../../records/record.ts";
import { type Args, type Asked, type Command, defineCommand } from "../command.ts";
import type { CommandContext } from "../context.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../editing/before.ts";
import { type Change, changesBlock, nothingToChangeCard } from "../editing/changes.ts";
import { type ArgumentTexts, type ExtraArgument, given, recordArguments } from "./arguments.ts";
import { learnAccepted, learnFromRecords } from "./learn.ts";
import { typedRows } from "./rows.ts";
import type { RecordTarget } from "./target.ts";

const editMessages = defineMessages({ en: { confirm: "Save" }, vi: { confirm: "Lưu" } });

interface EditMessages {
  readonly name: string;
  readonly summary: string;
  /** `"Change ticket #17464?"` */
  readonly ask: (title: string) => string;
  readonly done: (title: string) => string;
  /** The button that opens the record. */
  readonly open: string;
}

type EditContext<W> = CommandContext<ArgumentTexts, W>;

/** What is to be changed; or the argument that is needed first; or a card that ends it here. */
export type Resolved<R> = { changes: FieldChange<R>[] } | { missing: string } | { card: Card };

export interface EditOptions<R, W> {
  name: string;
  aliases: readonly string[];
  role: Role;
  showsCustomers?: boolean;
  messages: Readonly<Record<Locale, W>>;
  target: RecordTarget<R>;
  /** False for a command without the edit form: it has only the arguments below. */
  form?: false;
  /** Arguments beside the fields of the record. */
  more?: Readonly<Record<string, ExtraArgument>>;
  /** What was typed, as changes of the record that was found. */
  resolve?(found: R, ctx: EditContext<W>): Promise<Resolved<R>>;
  /** A card that refuses these changes. */
  refuse?(found: R, changes: readonly FieldChange<R>[], ctx: EditContext<W>): Promise<Card | null>;
  /** What the question says above the changes and below them. */
  above?(found: R): Block;
  below?(found: R, changes: readonly FieldChange<R>[], ctx: EditContext<W>): (Block | null)[];
  /** All that was typed is kept and compared, not only what differs. */
  keepsAll?: true;
  /** Sends the changes. */
  update(ctx: EditContext<W>, found: R, body: Record<string, unknown>): Promise<void>;
  /** The reference of the record once it is changed. */
  changedReference?(input: ArgumentTexts): string | undefined;
  /** Does the record hold what was typed? For records that need more than a comparison of their fields. */
  holds?(found: R, input: ArgumentTexts): boolean;
  /** Why there is no evidence where only fields were typed that AntCRM does not answer. */
  unreadOnly?(t: W): string;
  /** The fields whose accepted values are learned: all with a list, unless given. */
  learns?: readonly string[];
  /** What the receipt calls the record; its reference unless given. */
  doneTitle?(input: ArgumentTexts): string | undefined;
  /** The command that shows the record. */
  opens: string;
  receipt?(ctx: EditContext<W>): Promise<Card>;
}

/** Makes the command that changes a record: before → after as a question, and only what differs is sent. */
export function editCommand<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
): Command {
  const { target, more = {} } = options;
  const fields = options.form === false ? [] : fieldsIn(record, "edit");
  const { input, labels } = recordArguments(fields, "edit", { [target.argument]: target }, more);
  const { name, aliases, role, showsCustomers, messages } = options;
  return defineCommand({
    ...{ name, aliases, role, messages, input, labels, edits: options.form !== false },
    ...(showsCustomers !== undefined && { showsCustomers }),
    ask: (ctx) => askForEdit(record, options, ctx),
    write: {
      prepare: (ctx, operation) => prepareEdit(record, options, ctx, operation),
      evidence: (ctx, operation, seen) => evidenceOfEdit(record, options, ctx, operation, seen),
      repeatable: ({ input: typed, t }) => {
        const isUnread = typedFields(record, "edit", typed).every(
          ({ field: { unread } }) => unread !== undefined,
        );
        return isUnread ? (options.unreadOnly?.(t) ?? null) : null;
      },
    },
    receipt: (ctx) => options.receipt?.(ctx) ?? receiptOf(record, options, ctx),
  });
}

async function askForEdit<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
  ctx: EditContext<W>,
): Promise<Asked> {
  const { target, name: command } = options;
  const { t, who } = ctx;
  const { [target.argument]: reference = "", ...typed } = ctx.input;
  const args = given(typed);
  const one = await target.find(reference, ctx, { command, args });
  if ("card" in one) return one.card;
  const { found } = one;
  for (const shown of target.shownIn?.(found) ?? []) ctx.shows(shown);
  if (options.form !== false) await learnFromRecords(record, [found], ctx);
  const pinned = { [target.argument]: target.referenceOf(found) };
  if (Object.keys(args).length === 0) return { form: { ...pinned, ...formOf(record, found) } };
  const resolved = await resolve(record, options, found, ctx);
  if ("missing" in resolved) return resolved;
  if ("card" in resolved) return resolved.card;
  const changes = resolved.changes.filter(isDifferent);
  if (changes.length === 0) return nothingToChangeCard(who.locale);
  const refusal = await options.refuse?.(found, changes, ctx);
  if (refusal) return refusal;
  const kept = options.keepsAll ? resolved.changes : changes;
  return {
    card: {
      ...card(
        t.ask(target.titleOf(found, who.locale)),
        options.above?.(found) ?? null,
        changesBlock(
          changes.map((change) => readableChange(change, ctx)),
          who.locale,
        ),
        ...(options.below?.(found, changes, ctx) ?? []),
      ),
      tone: "warning",
      names: [...(target.namesOf?.(found) ?? []), ...newNames(changes)].filter(Boolean),
    },
    customer: target.keyOf(found),
    args: { ...(options.keepsAll ? args : argumentsOf(changes)), ...pinned, ...asShown(heldOf(kept)) },
    confirmLabel: editMessages[who.locale].confirm,
  };
}

async function resolve<R, W>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
  found: R,
  ctx: EditContext<W>,
): Promise<Resolved<R>> {
  if (options.resolve) return options.resolve(found, ctx);
  return { changes: changesTo(record, found, ctx.input) };
}

/** The arguments of the changes that somebody typed, as they would be typed again. */
function argumentsOf<R>(changes: readonly FieldChange<R>[]): Args {
  const typed = changes.filter(({ isTyped }) => isTyped);
  return Object.fromEntries(
    typed.map((change) => [argumentName(change.field, "edit"), argumentText(change)]),
  );
}

function readableChange<R>(change: FieldChange<R>, ctx: Display): Change {
  const { label, personal } = change.field;
  return {
    label: label[ctx.who.locale],
    before: shownBefore(change, ctx),
    after: change.after.shown(ctx),
    ...(personal && { personal }),
  };
}

function newNames<R>(changes: readonly FieldChange<R>[]): string[] {
  return changes.flatMap(({ field: { isName }, after }) =>
    isName && after.typed !== "" ? [after.typed] : [],
  );
}

/** Reads the record once more; only what differs is sent. */
async function prepareEdit<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
  ctx: EditContext<W>,
  operation: Operation,
): Promise<Prepared> {
  const { target, name } = options;
  const found = await target.read(ctx.input[target.argument] ?? "", ctx);
  if (found === null) throw new AppError("not-found", `${name}: the record is gone`);
  const resolved = await resolve(record, options, found, ctx);
  if (!("changes" in resolved))
    throw new AppError("changed", `${name}: what was typed means nothing any more`);
  const changes = resolved.changes.filter(isDifferent);
  mustBeAsShown(operation, heldOf(options.keepsAll ? resolved.changes : changes));
  return {
    seen: [target.idOf?.(found) ?? ""].filter(Boolean),
    async send() {
      await options.update(ctx, found, bodyOf(changes));
      return options.changedReference?.(ctx.input) ?? target.referenceOf(found);
    },
  };
}

async function evidenceOfEdit<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
  ctx: EditContext<W>,
  operation: Operation,
  seen: ReadonlySet<string>,
): Promise<Evidence[]> {
  const { target } = options;
  const reference = options.changedReference?.(ctx.input) ?? ctx.input[target.argument] ?? "";
  const found = await target.read(reference, ctx);
  const isSame = found !== null && (target.idOf === undefined || seen.has(target.idOf(found)));
  if (!isSame) return [];
  return evidenceOfState(operation, await holds(record, options, found, ctx), target.referenceOf(found));
}

async function holds<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  options: EditOptions<R, W>,
  found: R,
  ctx: EditContext<W>,
): Promise<boolean> {
  if (options.holds) return options.holds(found, ctx.input);
  const resolved = await resolve(record, options, found, ctx);
  const read = "changes" in resolved ? resolved.changes.filter(({ isRead }) => isRead) : [];
  return read.length > 0 && !read.some(isDifferent);
}

async function receiptOf<R, W extends EditMessages>(
  record: RecordDefinition<R>,
  { target, doneTitle, changedReference, opens, learns }: EditOptions<R, W>,
  ctx: EditContext<W>,
): Promise<Card> {
  const { input, t } = ctx;
  const reference = input[target.argument] ?? "";
  const typed = typedFields(record, "edit", input);
  await learnAccepted(
    typed.filter(({ field }) => learns?.includes(field.name) ?? true),
    ctx,
  );
  const open = { [target.argument]: changedReference?.(input) ?? reference };
  return {
    ...card(
      t.done(doneTitle?.(input) ?? reference),
      fields(...typedRows(typed, ctx)),
      buttons(button(t.open, opens, open)),
    ),
    tone: "good",
  };
}
