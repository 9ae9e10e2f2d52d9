import { cleanText, foldWithPositions, TAKEN, typedText } from "../fold.ts";
import { unconverted } from "../keyboard.ts";
import { SHORTHAND } from "../shorthand.ts";

/** A word or a sign of a text, as the model reads it. */
export interface Token {
  /** Folded and written out: `"khong"` for "ko"; `"<phone>"` for a value of which only the kind counts. */
  form: string;
  /** With its accents, in lower case: `"không"`. The same as `form` where it was typed without accents. */
  typed: string;
  /** Where it stands in the folded text of the cleaned text. */
  start: number;
  end: number;
}

/** A longer text says nothing more about what is asked for. */
export const MOST_TOKENS = 64;

const MOST_CHARS = 1_000;

/** Values of which only the kind says what is asked for. The earlier entry wins. */
const VALUES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["<email>", /[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/g],
  ["<user>", /(?:slack|telegram):\w{1,64}|@[\w.]{1,64}/g],
  ["<date>", /\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b/g],
  ["<phone>", /(?<![\w#])\(?\+?\d(?:[ .()-]{0,2}\d){8,12}(?!\w)/g],
  ["<time>", /\b\d{1,2} ?(?:h\d{0,2}|:\d{2}|gio(?: \d{2})?)\b/g],
  [
    "<money>",
    /\b\d{1,12}(?:[.,]\d{1,3}){0,4} ?(?:k|tr\d{0,3}|trieu|nghin|ngan|dong|vnd|d)\b|\b\d{1,3}(?:[.,]\d{3})+\b/g,
  ],
  ["<percent>", /\b\d{1,3}(?:[.,]\d{1,2})? ?%/g],
  ["<code>", /\b(?=[a-z._-]{0,40}\d)(?=\d{0,40}[a-z])[a-z0-9][a-z0-9._-]{3,40}\b/g],
  ["<id>", /#? ?\b\d{3,8}\b/g],
  ["<n>", /\b\d{1,2}\b/g],
];
const WORD = /[?!.,:;()"“”>\n…-]|[^\s?!.,:;()"“”>\n…-]+/g;
const SAYS_SOMETHING = /[a-z0-9?!.,:;()">\n…-]/;

/**
 * Splits a text into words, signs and kinds of values.
 * @example tokensOf("Đổi quà DAUMAY01 cho 0900000001 k z?").map(({ form }) => form)
 *   // ["doi", "qua", "<code>", "cho", "<phone>", "khong", "vay", "?"]
 */
export function tokensOf(text: string): Token[] {
  const folded = foldWithPositions(cleanText(text.slice(0, MOST_CHARS)));
  const found: Token[] = [];
  let free = folded.text;
  for (const [kind, pattern] of VALUES) {
    free = free.replace(pattern, (value, ...rest) => {
      // "d9o1ng" is "đóng" typed by VNI.
      if (kind === "<code>" && unconverted(value) !== null) return value;
      const start = rest.find((one) => typeof one === "number") as number;
      found.push({ form: kind, typed: kind, start, end: start + value.length });
      return TAKEN.repeat(value.length);
    });
  }
  for (const { 0: word, index } of free.matchAll(WORD)) {
    for (const [offset, part] of partsOf(word)) {
      const start = index + offset;
      const end = start + part.length;
      const typed = typedText(folded, start, end).toLowerCase();
      found.push(...meantBy(shortened(part), shortened(typed)).map((meant) => ({ ...meant, start, end })));
    }
  }
  return found.sort((a, b) => a.start - b.start).slice(0, MOST_TOKENS);
}

const NOT_TAKEN = new RegExp(`[^${TAKEN}]+`, "g");

/** The parts of a word between values: "mua<n>cai". */
function partsOf(word: string): [offset: number, part: string][] {
  return [...word.matchAll(NOT_TAKEN)].map(({ 0: part, index }) => [index, part]);
}

/** "alooo" → "alo" */
function shortened(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, "$1");
}

function meantBy(word: string, typed: string): { form: string; typed: string }[] {
  if (!SAYS_SOMETHING.test(word)) return [];
  const converted = unconverted(word);
  const long = SHORTHAND.get(converted ?? typed);
  if (long) return long.map((form) => ({ form, typed: form }));
  return [converted === null ? { form: word, typed } : { form: converted, typed: converted }];
}
