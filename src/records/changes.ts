import { ADDED, CLEAR } from "../understanding/grammar.ts";
import type { Display, FieldValue, FormKind, NamedField, RecordDefinition } from "./record.ts";

/** Canonical texts by the names of arguments. */
export type TextValues = Readonly<Record<string, string | undefined>>;

/** A field of a form, and what was typed for it. */
export interface TypedField<R> {
  field: NamedField<R>;
  /** Canonical text; null clears the field. */
  typed: string | null;
}

/** A field with its current value and its new value. */
export interface FieldChange<R> extends TypedField<R> {
  /** False for a change that follows from others, such as a total. */
  isTyped: boolean;
  before: FieldValue;
  after: FieldValue;
  /** False if AntCRM did not return the value, so that the bot does not know it. */
  isRead: boolean;
}

/**
 * Returns the fields of a form that a person filled. Changes come in the order of the record, and the values of a new
 * record in the order of its form.
 */
export function typedFields<R>(
  record: RecordDefinition<R>,
  form: FormKind,
  input: TextValues,
): TypedField<R>[] {
  const names = Object.keys(record.fields);
  const inRecord = ({ name: a }: NamedField<R>, { name: b }: NamedField<R>) =>
    names.indexOf(a) - names.indexOf(b);
  const fields = form === "edit" ? record.parts.edit.toSorted(inRecord) : record.parts.create;
  return fields.flatMap((field) => {
    const typed = input[argumentName(field, form)];
    if (typed === undefined) return [];
    return [{ field, typed: typed === CLEAR && field[form]?.clearable ? null : typed }];
  });
}

export function argumentName<R>(field: NamedField<R>, form: FormKind): string {
  return field[form]?.name ?? field.name;
}

/** Returns the typed changes as arguments. */
export function argumentsOf<R>(changes: readonly FieldChange<R>[]): Record<string, string> {
  const typed = changes.filter(({ isTyped }) => isTyped);
  return Object.fromEntries(
    typed.map((change) => [argumentName(change.field, "edit"), change.typed ?? CLEAR]),
  );
}

export function changeOf<R>(found: R, { field, typed }: TypedField<R>): FieldChange<R> {
  const before = field.held(found);
  const whole = withAdded(typed, field, before);
  return {
    field,
    typed: whole,
    isTyped: true,
    before,
    after: field.wanted(whole, before),
    isRead: field.isRead(found),
  };
}

/** Returns the whole new text of a long field to which a line is added: `"+ gọi sau 5h"` goes below what stands there. */
function withAdded<R>(
  typed: string | null,
  { typedAs }: NamedField<R>,
  { value }: FieldValue,
): string | null {
  if (typedAs !== "lines" || !typed?.startsWith(ADDED)) return typed;
  const line = typed.slice(ADDED.length);
  return typeof value === "string" && value !== "" ? `${value}\n${line}` : line;
}

/** Returns the changes that a form asks for. */
export function changesTo<R>(record: RecordDefinition<R>, found: R, input: TextValues): FieldChange<R>[] {
  return typedFields(record, "edit", input).map((typed) => changeOf(found, typed));
}

/** True if sending the value would change the record, or if the record does not show the value. */
export function isDifferent<R>({ isRead, before, after }: FieldChange<R>): boolean {
  return !isRead || before.compared !== after.compared;
}

/** Returns the changed values as `crm` takes them. */
export function bodyOf<R>(changes: readonly FieldChange<R>[]): Record<string, unknown> {
  return sentTogether(changes.map(({ field, typed, after }) => ({ field, typed, value: after })));
}

/** Returns the values of a new record as `crm` takes them. */
export function newBody<R>(record: RecordDefinition<R>, input: TextValues): Record<string, unknown> {
  const typed = typedFields(record, "create", input);
  return sentTogether(typed.map((one) => ({ ...one, value: one.field.wanted(one.typed, null) })));
}

/** Merges fields that share a key, as entries of one list do. Each further one changes what those before it send. */
function sentTogether<R>(all: readonly (TypedField<R> & { value: FieldValue })[]): Record<string, unknown> {
  const byKey = new Map<string, FieldValue>();
  for (const { field, typed, value } of all) {
    const before = byKey.get(field.key);
    byKey.set(field.key, before === undefined ? value : field.wanted(typed, before));
  }
  return Object.fromEntries([...byKey].map(([key, { sent }]) => [key, sent]));
}

/** Returns the record's current values of the fields to change, by key, to be compared when it is read again. */
export function heldOf<R>(changes: readonly FieldChange<R>[]): Record<string, string> {
  const held: Record<string, string> = {};
  for (const { field, before, isRead } of changes) {
    if (isRead)
      held[field.key] = [held[field.key], before.compared].filter((one) => one !== undefined).join("\n");
  }
  return held;
}

/** Returns the arguments of the edit form, filled with what the record holds. */
export function formArguments<R>(record: RecordDefinition<R>, found: R): Record<string, string> {
  const filled = record.parts.edit
    .map((field) => [argumentName(field, "edit"), field.held(found).typed] as const)
    .filter(([, text]) => text !== "");
  return Object.fromEntries(filled);
}

/** Returns the value of a field before a change. AntCRM does not return every field. */
export function valueBefore<R>({ field, before, isRead }: FieldChange<R>, display: Display): string {
  return isRead || field.unread === undefined ? before.shown(display) : field.unread[display.who.locale];
}
