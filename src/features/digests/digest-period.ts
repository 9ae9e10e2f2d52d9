import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { startOfDay } from "date-fns/startOfDay";
import { subDays } from "date-fns/subDays";
import { previousDue } from "../../scheduling/due.ts";
import type { Schedule } from "../../scheduling/schedule.ts";
import type { Period } from "./period.ts";

const NOON = 12;

/**
 * What a digest that is due then tells of. In the morning: the whole days since the day of the time before, so that
 * Monday's "weekdays" tells of Friday to Sunday. From noon on: the days after that one, and today so far. Once a month:
 * the whole days since the month before. Several times a day: what came since the time before.
 * @example periodOf(daily0830, 2026-11-25T08:30+07:00, "Asia/Ho_Chi_Minh") // 24 November, midnight to midnight
 */
export function periodOf(schedule: Schedule, due: Date, timeZone: string): Period {
  const now = new TZDate(due.getTime(), timeZone);
  const today = startOfDay(now);
  const before = previousDue(schedule, timeZone, due);
  const lastDay = before === null ? subDays(today, 1) : startOfDay(new TZDate(before.getTime(), timeZone));
  if (before !== null && lastDay.getTime() === today.getTime()) return { from: before, to: due };
  const isMorning = schedule.kind === "monthly" || now.getHours() < NOON;
  return isMorning ? plain(lastDay, today) : plain(addDays(lastDay, 1), due);
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

function plain(from: Date, to: Date): Period {
  return { from: new Date(from.getTime()), to: new Date(to.getTime()) };
}
