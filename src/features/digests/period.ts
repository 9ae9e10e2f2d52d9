import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { differenceInCalendarDays } from "date-fns/differenceInCalendarDays";
import { startOfDay } from "date-fns/startOfDay";
import { startOfMonth } from "date-fns/startOfMonth";
import { subDays } from "date-fns/subDays";
import { subMonths } from "date-fns/subMonths";
import { previousDue } from "../../scheduling/due.ts";
import type { Schedule } from "../../scheduling/schedule.ts";

/** A stretch of time that a digest tells of; its end is not included. Days are those of the team's zone. */
export interface Period {
  from: Date;
  to: Date;
}

/** A period that another one is measured by. */
export interface Comparison {
  /** `day-before`, `week-before` (the same weekday): of a day; `before`: as long, right before; `month-before`. */
  kind: "day-before" | "week-before" | "before" | "month-before";
  period: Period;
}

const NOON = 12;
const DAY_MS = 86_400_000;

/**
 * What a digest that is due then tells of. In the morning: the whole days since the day of the time before, so that
 * Monday's "weekdays" tells of Friday to Sunday. From noon on: the days after that one, and today so far. Once a month:
 * the whole days since the month before. Several times a day: what came since the time before.
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
 * The due time by the wall clock, `"2026-11-25 08:30"`. Of a time that comes twice the second is told apart,
 * `"2026-10-25 02:00 again"`: what comes every hour is due at both.
 */
export function periodKey(due: Date, timeZone: string): string {
  const format = wallClockOf(timeZone);
  const at = format.format(due);
  // Where clocks are put back, it is by an hour; by half of one on Lord Howe Island.
  const isSecond = [60, 30].some((minutes) => format.format(due.getTime() - minutes * 60_000) === at);
  return isSecond ? `${at} again` : at;
}

/** Made once: a clock takes fifty times as long to make as to read. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();

function wallClockOf(timeZone: string): Intl.DateTimeFormat {
  const known = wallClocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  wallClocks.set(timeZone, made);
  return made;
}

/** What a digest's figures are compared with: of a day the day before and the same weekday of the week before. */
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

/** What a digest adds up over: its period, those that it is compared with, and the days of its chart. */
export interface CountedPeriods {
  timeZone: string;
  period: Period;
  comparisons: readonly Comparison[];
  days: readonly Period[];
  /** What AntCRM is asked for: all of these, widened. */
  span: Period;
}

/** @param chartDaysCount  how many days the chart shows at least; 0 without a chart */
export function countedPeriods(one: Period, timeZone: string, chartDaysCount = 0): CountedPeriods {
  const comparisons = comparisonsOf(one, timeZone);
  const days = chartDaysCount === 0 ? [] : chartDays(one, timeZone, chartDaysCount);
  const span = widened(spanOf([one, ...comparisons.map((other) => other.period), ...days]));
  return { timeZone, period: one, comparisons, days, span };
}

/** The days a chart shows: so many up to the period's end, or all of a longer period. */
function chartDays(one: Period, timeZone: string, atLeast: number): Period[] {
  const last = startOfDay(inZone(new Date(one.to.getTime() - 1), timeZone));
  const count = Math.max(atLeast, dayCount(one, timeZone));
  return Array.from({ length: count }, (_, index) => {
    const day = subDays(last, count - 1 - index);
    // The last day ends with the period: what came since is not told of.
    const end = Math.min(addDays(day, 1).getTime(), one.to.getTime());
    return { from: new Date(day.getTime()), to: new Date(end) };
  });
}

/** The shortest period that holds all of these. */
export function spanOf(periods: readonly [Period, ...Period[]]): Period {
  return {
    from: new Date(Math.min(...periods.map(({ from }) => from.getTime()))),
    to: new Date(Math.max(...periods.map(({ to }) => to.getTime()))),
  };
}

/**
 * A day wider at both ends, because AntCRM's time zone and the ends of its windows are not documented. The caller filters
 * by the period again. See src/crm/API.md#time-filters
 */
export function widened({ from, to }: Period): Period {
  return { from: new Date(from.getTime() - DAY_MS), to: new Date(to.getTime() + DAY_MS) };
}

/** By numbers: dates that are compared as they are take ten times as long, which a hundred thousand records would feel. */
export function isIn({ from, to }: Period, at: Date): boolean {
  const ms = at.getTime();
  return ms >= from.getTime() && ms < to.getTime();
}

/** Tells into which of these days, apart and in order, a moment falls: its place among them, -1 where into none. */
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

/** The calendar days that a period touches. */
function dayCount({ from, to }: Period, timeZone: string): number {
  const last = inZone(new Date(to.getTime() - 1), timeZone);
  return Math.max(1, differenceInCalendarDays(last, inZone(from, timeZone)) + 1);
}

/** The same hours by the wall clock, so many days earlier. */
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

/** Plain dates: a `TZDate` writes itself in its zone, and compares unequal to a `Date` in tests. */
function period(from: Date, to: Date): Period {
  return { from: new Date(from.getTime()), to: new Date(to.getTime()) };
}
