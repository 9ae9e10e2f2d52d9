import { cleanText, type Finding, fold, foundAt } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

const NUMBER = "\\d{1,3}(?:[.,]\\d{3}){1,2}|\\d{1,7}";
const UNIT = `(?:diem|points?|pts?|d)(?![${WORD_CHARS}])`;
const WHOLE = new RegExp(`^(${NUMBER})(?: ?${UNIT})?$`, "u");
const BEFORE = "(?:(?:duoi|toi da|it hon|tam|khoang|co|voi|tu|under|below|up to|with|for) )?";
const AFTER = "(?: (?:tro xuong|do lai|or less))?";
const IN_TEXT = new RegExp(
  `(?<![${WORD_CHARS}.,+/-])${BEFORE}(?<![${WORD_CHARS}.,+/-])(${NUMBER}) ?${UNIT}${AFTER}`,
  "u",
);

/** Reads a number of points from one field or answer: `"120"`, `"1.200 điểm"` → `"1200"`. */
export function readPoints(text: string): string | null {
  const number = WHOLE.exec(fold(cleanText(text)))?.[1];
  return number === undefined ? null : plain(number);
}

/** Finds a number of points in a longer text: "120 điểm đổi được gì". A number without its unit may be anything. */
export function findPoints(free: string): Finding | null {
  const match = IN_TEXT.exec(free);
  return match?.[1] === undefined ? null : foundAt(match, plain(match[1]));
}

function plain(number: string): string {
  return String(Number(number.replace(/[.,]/g, "")));
}
