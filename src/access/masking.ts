import { type Block, type Card, type Row, withoutButtons } from "../cards/card.ts";
import { maskDisguised } from "./disguised-contacts.ts";
import { createNameMask } from "./name-mask.ts";

/** A mailbox is what stands before the sign, in quotes or not, from its beginning: only the first character is left. */
const EMAIL =
  /((?<![^\s@＠﹫<>()",;:])[^\s@＠﹫<>()",;:]|")(?:(?<!")[^\s@＠﹫<>()",;:]*|(?<=")[^"\n]*")([@＠﹫][\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.\p{L}[\p{L}\p{M}\p{N}_-]+)/gu;
/** As people and the CRM write them: `"25-11-2026"`, `"25/11/2026"`, `"2026-11-25"`. */
const DATE =
  /(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)\d{2}|(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)/;
/** `"867.123.456"` may be either; with its currency it is money. */
const AMOUNT = /(?<![\d.+])[1-9]\d{0,2}(?:\.\d{3})+(?=\s?(?:₫|đ|vnd|vnđ))/;
/** A Vietnamese number ends where it is long enough, so that the next one beside it is seen. */
const VIETNAMESE = /\(?(?:\+?84|0)(?:[\s.()\p{Pd}\p{Cf}\p{M}]{0,3}\d){9,10}(?!\p{Nd})/u;
/** The same in groups of three and four, whatever stands between them: `"0867/123/456"`, `"0867 | 123 | 456"`. */
const GROUPED = /(?:\+?84|0)\d{1,3}(?:[^\p{L}\p{N}*]{1,5}\d{3,4}){2}(?!\p{N})/u;
/**
 * At least eight digits of any kind (`"０"`, `"⁰"`, `"①"`), with blanks, dots, dashes, brackets, accents and signs that
 * nobody sees between them.
 */
const NUMBER = /\(?\+?[\p{Nd}\p{No}](?:[\s.()\p{Pd}\p{Cf}\p{M}]{0,3}[\p{Nd}\p{No}]){7,14}/u;
/** Dates and amounts stand first, so that they end where they end, and the number behind them is seen. */
const NUMBERS = new RegExp(
  `(${DATE.source}|${AMOUNT.source})|${VIETNAMESE.source}|${GROUPED.source}|${NUMBER.source}`,
  "giu",
);
/**
 * Characters nobody sees, in which a number or a name could hide. The joiner before an emoji and the selector behind one
 * stay: they say how it looks.
 */
const INVISIBLE =
  /(?![\u200d\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}|\u200d(?!\p{Extended_Pictographic})|(?<!\p{Emoji})[\ufe00-\ufe0f]/gu;

/**
 * A card fit for eyes it was not made for: every string in it, free text included, loses its phone numbers and e-mail
 * addresses, and the customers' names are shortened. Buttons are gone, since they act on the customer in full.
 */
export function maskCard<P>(card: Card<P>): Card<P> {
  const mask = maskOf(card.names ?? []);
  const { title, blocks, names: _, ...rest } = withoutButtons(card);
  return {
    ...rest,
    audience: "shared",
    title: mask(title),
    blocks: blocks.map((block) => maskBlock(block, mask)),
  };
}

/** The same card, whose lists and tables show phone numbers and e-mail addresses shortened; its buttons stay. */
export function maskLists<P>(card: Card<P>): Card<P> {
  const mask = maskContacts;
  const blocks = card.blocks.map((block): Block<P> => {
    if (block.kind === "table") return maskBlock(block, mask);
    if (block.kind !== "list") return block;
    const rows = block.rows.map(
      (row): Row<P> => ({
        ...row,
        title: mask(row.title),
        ...(row.detail !== undefined && { detail: maskBut(row.staff, row.detail, mask) }),
      }),
    );
    return { ...block, rows };
  });
  return { ...card, blocks };
}

function maskBut(kept: string | undefined, value: string, mask: (value: string) => string): string {
  return kept ? value.split(kept).map(mask).join(kept) : mask(value);
}

/** Few names are kept without a look at the card's texts. */
const FEW_NAMES = 50;

/** The same card, with only those of its names that occur in its texts: a page of a list keeps the names of that page. */
export function withNamesShown<P>(card: Card<P>): Card<P> {
  const { names = [] } = card;
  if (names.length <= FEW_NAMES) return card;
  const texts = [card.title];
  for (const block of card.blocks)
    maskBlock(block, (text) => {
      texts.push(text);
      return text;
    });
  const shown = new Set(createNameMask(names.map(tidied)).occurring(texts.map(tidied)));
  return { ...card, names: names.filter((name) => shown.has(tidied(name))) };
}

/** `"0867 123 456"` → `"0867 *** 456"`, `"tam@example.com"` → `"t***@example.com"`, `"Nguyễn Văn An"` → `"An N."` */
export function maskText(value: string, names: readonly string[]): string {
  return maskOf(names)(value);
}

function maskOf(names: readonly string[]): (value: string) => string {
  const nameMask = createNameMask(names.map(maskContacts));
  // Numbers and addresses first: a name that is a part of an address must not break it, and be all that is masked.
  return (value) => nameMask.mask(maskContacts(value));
}

function tidied(value: string): string {
  return value.normalize("NFC").replace(INVISIBLE, "");
}

function maskContacts(value: string): string {
  return maskDisguised(tidied(value))
    .replace(EMAIL, "$1***$2")
    .replace(NUMBERS, (found, harmless?: string) => harmless ?? maskNumber(found));
}

function maskNumber(found: string): string {
  const digits = Array.from(found.normalize("NFKC").replace(/\P{Nd}/gu, ""));
  const start = digits.slice(0, Math.min(4, digits.length - 6)).join("");
  return `${found.includes("+") ? "+" : ""}${start} *** ${digits.slice(-3).join("")}`;
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
        fields: block.fields.map(({ label, value, personal }) => ({
          label: mask(label),
          value: personal ? "***" : mask(value),
        })),
      };
    case "list":
      return {
        ...block,
        ...(block.heading === undefined ? {} : { heading: mask(block.heading) }),
        rows: block.rows.map((row) => maskRow(row, mask)),
      };
    case "table":
      return {
        ...block,
        columns: block.columns.map((column) => ({ ...column, heading: mask(column.heading) })),
        rows: block.rows.map((row) => row.map(mask)),
      };
    case "file":
      // The content of a file cannot be masked: only its name is shown.
      return { kind: "context", text: `📎 ${mask(block.file.name)}` };
    case "image": {
      const { name, alt } = block.file;
      return { ...block, file: { ...block.file, name: mask(name), alt: mask(alt) } };
    }
    case "buttons":
    case "form":
      return block;
  }
}

function maskRow<P>(row: Row<P>, mask: (value: string) => string): Row<P> {
  const { title, detail, customer } = row;
  return {
    title: mask(title),
    ...(detail !== undefined && { detail: mask(detail) }),
    ...(customer !== undefined && { customer }),
  };
}
