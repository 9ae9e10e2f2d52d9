import type { Field } from "../../cards/card.ts";
import type { TypedField } from "../../records/changes.ts";
import type { Display, NamedField, RecordDefinition } from "../../records/record.ts";

/** The values that were typed, for a question or a receipt: `"Phí giao hàng: 30.000 ₫"`. */
export function typedRows<R>(typed: readonly TypedField<R>[], ctx: Display): Field[] {
  return typed.map(({ field, typed: text }) =>
    fieldRow(field, (text !== null && field.wanted(text, null).shown(ctx)) || "–", ctx),
  );
}

/** A row of a card: the field's label, and the value hidden where it is personal. */
export function fieldRow<R>(
  { label, personal }: Pick<NamedField<R>, "label" | "personal">,
  value: string,
  ctx: Display,
): Field {
  return { label: label[ctx.who.locale], value, ...(personal && { personal }) };
}

/** The rows of the record's card, or those of these fields; a field without a value has none. */
export function cardRows<R>(
  record: RecordDefinition<R>,
  found: R,
  ctx: Display,
  names?: readonly string[],
): Field[] {
  const shown = record.parts.card.filter(({ name }) => names?.includes(name) ?? true);
  return shown.flatMap((field) => {
    const value = field.card?.isShown?.(found) === false ? "" : field.held(found).shown(ctx);
    const label = field.card?.label ?? field.label;
    return value === "" ? [] : [fieldRow({ ...field, label }, value, ctx)];
  });
}
