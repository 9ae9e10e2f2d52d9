import type { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { type DaySpan, month, quarter, week, year } from "./calendar.ts";

const DAYS: readonly (readonly string[])[] = [
  ["chu nhat", "cn", "sunday"],
  ["thu 2", "thu hai", "t2", "monday"],
  ["thu 3", "thu ba", "t3", "tuesday"],
  ["thu 4", "thu tu", "t4", "wednesday"],
  ["thu 5", "thu nam", "t5", "thursday"],
  ["thu 6", "thu sau", "t6", "friday"],
  ["thu 7", "thu bay", "t7", "saturday"],
];

/** A folded weekday, for a pattern: "thu hai", "t2", "chu nhat". */
export const WEEKDAY = DAYS.flat()
  .sort((a, b) => b.length - a.length)
  .join("|");

const DAY = new RegExp(
  `^(?:(?:sang|chieu|toi|trua) )?(?:${WEEKDAY}|(?:ngay )?mai|ngay (?:kia|mot|\\d)|\\d{1,2}[/-]\\d{1,2}|(?:tuan|thang) (?:sau|toi)|tomorrow|next week)(?![\\p{L}\\d])`,
  "u",
);

/** True for a folded text that begins with a day to come. It is no stage and no status: "dời đơn 3502 qua thứ 6". */
export function isDay(folded: string): boolean {
  return DAY.test(folded);
}

/** Returns the latest such day up to today: on a Friday, `"thu 2"` is the Monday of this week. */
export function latestWeekday(name: string, today: TZDate): Date {
  const back = (today.getDay() - numberOf(name) + 7) % 7;
  return addDays(today, -back);
}

/** Returns such a day of a week: -1 is the last one. Weeks begin on Monday. */
export function weekdayOfWeek(name: string, offset: number, today: TZDate): Date {
  const [monday] = week(today, offset);
  return addDays(monday, (numberOf(name) + 6) % 7);
}

/** 0 is Sunday, as in `Date`. */
function numberOf(name: string): number {
  return DAYS.findIndex((names) => names.includes(name));
}

/** Returns the days from the start of this week, month, quarter or year until today. */
export function sinceStartOf(unit: string, today: TZDate): DaySpan {
  const spans: Readonly<Record<string, (today: Date, offset: number) => DaySpan>> = {
    tuan: week,
    week,
    thang: month,
    month,
    quy: quarter,
    quarter,
  };
  const [first] = (spans[unit] ?? year)(today, 0);
  return [first, today];
}
