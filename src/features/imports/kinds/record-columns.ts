import { type Field, formLabel, type NamedField, type RecordDefinition } from "../../../records/record.ts";
import {
  amountInto,
  type Column,
  choiceInto,
  dayInto,
  emailsInto,
  longTextInto,
  phonesInto,
  textInto,
} from "../columns.ts";
import { parts, readChoice } from "../values.ts";
import { addressColumns } from "./address.ts";

/** A row that is being read: each column fills the property of its field. */
type ImportRow = Record<string, unknown>;

/** The columns of a record's files: those of its fields that a file may have, in their order. */
export function recordColumns<R>(
  record: RecordDefinition<R>,
  isWanted: (name: string) => boolean = () => true,
): Column<ImportRow>[] {
  const fields = record.parts.import.filter(({ name }) => isWanted(name));
  return fields.flatMap((field) => (field.import?.isAddress ? addressColumns() : [columnOf(field)]));
}

function columnOf<R>(field: NamedField<R>): Column<ImportRow> {
  const { label = formLabel(field, "create"), headings = [], required, several } = field.import ?? {};
  return {
    key: field.name,
    label,
    synonyms: headings,
    ...(required && { required }),
    ...(several && { several }),
    fill: fillOf(field),
  };
}

function fillOf<R>(field: Field<R>): Column<ImportRow>["fill"] {
  const { row: property = field.key, max = 200, words = {} } = field.import ?? {};
  const put = (row: ImportRow, typed: string) => {
    const [held, value] = [row[property], field.wanted(typed, null).sent];
    const isFurther = Array.isArray(held) && Array.isArray(value);
    row[property] = isFurther ? [...new Set([...held, ...value])] : value;
  };
  // A cell may hold separators only.
  const putAll = (row: ImportRow, values: readonly string[]) => {
    if (values.length > 0) put(row, values.join("\n"));
  };
  switch (field.typedAs) {
    case "lines":
      return longTextInto(put);
    case "list":
      return longTextInto((row, text) => put(row, parts(text).join("\n")));
    case "phones":
      return phonesInto(putAll);
    case "phone":
      return phonesInto((row, phones) => putAll(row, phones.slice(0, 1)));
    case "email":
    case "emails":
      return emailsInto(putAll);
    case "date":
      return dayInto(put);
    case "amount":
      return amountInto((row, amount) => put(row, String(amount)));
    case "choice":
      return choiceInto((cell) => readChoice(words, cell), put);
    default:
      return textInto(max, put);
  }
}
