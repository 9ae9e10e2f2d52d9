import { type Passage, typed } from "./fold.ts";

const MONTHS: readonly (readonly string[])[] = [
  ["january", "jan"],
  ["february", "feb"],
  ["march", "mar"],
  ["april", "apr"],
  ["may"],
  ["june", "jun"],
  ["july", "jul"],
  ["august", "aug"],
  ["september", "sept", "sep"],
  ["october", "oct"],
  ["november", "nov"],
  ["december", "dec"],
];
/** These are other words or names too, such as "máy" and "sếp" without accents. Alone they are no month. */
const OTHER_WORDS: ReadonlySet<string> = new Set(["may", "mar", "march", "sep", "jan"]);

const patternOf = (names: readonly string[]) => [...names].sort((a, b) => b.length - a.length).join("|");

/** A folded name of a month, for a pattern. */
export const MONTH = patternOf(MONTHS.flat());
/** The months that are no given names. "for" and "of" may stand before a given name too. */
export const MONTH_BUT_NAMES = patternOf(MONTHS.flat().filter((name) => name !== "jan" && name !== "may"));
/** A name that is no other word. */
export const CLEAR_MONTH = patternOf(MONTHS.flat().filter((name) => !OTHER_WORDS.has(name)));

const NOT_MAY = patternOf(MONTHS.flat().filter((name) => name !== "may"));
/** The month in "3 may": at the end, or before a year or another day. "3 may in" are three printers. */
export const MONTH_BEHIND_DAY = `${NOT_MAY}|may(?=[.,]? ?(?:19|20)\\d{2}(?!\\d)|-(?:19|20)\\d{2}|[.,;:!?]*$|[.,;:!?]*\\n| ?[-–—]| (?:to|until|and)(?!\\p{L}))`;
/** The month in "may 3": at the start, or behind a word of time. "hong may 3" is a machine. */
export const MONTH_BEFORE_DAY = `${NOT_MAY}|(?<=^|(?<!\\p{L})(?:on|from|since|by|to|until|between|and) |[-–—] ?)may`;
const ORDINAL = "(?:st|nd|rd|th)?";
const YEAR = "(?:(?:,? |-)(?:19|20)\\d{2}(?!\\d))?";

/** `"1 dec"`, `"1st of december, 2026"`, `"dec 1"`, `"may 3rd 2026"`: a pattern for folded text, without groups. */
export const NAMED_DAY =
  `\\d{1,2}${ORDINAL}[ -](?:of )?(?:${MONTH_BEHIND_DAY})\\.?${YEAR}` +
  `|(?:${MONTH_BEFORE_DAY})\\.? \\d{1,2}${ORDINAL}${YEAR}`;

/** `"dec"` → 12. */
export function monthOf(name: string): number {
  return MONTHS.findIndex((names) => names.includes(name)) + 1;
}

/** Returns a `NAMED_DAY` in numbers, `"1st of dec, 2026"` → `"1/12/2026"`; other days stay as they are. */
export function inNumbers(day: string): string {
  const [name] = /[a-z]{3,}/.exec(day) ?? [];
  if (name === undefined || monthOf(name) === 0) return day;
  const [date, year] = day.match(/\d+/g) ?? [];
  return [date, monthOf(name), year].filter(Boolean).join("/");
}

const ANY_MONTH = new RegExp(`(?<!\\p{L})(?:${MONTH})(?!\\p{L})`, "gu");

/** Words before a person's name: "khách June", "của chị August". */
const BEFORE_NAME =
  /(?<!\p{L})(?:khach(?: hang)?|kh|anh|chi|co|chu|bac|ong|ba|em|cua|cho|ten|mrs?\.?|ms\.?|customer|named|client)\s$/u;
const SURNAME = /^ \p{Lu}\p{Ll}/u;

/** Replaces words that only look like a month. `cleanText` removes it from texts. */
export const NO_MONTH = "\ufffe";

/** Returns the free text without words that are no months: "máy", "mấy", "sếp", "khách June", "April Nguyen". */
export function withoutOtherMonths(passage: Passage): string {
  const { free } = passage;
  return free.replace(ANY_MONTH, (word, start: number) => {
    const end = start + word.length;
    const written = typed(passage, start, end);
    const isAccented = written.toLowerCase() !== word;
    const isName =
      BEFORE_NAME.test(free.slice(Math.max(0, start - 20), start)) ||
      (written !== written.toLowerCase() && SURNAME.test(typed(passage, end, end + 3)));
    return isAccented || isName ? NO_MONTH.repeat(word.length) : word;
  });
}
