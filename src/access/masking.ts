import { type Block, type Card, type Row, withoutButtons } from "../cards/card.ts";

const EMAIL = /([\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]*@((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/gu;
// A number of at least eight digits, as people and the CRM write them: blanks, dots, dashes and brackets between.
const NUMBER = /\+?\d(?:[\s.()-]{0,2}\d){7,14}/g;

/**
 * A card fit for eyes it was not made for: every string in it, free text included, loses its phone numbers and e-mail
 * addresses, and the customers' names are shortened. Buttons are gone, since they act on the customer in full.
 */
export function maskCard<P>(card: Card<P>): Card<P> {
  const mask = (value: string) => maskText(value, card.names ?? []);
  const { title, blocks, ...rest } = withoutButtons(card);
  return {
    ...rest,
    audience: "shared",
    title: mask(title),
    blocks: blocks.map((block) => maskBlock(block, mask)),
  };
}

/** `"0867 123 456"` → `"0867 *** 456"`, `"tam@example.com"` → `"t***@example.com"`, `"Nguyễn Văn An"` → `"An N."` */
export function maskText(value: string, names: readonly string[]): string {
  let masked = value.normalize("NFC");
  for (const name of longestFirst(names)) masked = masked.replaceAll(name.normalize("NFC"), shortName(name));
  return masked.replace(EMAIL, "$1***@$2").replace(NUMBER, maskNumber);
}

/** Dates and amounts look like numbers too; only what has a phone's length and start is one. */
function maskNumber(found: string): string {
  if (/^\d{1,2}[-.]\d{1,2}[-.]\d{4}/.test(found) || /^\d{4}-\d{2}-\d{2}/.test(found)) return found;
  if (/^\d{1,3}(\.\d{3})+$/.test(found)) return found;
  const digits = found.replace(/\D/g, "");
  const start = found.startsWith("+") ? `+${digits.slice(0, 4)}` : digits.slice(0, 4);
  return `${start} *** ${digits.slice(-3)}`;
}

/** The given name stands last in Vietnamese: `"Nguyễn Văn An"` → `"An N."`. */
function shortName(name: string): string {
  const words = name.normalize("NFC").trim().split(/\s+/);
  const given = words.at(-1) ?? "";
  const initial = words.length > 1 ? Array.from(words[0] ?? "")[0] : undefined;
  return initial === undefined ? `${Array.from(given)[0] ?? ""}.` : `${given} ${initial}.`;
}

function longestFirst(names: readonly string[]): string[] {
  return names.filter((name) => name.trim().length > 1).sort((a, b) => b.length - a.length);
}

function maskBlock<P>(block: Block<P>, mask: (value: string) => string): Block<P> {
  switch (block.kind) {
    case "text":
    case "context":
      return { ...block, text: mask(block.text) };
    case "quote":
      return { ...block, text: mask(block.text), ...(block.by === undefined ? {} : { by: mask(block.by) }) };
    case "fields":
      return {
        ...block,
        fields: block.fields.map((field) => ({ label: field.label, value: mask(field.value) })),
      };
    case "list":
      return {
        ...block,
        ...(block.heading === undefined ? {} : { heading: mask(block.heading) }),
        rows: block.rows.map((row) => maskRow(row, mask)),
      };
    case "table":
      return { ...block, rows: block.rows.map((row) => row.map(mask)) };
    case "buttons":
    case "form":
      return block;
  }
}

function maskRow<P>(row: Row<P>, mask: (value: string) => string): Row<P> {
  return row.detail === undefined
    ? { title: mask(row.title) }
    : { title: mask(row.title), detail: mask(row.detail) };
}
