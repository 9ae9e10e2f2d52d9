import * as z from "zod";
import { type Field, field } from "../../cards/card.ts";
import type { Label, Locale } from "../../i18n/messages.ts";
import { argumentName, type TextValues, type TypedField } from "../../records/changes.ts";
import {
  type Display,
  type FormInput,
  type FormKind,
  formLabel,
  type NamedField,
  type RecordDefinition,
} from "../../records/record.ts";
import { rememberValues } from "../../settings/settings.ts";
import {
  amount,
  canonical,
  choice,
  clearable,
  customer,
  date,
  dealLines,
  email,
  emails,
  line,
  lines,
  list,
  phone,
  phones,
  priority,
  product,
} from "../arguments.ts";
import type { Args, Examples, WriteSpec } from "../command.ts";
import type { Context } from "../context.ts";

/** An argument beside the fields of a record: the customer of a deal, or which record is meant. */
export interface ExtraArgument {
  schema: z.ZodType<string | undefined, string | undefined>;
  label: Label;
}

export type InputShape = Record<string, ExtraArgument["schema"]>;

/** The options that every command about a record has of its own. */
export interface RecordCommand<W>
  extends Pick<WriteSpec<InputShape, W>, "name" | "aliases" | "role" | "showsCustomers" | "messages"> {
  examples: Examples;
}

/** The customer whom a new record is for. */
export const customerArgument: ExtraArgument = {
  schema: canonical(customer()),
  label: customer().note.usualLabel,
};

/** Returns the arguments of a record's form: the input of a command, and its labels. */
export function recordArguments<R>(
  fields: readonly NamedField<R>[],
  form: FormKind,
  before: Readonly<Record<string, ExtraArgument>>,
  after: Readonly<Record<string, ExtraArgument>> = {},
) {
  const own = fields.map((field): [string, ExtraArgument] => [
    argumentName(field, form),
    { schema: schemaOf(field, form), label: formLabel(field, form) },
  ]);
  const all = [...Object.entries(before), ...own, ...Object.entries(after)];
  const labels = (locale: Locale) =>
    Object.fromEntries(all.map(([name, { label }]) => [name, label[locale]]));
  return {
    input: z.object(Object.fromEntries(all.map(([name, { schema }]) => [name, schema]))),
    labels: { en: labels("en"), vi: labels("vi") },
  };
}

function schemaOf<R>(field: NamedField<R>, form: FormKind): ExtraArgument["schema"] {
  const input: FormInput = { ...field.input, ...field[form] };
  const argument = argumentOf(field, input);
  const schema = canonical(input.clearable ? clearable(argument) : argument);
  return input.required ? schema : schema.optional();
}

/** Returns the argument of a kind of field, with the notes that this kind takes. */
function argumentOf<R>(
  { values = [""], learned, ...field }: NamedField<R>,
  input: FormInput,
): z.ZodType<unknown, string> {
  const typedAs = input.typedAs ?? field.typedAs;
  const isText = typedAs === "line" || typedAs === "lines";
  const { max = 200, maxItems = 10, alsoCalled, keyed = isText, brief, past } = input;
  const called = { ...(alsoCalled && { alsoCalled }) };
  const words = { ...called, ...(learned && { learned }) };
  const onlyKeyed = { ...(keyed && { keyed }) };
  switch (typedAs) {
    case "line":
      return line(max, { ...words, ...onlyKeyed, ...(brief && { brief }) });
    case "lines":
      return lines(max, { ...called, ...onlyKeyed });
    case "product":
      return product();
    case "amount":
      return amount({ ...called, ...onlyKeyed });
    case "phone":
      return phone();
    case "phones":
      return phones(maxItems, called);
    case "email":
      return email(words);
    case "emails":
      return emails(maxItems, called);
    case "list":
      return list(maxItems, words);
    case "date":
      return date({ ...called, ...(past && { past }) });
    case "choice":
      return choice(values, { ...called, ...onlyKeyed });
    case "priority":
      return priority();
    case "deal-lines":
      return dealLines();
  }
}

/** Returns the arguments that were given. An empty text counts as not given. */
export function givenTexts(texts: TextValues): Args {
  const entries = Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(entries);
}

type Learning = Pick<Context, "learned" | "clock">;

/** Remembers the words that records show, each in the list of its field. Never rejects. */
export async function learnFromRecords<R>(
  { fields }: RecordDefinition<R>,
  records: readonly R[],
  ctx: Learning,
): Promise<void> {
  await Promise.all(
    Object.values(fields).map(async (field) => {
      if (field.learned === undefined) return;
      const words = records.flatMap((record) => field.held(record).typed.split("\n"));
      await rememberValues(field.learned, words, ctx);
    }),
  );
}

/** Remembers what AntCRM has accepted, to be offered next time. Never rejects. */
export async function learnAccepted<R>(typed: readonly TypedField<R>[], ctx: Learning): Promise<void> {
  await Promise.all(
    typed.map(async ({ field: { learned }, typed: text }) => {
      if (learned !== undefined) await rememberValues(learned, text?.split("\n") ?? [], ctx);
    }),
  );
}

/** Returns the typed values as rows of a question or a receipt: `"Phí giao hàng: 30.000 ₫"`. */
export function typedRows<R>(typed: readonly TypedField<R>[], ctx: Display): Field[] {
  return typed.map(({ field, typed: text }) =>
    fieldRow(field, (text !== null && field.wanted(text, null).shown(ctx)) || "–", ctx),
  );
}

/** Returns a row of a card. A masked card hides the value if the field is personal. */
export function fieldRow<R>(
  { label, personal }: Pick<NamedField<R>, "label" | "personal">,
  value: string,
  ctx: Display,
  shownLabel = label,
): Field {
  return { label: shownLabel[ctx.who.locale], value, ...(personal && { personal }) };
}

/** Returns the rows of the record's card, or of only these fields. A field without a value has no row. */
export function cardRows<R>(
  record: RecordDefinition<R>,
  found: R,
  ctx: Display,
  names?: readonly string[],
): Field[] {
  const shown = record.parts.card.filter(({ name }) => names?.includes(name) ?? true);
  return shown.flatMap((field) => {
    const value = field.card?.isShown?.(found) === false ? "" : field.held(found).shown(ctx);
    return value === "" ? [] : [fieldRow(field, value, ctx, field.card?.label)];
  });
}

/** Returns a row of a card; null if AntCRM has no value. */
export function known(label: string, value: string | null): Field | null {
  return value === null || value === "" ? null : field(label, value);
}
