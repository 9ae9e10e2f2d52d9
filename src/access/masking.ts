import { type Block, type Card, type Row, withoutButtons } from "../cards/card.ts";
import { maskDisguised } from "./disguised-contacts.ts";
import { createNameMask } from "./name-mask.ts";

const IN_MAILBOX = String.raw`[^\s@＠﹫<>()",;:]`;
const IN_LABEL = String.raw`[\p{L}\p{M}\p{N}_-]`;
const DOMAIN = String.raw`[@＠﹫]${IN_LABEL}+(?:\.${IN_LABEL}+)*\.\p{L}${IN_LABEL}+`;
/** An e-mail address. The mailbox is all before the `@`, in quotes or not. Only its first character is kept. */
const EMAIL = new RegExp(
  `((?<!${IN_MAILBOX})${IN_MAILBOX}|")(?:(?<!")${IN_MAILBOX}*|(?<=")[^"\\n]*")(${DOMAIN})`,
  "gu",
);
/** The mailbox of a further address, behind a domain and signs without a blank: `"a@x.vn|b@x.vn"`. */
const FURTHER_MAILBOX = new RegExp(
  `(${DOMAIN}(?!\\.?${IN_LABEL})(?:(?![\\p{L}\\p{N}])${IN_MAILBOX})*)([\\p{L}\\p{N}])${IN_MAILBOX}*(?=[@＠﹫])`,
  "gu",
);
/** Dates as people and the CRM write them: `"25-11-2026"`, `"25/11/2026"`, `"2026-11-25"`. */
const DATE =
  /(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)\d{2}|(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)/;
/** `"867.123.456"` may be a phone number or an amount. With a currency it is an amount. */
const AMOUNT = /(?<![\d.+])[1-9]\d{0,2}(?:\.\d{3})+(?=\s?(?:₫|đ|vnd|vnđ))/;
/** A Vietnamese phone number. The match ends when it is long enough, so that a number beside it is found too. */
const VIETNAMESE = /\(?(?:\+?84|0)(?:[\s.()\p{Pd}\p{Cf}\p{M}]{0,3}\d){9,10}(?!\p{Nd})/u;
/** A Vietnamese number in groups of three and four, with any signs between: `"0867/123/456"`, `"0867 | 123 | 456"`. */
const GROUPED = /(?:\+?84|0)\d{1,3}(?:[^\p{L}\p{N}*]{1,5}\d{3,4}){2}(?!\p{N})/u;
/**
 * At least eight digits of any kind (`"０"`, `"⁰"`, `"①"`), with blanks, dots, dashes, brackets, accents and invisible
 * signs between them.
 */
const NUMBER = /\(?\+?[\p{Nd}\p{No}](?:[\s.()\p{Pd}\p{Cf}\p{M}]{0,3}[\p{Nd}\p{No}]){7,14}/u;
/** Dates and amounts come first. They match as a whole, so a number behind them is still found. */
const NUMBERS = new RegExp(
  `(${DATE.source}|${AMOUNT.source})|${VIETNAMESE.source}|${GROUPED.source}|${NUMBER.source}`,
  "giu",
);
/**
 * Invisible characters, which could hide a number or a name. The joiner before an emoji and the variation selector
 * behind one stay, because they change how it looks.
 */
const INVISIBLE =
  /(?![\u200d\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}|\u200d(?!\p{Extended_Pictographic})|(?<!\p{Emoji})[\ufe00-\ufe0f]/gu;

/**
 * Returns the card for other readers. In every string, free text included, phone numbers and e-mail addresses are
 * masked and customers' names are shortened. The buttons are removed, because they act on the unmasked customer.
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

/** Returns the card with shortened phone numbers and e-mail addresses in its lists and tables. Its buttons stay. */
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

/** Up to this many names are kept without a search in the card's texts. */
const FEW_NAMES = 50;

/** Returns the card with only the names that occur in its texts. So a page of a list keeps the names of that page. */
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
  // Numbers and addresses are masked first: an address in which a name is masked would not be found.
  return (value) => nameMask.mask(maskContacts(value));
}

function tidied(value: string): string {
  return value.normalize("NFC").replace(INVISIBLE, "");
}

function maskContacts(value: string): string {
  return maskDisguised(tidied(value))
    .replace(EMAIL, "$1***$2")
    .replace(FURTHER_MAILBOX, "$1$2***")
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
