import { cleanText, type Finding, fold, foldWithPositions, type Passage, typed } from "./fold.ts";
import { AMOUNT, readAmount, writeAmount } from "./numbers.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** A product of a deal as typed. The command fills in the values that are null. */
export interface TypedDealLine {
  quantity: number;
  /** A code or a name: `"TIVI01"`, `"Bếp từ đôi"`. */
  product: string;
  /** The price of one, in dong. */
  value: number | null;
  discount: { kind: "percent" | "cash"; amount: number } | null;
}

const MOST = 100;
/** A product's code, "MUC12A". A size is none, because it begins with its digits, "8kg". */
const CODE = `[a-z][a-z._-]{0,40}\\d[a-z0-9._-]{0,40}(?![${WORD_CHARS}])`;
const UNIT = "(?:cái|cai|chiếc|chiec|bộ|bo|hộp|hop|thùng|thung|chai|gói|goi|cuộn|cuon|con|pcs)";
/** "2x Bếp", "2 x Bếp", "2 ×Bếp". In "1 xyz" the letter belongs to the product. */
export const TIMES = "(?:[x×*] ?| (?:x |[×*] ?))";
/** "2 x Bếp từ", "2 cái bếp từ", "2 muc12a". Before a code alone a quantity has two digits, unlike a deal's number. */
const COUNTED = `(?:\\d{1,5}${TIMES}(?=[${WORD_CHARS}])|\\d{1,5} ?${UNIT} (?=[${WORD_CHARS}])|\\d{1,2} (?=${CODE}))`;
/** Separates two products. Without a sign, the next one begins with its quantity: "2 muc12a 1 tivi01". */
const SEPARATOR = new RegExp(
  `[;\\n]|,(?=\\s{0,20}${COUNTED})|(?<=(?<![${WORD_CHARS}])${CODE}(?: [^;\\n]{0,40})?) (?:và |va |and |\\+ ?)?(?=${COUNTED})`,
  "iu",
);
const QUANTITY = new RegExp(`^(\\d{1,5})(?!tr\\d)(?:${TIMES}(?=\\S)| ?${UNIT} (?=\\S)| ?(?=${CODE}))`, "iu");
/** "MUC12A x 4", "MUC12A sl 4". With a unit a code alone stands before it: "MUC12A 4 cái". */
const QUANTITY_AFTER = new RegExp(
  `(?: ?(?:[x×*]|(?:sl|số lượng|so luong)[ :]*) ?(?<counted>\\d{1,5})|(?<=^${CODE}) (?<units>\\d{1,5}) ?${UNIT})$`,
  "iu",
);
const PRICE_WORD = "(?:don gia|gia|price|@)";
const DISCOUNT_WORD = "(?:giam gia|giam|chiet khau|ck|discount|less)";
const PERCENT = "\\d{1,3}(?:[.,]\\d{1,2})? ?%";
const PRICE_AT_END = new RegExp(`(?<![\\s,])[\\s,]+${PRICE_WORD}[ :]*(${AMOUNT})$`);
const DISCOUNT_AT_END = new RegExp(`(?<![\\s,])[\\s,]+${DISCOUNT_WORD}[ :]*(${PERCENT}|${AMOUNT})$`);
/** A price or a discount that was not understood. It is not part of a product's name. */
const UNREAD = new RegExp(`(?:^|[\\s,])(?:${PRICE_WORD}|${DISCOUNT_WORD})[ :]*\\d`);
/** A code or a name; a quantity without its product is none. */
const PRODUCT = /^(?!\d+ ?[x×*]$)[^[\]{}\p{L}\p{N}]*[\p{L}\p{N}][^[\]{}]*$/u;
const STARTS_IN_TEXT = new RegExp(
  `(?<![${WORD_CHARS}.,/#])(?:${COUNTED}|${CODE}(?:${TIMES}| ?sl| ?so luong)[ :]*\\d)`,
  "u",
);
const ENDS_IN_TEXT = /[\uffff]/;

/**
 * Reads the products of a deal, one a line or separated by semicolons. `"2 x TIVI01 giá 4.520.000 giảm 10%; Bếp từ đôi
 * giảm 200k"` → JSON text of `TypedDealLine[]`. Null if one of them cannot be read.
 */
export function readDealLines(text: string, maxItems = MOST): string | null {
  const canonical = canonicalLines(text, maxItems);
  if (canonical !== null) return canonical;
  const parts = cleanText(text)
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const lines = parts.map(readDealLine);
  if (lines.length === 0 || lines.length > maxItems || lines.includes(null)) return null;
  return JSON.stringify(lines);
}

/** Finds the products in a longer text, from the first `"2 x …"` on. */
export function findDealLines(passage: Passage, maxItems = MOST): Finding | null {
  const start = STARTS_IN_TEXT.exec(passage.free)?.index;
  if (start === undefined) return null;
  const left = passage.free.slice(start);
  const length = ENDS_IN_TEXT.exec(left)?.index ?? left.length;
  const end =
    start +
    left
      .slice(0, length)
      .trimEnd()
      .replace(/(?<![\s,;.])[\s,;.]+$/, "").length;
  const value = readDealLines(typed(passage, start, end), maxItems);
  return value === null ? null : { start, end, value };
}

/** Writes the lines as people type them: the canonical JSON → `"2 x TIVI01 giá 4.520.000 giảm 10%\n1 x Bếp từ đôi"`. */
export function writeDealLines(canonical: string): string {
  return parseDealLines(canonical)
    .map(({ quantity, product, value, discount }) =>
      [
        `${quantity} x ${product}`,
        value === null ? "" : `giá ${writeAmount(String(value))}`,
        discount === null
          ? ""
          : `giảm ${discount.kind === "percent" ? `${discount.amount}%` : writeAmount(String(discount.amount))}`,
      ]
        .filter((part) => part !== "")
        .join(" "),
    )
    .join("\n");
}

/** @param canonical JSON text that `readDealLines` made */
export function parseDealLines(canonical: string): TypedDealLine[] {
  return JSON.parse(canonical) as TypedDealLine[];
}

function readDealLine(typedLine: string): TypedDealLine | null {
  let left = typedLine.replace(/(?<![\s.,])[\s.,]+$/, "");
  let [value, discount]: [number | null, TypedDealLine["discount"]] = [null, null];
  for (let parts = 0; parts < 2; parts++) {
    const { text, source, at } = foldWithPositions(left);
    const [price, less] = [PRICE_AT_END.exec(text), DISCOUNT_AT_END.exec(text)];
    if (less && discount === null) discount = readDiscount(less[1] ?? "");
    else if (price && value === null) value = amountOf(price[1] ?? "");
    else break;
    // A discount over 100 % is a typing error, and not part of the product's name either.
    if ((less ? discount : value) === null) return null;
    left = source.slice(0, at[(less ?? price)?.index ?? 0]);
  }
  const before = QUANTITY.exec(left);
  const after = before ? null : QUANTITY_AFTER.exec(left);
  const quantity = Number(before?.[1] ?? after?.groups?.counted ?? after?.groups?.units ?? 1);
  const product = left
    .slice(before?.[0].length ?? 0, after?.index ?? left.length)
    .replace(/^["“«\s]+/, "")
    .replace(/(?<!["”»\s,:])["”»\s,:]+$/, "");
  const isProduct = PRODUCT.test(product) && product.length <= 200 && !UNREAD.test(fold(product));
  return isProduct && quantity > 0 ? { quantity, product, value, discount } : null;
}

export function readDiscount(written: string): TypedDealLine["discount"] {
  if (!written.endsWith("%")) {
    const amount = amountOf(written);
    return amount === null ? null : { kind: "cash", amount };
  }
  const percent = Number(written.replace(/ ?%$/, "").replace(",", "."));
  return percent > 100 ? null : { kind: "percent", amount: percent };
}

function amountOf(written: string): number | null {
  const dong = readAmount(written);
  return dong === null ? null : Number(dong);
}

/** Returns the text if it is a valid canonical value. */
function canonicalLines(text: string, maxItems: number): string | null {
  if (!text.startsWith('[{"quantity":')) return null;
  try {
    const lines = parseDealLines(text);
    return lines.length <= maxItems && lines.every(isDealLine) ? text : null;
  } catch {
    // This is not the JSON of canonical lines.
    return null;
  }
}

function isDealLine({ quantity, product, value, discount }: TypedDealLine): boolean {
  return (
    Number.isInteger(quantity) &&
    typeof product === "string" &&
    (value === null || typeof value === "number") &&
    (discount === null || typeof discount.amount === "number")
  );
}
