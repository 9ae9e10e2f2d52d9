import { z } from "zod";
import type { Locale } from "../../i18n/messages.ts";
import { argumentName, type Texts } from "../../records/changes.ts";
import { type Form, type FormInput, formLabel, type NamedField } from "../../records/record.ts";
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
import type { Args } from "../command.ts";

/** An argument beside the fields of a record: the customer of a deal, or which record is meant. */
export interface ExtraArgument {
  schema: z.ZodType<string | undefined, string | undefined>;
  label: Readonly<Record<Locale, string>>;
}

/** The customer whom a new record is for. */
export const customerArgument: ExtraArgument = {
  schema: canonical(customer()),
  label: { en: "Customer", vi: "Khách hàng" },
};

/** The arguments of a record's form: the input of a command, and its labels. */
export function recordArguments<R>(
  fields: readonly NamedField<R>[],
  form: Form,
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

function schemaOf<R>(field: NamedField<R>, form: Form): ExtraArgument["schema"] {
  const input: FormInput = { ...field.input, ...field[form] };
  const argument = argumentOf(field, input);
  const schema = canonical(input.clearable ? clearable(argument) : argument);
  return input.required ? schema : schema.optional();
}

/** The argument of a kind of field, with the notes that this kind takes. */
function argumentOf<R>(
  { values = [""], learned, ...field }: NamedField<R>,
  input: FormInput,
): z.ZodType<unknown, string> {
  const { max = 200, maxItems = 10, alsoCalled, keyed, brief } = input;
  const called = { ...(alsoCalled && { alsoCalled }) };
  const words = { ...called, ...(learned && { learned }) };
  const onlyKeyed = { ...(keyed && { keyed }) };
  switch (input.typedAs ?? field.typedAs) {
    case "line":
      return line(max, { ...words, ...onlyKeyed, ...(brief && { brief }) });
    case "lines":
      return lines(max, onlyKeyed);
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
      return date(called);
    case "choice":
      return choice(values, onlyKeyed);
    case "priority":
      return priority();
    case "deal-lines":
      return dealLines();
  }
}

/** The arguments that were given; an empty text is none. */
export function given(texts: Texts): Args {
  const entries = Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(entries);
}
