import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { format } from "date-fns/format";
import type { Context } from "./context.ts";

/** Days of the team's zone as instants; the end is not included. */
export interface Days {
  from: Date;
  to: Date;
}

/**
 * Returns the days of a `range()` argument. `{ first: "2026-11-18", last: "2026-11-25" }` is from the first moment of
 * the 18th to the first of the 26th, in the team's zone.
 */
export function daysIn(
  { first, last }: { first: string; last: string },
  { timeZone }: Pick<Context, "timeZone">,
): Days {
  return between(dayIn(first, timeZone), dayIn(last, timeZone));
}

/**
 * Returns days counted from today, if nobody named a range. `{ first: -6, last: 0 }` is today and the six days before.
 * `{ first: 0, last: 6 }` is today and the next six days.
 */
export function daysFromToday(
  { first, last }: { first: number; last: number },
  { clock, timeZone }: Pick<Context, "clock" | "timeZone">,
): Days {
  const now = new TZDate(clock.now().getTime(), timeZone);
  const today = new TZDate(now.getFullYear(), now.getMonth(), now.getDate(), timeZone);
  return between(addDays(today, first), addDays(today, last));
}

/** Returns the days, the first and the last, as the text of a `range()` argument: `"2026-11-18/2026-11-25"`. */
export function rangeOf({ from, to }: Days, { timeZone }: Pick<Context, "timeZone">): string {
  const dayOf = (ms: number) => format(new TZDate(ms, timeZone), "yyyy-MM-dd");
  return `${dayOf(from.getTime())}/${dayOf(to.getTime() - 1)}`;
}

/** `"18/11/2026 – 25/11/2026"`, and `"25/11/2026"` for a single day. */
export function readableDays({ from, to }: Days, { formats }: Pick<Context, "formats">): string {
  const [first, last] = [formats.day(from), formats.day(new Date(to.getTime() - 1))];
  return first === last ? first : `${first} – ${last}`;
}

function between(first: Date, last: Date): Days {
  return { from: new Date(first.getTime()), to: new Date(addDays(last, 1).getTime()) };
}

/** Returns the first instant of the day `"2026-11-18"` in the zone. */
function dayIn(day: string, timeZone: string): TZDate {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new TZDate(year, month - 1, date, timeZone);
}
