import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { addYears } from "date-fns/addYears";
import { endOfMonth } from "date-fns/endOfMonth";
import { endOfQuarter } from "date-fns/endOfQuarter";
import { startOfDay } from "date-fns/startOfDay";
import { startOfISOWeek } from "date-fns/startOfISOWeek";
import { startOfMonth } from "date-fns/startOfMonth";
import { startOfQuarter } from "date-fns/startOfQuarter";
import { startOfYear } from "date-fns/startOfYear";
import { inNumbers } from "./month-names.ts";

/** First and last day, both included. Times of day are ignored. */
export type DaySpan = readonly [first: Date, last: Date];

/** The direction from today of a day, month or quarter without a year, and of a bare "7 days". */
export type Way = "back" | "ahead";

export function day(today: Date, offset: number): DaySpan {
  const date = addDays(today, offset);
  return [date, date];
}

export function week(today: Date, offset: number): DaySpan {
  const monday = startOfISOWeek(addDays(today, 7 * offset));
  return [monday, addDays(monday, 6)];
}

export function month(today: Date, offset: number): DaySpan {
  const first = addMonths(startOfMonth(today), offset);
  return [first, endOfMonth(first)];
}

export function quarter(today: Date, offset: number): DaySpan {
  const first = addMonths(startOfQuarter(today), 3 * offset);
  return [first, endOfQuarter(first)];
}

export function year(today: Date, offset: number): DaySpan {
  const first = addYears(startOfYear(today), offset);
  return [first, addDays(addYears(first, 1), -1)];
}

type CalendarUnit = "day" | "week" | "month" | "year";

const MAX_SPAN: Readonly<Record<CalendarUnit, number>> = { day: 3660, week: 520, month: 120, year: 10 };

function unitOf(word: string): CalendarUnit {
  if (/^(ngay|hom|day)/.test(word)) return "day";
  if (/^(tuan|week)/.test(word)) return "week";
  return /^(thang|month)/.test(word) ? "month" : "year";
}

/** Returns the last `count` days, weeks, months or years up to today, today included. */
export function lastSpan(count: number, word: string, today: TZDate): DaySpan | null {
  const span = monthsOrDays(count, unitOf(word));
  if (span === null) return null;
  return [addDays(addMonths(today, -span.months), 1 - span.days), today];
}

/** Returns the next `count` days, weeks, months or years from today on, today included. */
export function nextSpan(count: number, word: string, today: TZDate): DaySpan | null {
  const span = monthsOrDays(count, unitOf(word));
  return span && [today, addDays(addMonths(today, span.months), span.days - 1)];
}

function monthsOrDays(count: number, unit: CalendarUnit): { months: number; days: number } | null {
  if (count < 1 || count > MAX_SPAN[unit]) return null;
  switch (unit) {
    case "day":
      return { months: 0, days: count };
    case "week":
      return { months: 0, days: 7 * count };
    case "month":
      return { months: count, days: 0 };
    case "year":
      return { months: 12 * count, days: 0 };
  }
}

/** Returns a month. In November, `"tháng 12"` is last year's; with `ahead`, `"tháng 1"` is next year's. */
export function numberedMonth(
  number: number,
  writtenYear: string | undefined,
  today: TZDate,
  way: Way,
): DaySpan {
  const inYear = writtenYear ? Number(writtenYear) : yearOf(number - 1, today.getMonth(), today, way);
  return month(new TZDate(inYear, number - 1, 1, today.timeZone), 0);
}

/** Returns the days from the first day of the month until today: `"since october"`. */
export function sinceMonth(number: number, writtenYear: string | undefined, today: TZDate): DaySpan | null {
  const [first] = numberedMonth(number, writtenYear, today, "back");
  return first <= today ? [first, today] : null;
}

/** Returns the number of months from this one to "this december", "last march" or "next march". */
export function monthsTo(number: number, which: string, today: TZDate): number {
  const ahead = number - 1 - today.getMonth();
  if (which === "last") return ahead < 0 ? ahead : ahead - 12;
  if (which === "next") return ahead > 0 ? ahead : ahead + 12;
  return ahead;
}

type NamedMonth = readonly [number: number, writtenYear: string | undefined];

/**
 * Returns the days of several months; "Dec to Jan" ends in the next year. Without a year, the last month is the latest
 * such month, or with `ahead` the first month is the next such month.
 */
export function fromMonthTo(begin: NamedMonth, end: NamedMonth, today: TZDate, way: Way): DaySpan | null {
  const turns = begin[0] > end[0] ? 1 : 0;
  if (begin[1] !== undefined || (end[1] === undefined && way === "ahead")) {
    const [first] = numberedMonth(...begin, today, way);
    const [, last] = numberedMonth(end[0], end[1] ?? String(first.getFullYear() + turns), today, way);
    return first <= last ? [first, last] : null;
  }
  const [last, ends] = numberedMonth(...end, today, way);
  return [numberedMonth(begin[0], String(last.getFullYear() - turns), today, way)[0], ends];
}

export function daysOfMonth(
  from: string | undefined,
  to: string | undefined,
  number: number,
  writtenYear: string | undefined,
  today: TZDate,
  way: Way,
): DaySpan | null {
  const [first, last] = [from, to].map((day) => [day, number, writtenYear].filter(Boolean).join("/"));
  return fromTo(first, last, today, way);
}

/** Returns a quarter. In November, `"quý 4"` is this year's, although it has not ended. */
export function numberedQuarter(
  number: number,
  writtenYear: string | undefined,
  today: TZDate,
  way: Way,
): DaySpan {
  const begins = (number - 1) * 3;
  const current = way === "back" ? today.getMonth() : startOfQuarter(today).getMonth();
  const inYear = writtenYear ? Number(writtenYear) : yearOf(begins, current, today, way);
  return quarter(new TZDate(inYear, begins, 1, today.timeZone), 0);
}

function yearOf(month: number, currentMonth: number, today: TZDate, way: Way): number {
  const thisYear = today.getFullYear();
  if (way === "back") return month > currentMonth ? thisYear - 1 : thisYear;
  return month < currentMonth ? thisYear + 1 : thisYear;
}

export function fromTo(
  from: string | undefined,
  to: string | undefined,
  today: TZDate,
  way: Way,
): DaySpan | null {
  const [one, other] = [from, to].map((day) => day && inNumbers(day));
  // "15/11 - 1/11" are days of one month in the wrong order, not a span of nearly a year.
  const [begin, end] = isTurnedRound(one, other) ? [other, one] : [one, other];
  // If only one end has a year, the year counts for the other end too.
  const isCountedBack = hasYear(begin) === hasYear(end) ? way === "back" : hasYear(end);
  const ends = isCountedBack ? endsBack(begin, end, today) : endsAhead(begin, end, today);
  if (ends === null) return null;
  const [first, last] = ends;
  return first <= last ? [first, last] : [last, first];
}

/** "20/12 - 5/1" began in the year before it ended. */
function endsBack(begin: string | undefined, end: string | undefined, today: TZDate): DaySpan | null {
  const last = readDay(end, today, today, "back");
  const first = last && readDay(begin, last, today, "back");
  return first && [first, last];
}

/** "20/12 - 5/1" ends in the year after it begins. */
function endsAhead(begin: string | undefined, end: string | undefined, today: TZDate): DaySpan | null {
  const first = readDay(begin, startOfDay(today), today, "ahead");
  const last = first && readDay(end, first, today, "ahead");
  return last && [first, last];
}

function hasYear(day: string | undefined): boolean {
  return /\d[/.-]\d+[/.-]\d/.test(day ?? "");
}

function isTurnedRound(from: string | undefined, to: string | undefined): boolean {
  const [first, last] = [from, to].map((day) => /^(\d{1,2})[/.-]0?(\d{1,2})$/.exec(day ?? ""));
  return first?.[2] !== undefined && first[2] === last?.[2] && Number(first[1]) > Number(last?.[1]);
}

/** @param from  a day without a year is the nearest one from here, `back` or `ahead` */
function readDay(written: string | undefined, from: Date, today: TZDate, way: Way): Date | null {
  const parts = written?.split(/[/.-]/).map(Number) ?? [];
  const [a = 0, b = 0, c] = parts;
  if (a > 31) return dayOf(a, b, c ?? 0, today);
  if (c !== undefined) return dayOf(c < 100 ? 2000 + c : c, b, a, today);
  const sameYear = dayOf(from.getFullYear(), b, a, today);
  if (sameYear && (way === "back" ? sameYear <= from : sameYear >= from)) return sameYear;
  return dayOf(from.getFullYear() + (way === "back" ? -1 : 1), b, a, today);
}

/** Returns the date; null for a day that does not exist. */
function dayOf(year: number, month: number, day: number, { timeZone }: TZDate): Date | null {
  const date = new TZDate(year, month - 1, day, timeZone);
  const exists = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return exists && year >= 1970 && year <= 9999 ? date : null;
}
