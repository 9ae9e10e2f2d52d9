import { fold } from "./fold.ts";
import { clean, type Finding } from "./passage.ts";

const UNITS: Readonly<Record<string, number>> = {
  ty: 1e9,
  ti: 1e9,
  billion: 1e9,
  tr: 1e6,
  trieu: 1e6,
  cu: 1e6,
  million: 1e6,
  mil: 1e6,
  k: 1e3,
  nghin: 1e3,
  ngan: 1e3,
  thousand: 1e3,
};
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join("|");
/** A number, its unit, what follows the unit ("1tr5", "1 triệu 250 nghìn", "2 triệu rưỡi"), and the currency. */
export const AMOUNT =
  `(?:\\d{1,3}(?:[.,]\\d{3})+|\\d{1,15}(?:[.,]\\d{1,3})?)` +
  `(?: ?(?:${UNIT})(?: ?\\d{1,3}(?: ?(?:${UNIT}))?| ruoi)?)?(?: ?(?:d|vnd|dong|₫))?`;
const PARTS = new RegExp(
  `^(\\d{1,3}(?:[.,]\\d{3})+|\\d{1,15}(?:[.,]\\d{1,3})?)(?: ?(${UNIT})(?: ?(\\d{1,3})(?: ?(${UNIT}))?| (ruoi))?)?(?: ?(?:d|vnd|dong|₫))?$`,
);
const GROUPED = /^\d{1,3}(?:[.,]\d{3})+$/;
const IN_TEXT = new RegExp(`(?<![\\p{L}\\p{N}.,+/-])${AMOUNT}(?![\\p{L}\\p{N}%]|[.,/-]\\d)`, "gu");
/** Where nothing says that a number is money, it may be anything. */
const SAYS_MONEY = /[a-z₫]|\d[.,]\d{3}(?!\d)/;
const MAX = 1e15;

/**
 * Money in whole dong, from one field or answer: `"1.500.000"`, `"1,5tr"`, `"1tr5"`, `"4.520.000đ"`, `"2 triệu"`,
 * `"500k"` → `"1500000"`, `"1500000"`, `"1500000"`, `"4520000"`, `"2000000"`, `"500000"`. Null for anything that is no
 * whole amount.
 */
export function readAmount(text: string): string | null {
  const parts = PARTS.exec(fold(clean(text)));
  if (!parts) return null;
  const [, written = "", unitName = "", further = "", furtherUnit = "", half] = parts;
  const unit = UNITS[unitName] ?? 1;
  const number = GROUPED.test(written)
    ? Number(written.replace(/[.,]/g, ""))
    : Number(written.replace(",", "."));
  if (furtherUnit && (UNITS[furtherUnit] ?? 1) >= unit) return null;
  // "1tr5" is a million and five tenths of one; "1tr5k" is a million and five thousand.
  const rest = furtherUnit
    ? Number(further) * (UNITS[furtherUnit] ?? 1)
    : (Number(further) * unit) / 10 ** further.length;
  const dong = Math.round((number * unit + rest + (half ? unit / 2 : 0)) * 1e3) / 1e3;
  return Number.isInteger(dong) && dong <= MAX ? String(dong) : null;
}

/** The first number in a longer text that is clearly money: with its unit, its currency, or grouped digits. */
export function findAmount(free: string): Finding | null {
  for (const match of free.matchAll(IN_TEXT)) {
    const value = SAYS_MONEY.test(match[0]) ? readAmount(match[0]) : null;
    if (value !== null) return { start: match.index, end: match.index + match[0].length, value };
  }
  return null;
}

/** For the eye, and readable again: `"4520000"` → `"4.520.000"`. */
export function writeAmount(dong: string): string {
  return dong.replace(/\B(?=(?:\d{3}){1,10}$)/g, ".");
}
