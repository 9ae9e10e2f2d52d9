import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { differenceInCalendarDays } from "date-fns/differenceInCalendarDays";
import { startOfDay } from "date-fns/startOfDay";
import { startOfMonth } from "date-fns/startOfMonth";
import { subDays } from "date-fns/subDays";
import { subMonths } from "date-fns/subMonths";
import { previousDue } from "../../scheduling/due.ts";
import type { Schedule } from "../../scheduling/schedule.ts";

/** The time that a digest covers; its end is not included. Days are days in the team's time zone. */
export interface Period {
  from: Date;
  to: Date;
}

/** A period that the digest's period is compared with. */
export interface Comparison {
  /**
   * - `day-before`, `week-before`  for a day: the day before, and the same weekday of the week before
   * - `before`                     the period of the same length immediately before
   * - `month-before`               for a whole month
   */
  kind: "day-before" | "week-before" | "before" | "month-before";
  period: Period;
}

const NOON = 12;
const DAY_MS = 86_400_000;

/**
 * Returns the period of a digest that is due at `due`:
 *
 * - before noon, and monthly: the whole days since the day of the previous due time; "weekdays" on Monday covers Friday to
 * Sunday
 * - from noon on: the days after that day, and today until `due`
 * - several times a day: the time since the previous due time
 *
 * @example periodOf(daily0830, 2026-11-25T08:30+07:00, "Asia/Ho_Chi_Minh") // 24 November, midnight to midnight
 */
export function periodOf(schedule: Schedule, due: Date, timeZone: string): Period {
  const now = inZone(due, timeZone);
  const today = startOfDay(now);
  const before = previousDue(schedule, timeZone, due);
  const lastDay = before === null ? subDays(today, 1) : startOfDay(inZone(before, timeZone));
  if (before !== null && lastDay.getTime() === today.getTime()) return { from: before, to: due };
  const isMorning = schedule.kind === "monthly" || now.getHours() < NOON;
  return isMorning ? period(lastDay, today) : period(addDays(lastDay, 1), due);
}

/**
 * Returns the due time by the wall clock: `"2026-11-25 08:30"`. When clocks are put back, a time occurs twice, and an
 * hourly digest is due at both. The second one is `"2026-10-25 02:00 again"`.
 */
export function periodKey(due: Date, timeZone: string): string {
  const format = wallClockOf(timeZone);
  const at = format.format(due);
  // Clocks are put back by an hour, or by half an hour on Lord Howe Island.
  const isSecond = [60, 30].some((minutes) => format.format(due.getTime() - minutes * 60_000) === at);
  return isSecond ? `${at} again` : at;
}

/** Formatters by time zone. Creating one takes fifty times as long as using it. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();

function wallClockOf(timeZone: string): Intl.DateTimeFormat {
  const known = wallClocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  wallClocks.set(timeZone, made);
  return made;
}

/**
 * Returns the periods to compare with. A day is compared with the day before and with the same weekday of the week before.
 */
export function comparisonsOf(one: Period, timeZone: string): Comparison[] {
  const days = dayCount(one, timeZone);
  if (days === 1) {
    return [
      { kind: "day-before", period: earlier(one, 1, timeZone) },
      { kind: "week-before", period: earlier(one, 7, timeZone) },
    ];
  }
  if (isWholeMonth(one, timeZone)) {
    const month = inZone(one.from, timeZone);
    return [{ kind: "month-before", period: period(subMonths(month, 1), month) }];
  }
  return [{ kind: "before", period: earlier(one, days, timeZone) }];
}

/** The periods over which a digest adds up: its own, those it is compared with, and the days of its chart. */
export interface CountedPeriods {
  timeZone: string;
  period: Period;
  comparisons: readonly Comparison[];
  days: readonly Period[];
  /** The time to ask AntCRM for: it includes all of these, widened. */
  span: Period;
}

/** @param chartDaysCount  the least number of days in the chart; 0 without a chart */
export function countedPeriods(one: Period, timeZone: string, chartDaysCount = 0): CountedPeriods {
  const comparisons = comparisonsOf(one, timeZone);
  const days = chartDaysCount === 0 ? [] : chartDays(one, timeZone, chartDaysCount);
  const span = widened(spanOf([one, ...comparisons.map((other) => other.period), ...days]));
  return { timeZone, period: one, comparisons, days, span };
}

/** Returns the days of a chart: `atLeast` days up to the end of the period, or all days of a longer period. */
function chartDays(one: Period, timeZone: string, atLeast: number): Period[] {
  const last = startOfDay(inZone(new Date(one.to.getTime() - 1), timeZone));
  const count = Math.max(atLeast, dayCount(one, timeZone));
  return Array.from({ length: count }, (_, index) => {
    const day = subDays(last, count - 1 - index);
    // The last day ends with the period, because the digest does not cover later records.
    const end = Math.min(addDays(day, 1).getTime(), one.to.getTime());
    return { from: new Date(day.getTime()), to: new Date(end) };
  });
}

/** Returns the shortest period that includes all of these. */
export function spanOf(periods: readonly [Period, ...Period[]]): Period {
  return {
    from: new Date(Math.min(...periods.map(({ from }) => from.getTime()))),
    to: new Date(Math.max(...periods.map(({ to }) => to.getTime()))),
  };
}

/**
 * Extends the period by a day at both ends, because AntCRM's time zone and the ends of its windows are not documented. The
 * caller filters by the period again. See src/crm/API.md#time-filters
 */
export function widened({ from, to }: Period): Period {
  return { from: new Date(from.getTime() - DAY_MS), to: new Date(to.getTime() + DAY_MS) };
}

/**
 * True if the time is in the period. It compares numbers, because comparing dates takes ten times as long, and a digest
 * may read a hundred thousand records.
 */
export function isIn({ from, to }: Period, at: Date): boolean {
  const ms = at.getTime();
  return ms >= from.getTime() && ms < to.getTime();
}

/**
 * Returns a function that finds the index of the day that includes a time, or -1. The days must be sorted and must not
 * overlap.
 */
export function placeAmong(days: readonly Period[]): (at: Date) => number {
  const begins = days.map(({ from }) => from.getTime());
  return (at) => {
    const ms = at.getTime();
    let [low, high] = [0, begins.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((begins[middle] ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    const last = days[low - 1];
    return last !== undefined && isIn(last, at) ? low - 1 : -1;
  };
}

/** Returns the number of calendar days that a period touches. */
function dayCount({ from, to }: Period, timeZone: string): number {
  const last = inZone(new Date(to.getTime() - 1), timeZone);
  return Math.max(1, differenceInCalendarDays(last, inZone(from, timeZone)) + 1);
}

/** Returns the same hours by the wall clock, `days` days earlier. */
function earlier({ from, to }: Period, days: number, timeZone: string): Period {
  return period(subDays(inZone(from, timeZone), days), subDays(inZone(to, timeZone), days));
}

function isWholeMonth({ from, to }: Period, timeZone: string): boolean {
  const [first, end] = [inZone(from, timeZone), inZone(to, timeZone)];
  return (
    startOfMonth(first).getTime() === first.getTime() &&
    startOfMonth(end).getTime() === end.getTime() &&
    subMonths(end, 1).getTime() === first.getTime()
  );
}

function inZone(at: Date, timeZone: string): TZDate {
  return new TZDate(at.getTime(), timeZone);
}

/** Converts to plain dates: a `TZDate` is written in its own zone, and does not equal a `Date` in tests. */
function period(from: Date, to: Date): Period {
  return { from: new Date(from.getTime()), to: new Date(to.getTime()) };
}
