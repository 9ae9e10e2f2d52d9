import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { format } from "date-fns/format";
import { findSpoken } from "../scheduling/parse-schedule.ts";
import { parseSchedule, writeSchedule } from "../scheduling/schedule.ts";
import { cleanText, type Finding, fold, foundAt, openPassage, type Passage, typed } from "./fold.ts";
import type { ReadingContext } from "./grammar.ts";
import { MONTH, monthOf, withoutOtherMonths } from "./month-names.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** Days from today. */
const SPOKEN: ReadonlyMap<string, number> = new Map([
  ["hom nay", 0],
  ["ngay hom nay", 0],
  ["today", 0],
  ["mai", 1],
  ["ngay mai", 1],
  ["tomorrow", 1],
  ["mot", 2],
  ["ngay mot", 2],
  ["ngay kia", 2],
  ["hom qua", -1],
  ["yesterday", -1],
]);
/** Words for a day in a longer text. "Mai" and "mốt" alone may be a name or another word. */
const SURE = [...SPOKEN.keys()]
  .filter((words) => words !== "mai" && words !== "mot")
  .sort((a, b) => b.length - a.length)
  .join("|");

const ISO = /(\d{4})-(\d{1,2})-(\d{1,2})(?:t[\d:.]+(?:z|[+-]\d{2}:?\d{2})?)?/;
const DAY_FIRST = /(?:ngay )?(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d{2}))?/;
const IN_VIETNAMESE = /(?:ngay )?(\d{1,2}) (?:thang|thg) (\d{1,2})(?:,? (?:nam )?(\d{4}))?/;
const MONTH_FIRST = new RegExp(`(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?`);
const MONTH_SECOND = new RegExp(`(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${MONTH})\\.?,?(?: (\\d{4}))?`);

/** Computed only if needed, because the time of a zone costs more than reading a date. */
type Today = () => TZDate;

/** A way to write a day, and the reader of its parts. */
interface Writing {
  pattern: RegExp;
  day(match: RegExpExecArray, today: Today): string | null;
  /** The group that holds the year; absent for words such as "hôm nay", which name none. */
  year?: number;
}

const WRITINGS: readonly Writing[] = [
  {
    pattern: ISO,
    day: ([, year, month, day]) => dayOf(Number(year), Number(month), Number(day)),
    year: 1,
  },
  {
    pattern: DAY_FIRST,
    year: 3,
    day: ([, day, month, year], today) => dayOf(yearOf(year, today), Number(month), Number(day)),
  },
  {
    pattern: IN_VIETNAMESE,
    year: 3,
    day: ([, day, month, year], today) => dayOf(yearOf(year, today), Number(month), Number(day)),
  },
  {
    pattern: MONTH_FIRST,
    year: 3,
    day: ([, month = "", day, year], today) => dayOf(yearOf(year, today), monthOf(month), Number(day)),
  },
  {
    pattern: MONTH_SECOND,
    year: 3,
    day: ([, day, month = "", year], today) => dayOf(yearOf(year, today), monthOf(month), Number(day)),
  },
  { pattern: new RegExp(SURE), day: ([words = ""], today) => spoken(words, today) },
];
const IN_TEXT = WRITINGS.map((writing) => ({
  ...writing,
  pattern: new RegExp(
    `(?<![${WORD_CHARS}/.-])(?:${writing.pattern.source})(?![${WORD_CHARS}/]|[.-]\\d)`,
    "u",
  ),
}));
const WHOLE = WRITINGS.map((writing) => ({
  ...writing,
  pattern: new RegExp(`^(?:${writing.pattern.source})$`),
}));

/**
 * Reads a day from one field or answer: `"15/3/2000"`, `"15-03-2000"`, `"March 15, 2000"`, `"15 tháng 3 năm 2000"` →
 * `"2000-03-15"`; `"hôm nay"`, `"mai"`. Without a year it is this year's. Null for a day that no calendar has.
 */
export function readDate(text: string, context: ReadingContext): string | null {
  const given = withoutOtherMonths(openPassage(text)).replace(/(?<![.!])[.!]+$/, "");
  const today = () => new TZDate(context.now, context.timeZone);
  if (SPOKEN.has(given)) return spoken(given, today);
  return readBy(WHOLE, given, today)?.value ?? null;
}

/** Why a text is no day in the past with its year. */
export type PastFault = "no day" | "no year" | "future";

/**
 * Reads a day that has been, with its year, such as a birthday. A year of two digits is the latest one that is not after
 * this year: `"15/3/30"` → `"1930-03-15"`.
 */
export function readPastDate(
  text: string,
  context: ReadingContext,
): { value: string } | { fault: PastFault } {
  const given = withoutOtherMonths(openPassage(text)).replace(/(?<![.!])[.!]+$/, "");
  const today = () => new TZDate(context.now, context.timeZone);
  if (SPOKEN.has(given)) return { fault: "no year" };
  const read = readBy(WHOLE, given, today, true);
  if (read === null) return { fault: "no day" };
  if (!read.hasYear) return { fault: "no year" };
  return read.value > format(today(), "yyyy-MM-dd") ? { fault: "future" } : { value: read.value };
}

/** Returns a day without its year together with the year: `"15/3"`, `"1990"` → `"15/3/1990"`; else null. */
export function withYear(day: string, year: string, context: ReadingContext): string | null {
  const read = readPastDate(day, context);
  const digits = /^\D{0,20}((?:19|20)\d\d)\D{0,20}$/.exec(year)?.[1];
  if (!("fault" in read) || read.fault !== "no year" || digits === undefined) return null;
  const thisYears = readDate(day, context);
  return thisYears && /\d/.test(day) ? `${digits}${thisYears.slice(4)}` : null;
}

/**
 * Finds the first day in a longer text.
 * @param isPast  true for a day that has been: without a year it stays as typed, to be refused by `readPastDate`
 */
export function findDate(passage: Passage, context: ReadingContext, isPast = false): Finding | null {
  const today = () => new TZDate(context.now, context.timeZone);
  const read = readBy(IN_TEXT, withoutOtherMonths(passage), today, isPast);
  return read && isPast && !read.hasYear ? { ...read, value: typed(passage, read.start, read.end) } : read;
}

interface DayFound extends Finding {
  hasYear: boolean;
}

function readBy(writings: readonly Writing[], text: string, today: Today, isPast = false): DayFound | null {
  for (const { pattern, day, year } of writings) {
    const match = pattern.exec(text);
    const value = match && day(match, today);
    if (!match || !value) continue;
    const written = year === undefined ? undefined : match[year];
    const past = isPast && written?.length === 2 ? withPastCentury(value, today) : value;
    return { ...foundAt(match, past), hasYear: written !== undefined };
  }
  return null;
}

/** Returns the day a century earlier if its year has not begun: a birthday is in no coming year. */
function withPastCentury(day: string, today: Today): string {
  const year = Number(day.slice(0, 4));
  return year > today().getFullYear() ? `${year - 100}${day.slice(4)}` : day;
}

function spoken(words: string, today: Today): string {
  return format(addDays(today(), SPOKEN.get(words) ?? 0), "yyyy-MM-dd");
}

/** Returns the year. One of two digits belongs to the last century if it would be more than ten years ahead. */
function yearOf(written: string | undefined, today: Today): number {
  const year = Number(written);
  if (written?.length === 4) return year;
  const thisYear = today().getFullYear();
  if (!written) return thisYear;
  const century = thisYear - (thisYear % 100);
  return century + year > thisYear + 10 ? century - 100 + year : century + year;
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1900 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}

const SPAN = new RegExp(
  `(?<![${WORD_CHARS}.,:/-])(?:trong (?:vong )?|for )?(?:(?<amount>\\d{1,3}(?:[.,]\\d)?|mot|nua|half an|an|one) ?)` +
    `(?:(?<minutes>phut|ph|p|minutes?|mins?|m)|(?<hours>tieng|gio|hours?|hrs?|h)(?<more>\\d{2})?(?: ?(?<half>ruoi))?|(?<days>ngay|days?|d))(?: nua)?(?![${WORD_CHARS}])`,
  "u",
);
const WORDS: Readonly<Record<string, number>> = { mot: 1, one: 1, an: 1, nua: 0.5, "half an": 0.5 };
/** A week, the longest pause. */
const MOST_MINUTES = 7 * 24 * 60;

/** Reads a duration in minutes: `"2 tiếng"`, `"2h"`, `"90 phút"`, `"nửa tiếng"` → `"30"`; null for anything else. */
export function readDuration(text: string): string | null {
  const given = fold(cleanText(text)).trim();
  if (/^\d{1,5}$/.test(given)) return inRange(Number(given));
  const found = findDuration(given);
  return found && found.start === 0 && found.end === given.length ? found.value : null;
}

/** Finds a duration in a longer text. */
export function findDuration(free: string): Finding | null {
  const match = SPAN.exec(free);
  if (match === null) return null;
  const { amount = "", minutes, days, more, half } = match.groups ?? {};

  const said = WORDS[amount] ?? Number(amount.replace(",", "."));
  const unit = minutes !== undefined ? 1 : days !== undefined ? 24 * 60 : 60;
  const value = inRange(Math.round(said * unit) + Number(more ?? (half === undefined ? 0 : 30)));
  return value === null ? null : foundAt(match, value);
}

function inRange(minutes: number): string | null {
  return minutes >= 1 && minutes <= MOST_MINUTES ? String(minutes) : null;
}

/** Reads a schedule from one field or answer: `"mỗi ngày 8h30"` → `"daily 08:30"`; null if it is none, or says more. */
export function readSchedule(text: string): string | null {
  const given = fold(cleanText(text));
  if (parseSchedule(given)?.kind !== undefined && findSpoken(given) !== null) return given;
  const found = findSchedule(given);
  const isAll = found !== null && !/[\p{L}\p{N}]/u.test(given.slice(0, found.start) + given.slice(found.end));
  return isAll ? found.value : null;
}

/** Finds the first schedule that a longer text names. */
export function findSchedule(free: string): Finding | null {
  const found = findSpoken(free);
  if (found === null) return null;
  const { start, end, apart, schedule } = found;
  return { start, end, value: writeSchedule(schedule), ...(apart && { apart }) };
}
