import type { Field } from "../../cards/card.ts";
import type { TypedField } from "../../records/changes.ts";
import type { Display, NamedField } from "../../records/record.ts";

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
