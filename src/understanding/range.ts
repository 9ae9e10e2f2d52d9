import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { addYears } from "date-fns/addYears";
import { endOfMonth } from "date-fns/endOfMonth";
import { endOfQuarter } from "date-fns/endOfQuarter";
import { format } from "date-fns/format";
import { isValid } from "date-fns/isValid";
import { startOfISOWeek } from "date-fns/startOfISOWeek";
import { startOfMonth } from "date-fns/startOfMonth";
import { startOfQuarter } from "date-fns/startOfQuarter";
import { startOfYear } from "date-fns/startOfYear";
import { fold } from "./fold.ts";
import type { ReadingContext } from "./grammar.ts";
import { clean, type Finding, type Passage, typed } from "./passage.ts";

/** First and last day, both included; times of day mean nothing here. */
type Days = readonly [first: Date, last: Date];

interface RangePattern {
  pattern: RegExp;
  /** Null where the words look like a range and name no days: `31/02`. */
  days(match: RegExpExecArray, today: TZDate): Days | null;
}

const CANONICAL = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/;
const DAY = "(?:ngay )?(\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}[/.-]\\d{1,2}(?:[/.-]\\d{4}|[/.-]\\d{2})?)";
const NOT_IN_NUMBER = "(?<![\\p{L}\\p{N}/.-])";
const NUMBER_ENDS = "(?![\\p{L}\\p{N}/]|[.-]\\d)";
const MAX_SPAN: Readonly<Record<string, number>> = { day: 3660, week: 520, month: 120, year: 10 };

const words = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, "u");

/** The first that fits is taken, so the longer ways to say it stand first. Weeks begin on Monday. */
const PATTERNS: readonly RangePattern[] = [
  {
    pattern: new RegExp(
      `${NOT_IN_NUMBER}(?:(?:tu|from|between) )?${DAY} ?(?:-|–|—|\\.\\.\\.?|→|/|den(?: het)?|toi|to|until|and|va) ?${DAY}${NUMBER_ENDS}`,
      "u",
    ),
    days: (match, today) => fromTo(match[1], match[2], today),
  },
  {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:tu|since|from) ${DAY}${NUMBER_ENDS}(?: (?:den|toi) (?:hom )?nay)?`,
      "u",
    ),
    days: (match, today) => fromTo(match[1], format(today, "yyyy-MM-dd"), today),
  },
  {
    pattern: new RegExp(`${NOT_IN_NUMBER}${DAY}${NUMBER_ENDS}`, "u"),
    days: (match, today) => fromTo(match[1], match[1], today),
  },
  {
    pattern: words(
      "(?:(?:trong )?(?:vong )?)(\\d{1,4}) (ngay|hom|tuan|thang|nam)(?: (?:qua|gan day|gan nhat|vua qua|vua roi|truoc|tro lai(?: day)?))?" +
        "|(?:(?:in |over )?(?:the )?(?:last|past|previous) )?(\\d{1,4}) (days?|weeks?|months?|years?)",
    ),
    days: (match, today) => lastSpan(Number(match[1] ?? match[3]), match[2] ?? match[4] ?? "", today),
  },
  { pattern: words("hom kia"), days: (_, today) => [addDays(today, -2), addDays(today, -2)] },
  { pattern: words("hom qua|yesterday"), days: (_, today) => [addDays(today, -1), addDays(today, -1)] },
  { pattern: words("(?:ngay )?hom nay|today|(?:sang|chieu|toi) nay"), days: (_, today) => [today, today] },
  { pattern: words("tuan (?:nay|hien tai)|(?:this|current) week"), days: (_, today) => week(today) },
  {
    pattern: words("tuan (?:truoc|qua|roi|vua qua|vua roi)|(?:last|past|previous) week"),
    days: (_, today) => week(addDays(today, -7)),
  },
  { pattern: words("thang (?:nay|hien tai)|(?:this|current) month"), days: (_, today) => month(today) },
  {
    pattern: words("thang (?:truoc|qua|roi|vua qua|vua roi)|(?:last|past|previous) month"),
    days: (_, today) => month(addMonths(startOfMonth(today), -1)),
  },
  { pattern: words("quy (?:nay|hien tai)|(?:this|current) quarter"), days: (_, today) => quarter(today) },
  {
    pattern: words("quy (?:truoc|qua|roi|vua qua|vua roi)|(?:last|past|previous) quarter"),
    days: (_, today) => quarter(addMonths(startOfMonth(today), -3)),
  },
  {
    pattern: words("(?:quy |quarter |q)([1-4])(?:(?: ?[/-] ?| nam | )(\\d{4}))?"),
    days: (match, today) => numberedQuarter(Number(match[1]), match[2], today),
  },
  { pattern: words("nam nay|this year"), days: (_, today) => year(today) },
  {
    pattern: words("nam (?:ngoai|truoc|qua|roi)|last year"),
    days: (_, today) => year(addYears(startOfYear(today), -1)),
  },
  {
    pattern: words("thang (1[0-2]|0?[1-9])(?: ?[/-] ?| nam )?(\\d{4})?"),
    days: (match, today) => numberedMonth(Number(match[1]), match[2], today),
  },
];

/** Says when, and no day that can be looked at: "tháng 13", "ngày 32/11", "tuần sau". */
const BROKEN = new RegExp(
  `${NOT_IN_NUMBER}(?:(?:ngay|tuan|thang|quy|nam|day|week|month|quarter|year) \\d{1,4}(?:[/.-]\\d{1,4}){0,2}|\\d{1,2}[/-]\\d{1,2}(?:[/-]\\d{2,4})?` +
    `|\\d{1,6} (?:ngay|tuan|thang|quy|nam|days?|weeks?|months?|quarters?|years?)|ngay mai|(?:tuan|thang|quy|nam) (?:sau|toi)|tomorrow|next (?:week|month|quarter|year))${NUMBER_ENDS}`,
  "u",
);

/**
 * The days meant by one field or answer, as first and last day, both included:
 * `"tuần này"` → `"2026-11-23/2026-11-29"`, `"1/11 - 15/11"` → `"2026-11-01/2026-11-15"`, `"7 ngày qua"` → today and the
 * six days before. A day without a year is the latest one that is not after today. Null where no days are named.
 */
export function readRange(text: string, context: ReadingContext): string | null {
  const given = fold(clean(text));
  const canonical = CANONICAL.exec(given);
  if (canonical)
    return isDay(canonical[1]) && isDay(canonical[2]) && canonical[1] <= canonical[2] ? given : null;
  return findRange(given, context)?.value ?? null;
}

/** The first range a longer text names, with its place. */
export function findRange(free: string, context: ReadingContext): Finding | null {
  for (const { pattern, days } of PATTERNS) {
    const match = pattern.exec(free);
    if (!match) continue;
    const found = days(match, new TZDate(context.now, context.timeZone));
    if (!found || found.some((day) => !isValid(day))) continue;
    const [first, last] = found.map((day) => format(day, "yyyy-MM-dd"));
    return { start: match.index, end: match.index + match[0].length, value: `${first}/${last}` };
  }
  return null;
}

/** What was meant as days and is none: passed on as typed, so that the answer can quote it. */
export function findBrokenRange(passage: Passage): Finding | null {
  const match = BROKEN.exec(passage.free);
  if (!match) return null;
  const [start, end] = [match.index, match.index + match[0].length];
  return { start, end, value: typed(passage, start, end) };
}

function week(day: Date): Days {
  const monday = startOfISOWeek(day);
  return [monday, addDays(monday, 6)];
}

function month(day: Date): Days {
  return [startOfMonth(day), endOfMonth(day)];
}

function quarter(day: Date): Days {
  return [startOfQuarter(day), endOfQuarter(day)];
}

function year(day: Date): Days {
  const first = startOfYear(day);
  return [first, addDays(addYears(first, 1), -1)];
}

/** The last so many days, weeks, months or years up to today, today included. */
function lastSpan(count: number, unit: string, today: TZDate): Days | null {
  const kind = /^(ngay|hom|day)/.test(unit)
    ? "day"
    : /^(tuan|week)/.test(unit)
      ? "week"
      : /^(thang|month)/.test(unit)
        ? "month"
        : "year";
  if (count < 1 || count > (MAX_SPAN[kind] ?? 0)) return null;
  if (kind === "day" || kind === "week")
    return [addDays(today, 1 - count * (kind === "week" ? 7 : 1)), today];
  return [addDays(addMonths(today, -count * (kind === "year" ? 12 : 1)), 1), today];
}

/** `"tháng 12"`, said in November, is last year's. */
function numberedMonth(number: number, writtenYear: string | undefined, today: TZDate): Days {
  const thisYear = today.getFullYear();
  const inYear = writtenYear ? Number(writtenYear) : number > today.getMonth() + 1 ? thisYear - 1 : thisYear;
  return month(new TZDate(inYear, number - 1, 1, today.timeZone));
}

/** `"quý 4"`, said in November, is this year's, as far as it has come. */
function numberedQuarter(number: number, writtenYear: string | undefined, today: TZDate): Days {
  const begins = (number - 1) * 3;
  const thisYear = today.getFullYear();
  const inYear = writtenYear ? Number(writtenYear) : begins > today.getMonth() ? thisYear - 1 : thisYear;
  return quarter(new TZDate(inYear, begins, 1, today.timeZone));
}

function fromTo(from: string | undefined, to: string | undefined, today: TZDate): Days | null {
  // "15/11 - 1/11" are days of one month the wrong way round, and not nearly a year.
  const [begin, end] = isTurnedRound(from, to) ? [to, from] : [from, to];
  const last = readDay(end, today, today);
  // "20/12 - 5/1" began in the year before it ended.
  const first = last && readDay(begin, last, today);
  if (!first || !last) return null;
  return first <= last ? [first, last] : [last, first];
}

function isTurnedRound(from: string | undefined, to: string | undefined): boolean {
  const [first, last] = [from, to].map((day) => /^(\d{1,2})[/.-]0?(\d{1,2})$/.exec(day ?? ""));
  return first?.[2] !== undefined && first[2] === last?.[2] && Number(first[1]) > Number(last?.[1]);
}

/** @param latest where no year is written, the day is the latest one not after this */
function readDay(written: string | undefined, latest: Date, today: TZDate): Date | null {
  const parts = written?.split(/[/.-]/).map(Number) ?? [];
  const [a = 0, b = 0, c] = parts;
  if (a > 31) return dayOf(a, b, c ?? 0, today);
  if (c !== undefined) return dayOf(c < 100 ? 2000 + c : c, b, a, today);
  const sameYear = dayOf(latest.getFullYear(), b, a, today);
  if (sameYear && sameYear <= latest) return sameYear;
  return dayOf(latest.getFullYear() - 1, b, a, today);
}

/** Null for a day that no calendar has. */
function dayOf(year: number, month: number, day: number, { timeZone }: TZDate): Date | null {
  const date = new TZDate(year, month - 1, day, timeZone);
  const exists = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return exists && year >= 1970 && year <= 9999 ? date : null;
}

function isDay(text: string | undefined): text is string {
  const date = new Date(`${text}T00:00:00Z`);
  return isValid(date) && date.toISOString().startsWith(text ?? "?");
}
