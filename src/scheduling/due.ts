import { Cron } from "croner";
import { cronOf, type Schedule } from "./schedule.ts";

/** Nobody reads digests more often; a line that says "every minute" is a slip. */
const SHORTEST_GAP_MS = 3_600_000;
const LOOKED_AT = 60;
/** Any day will do to look at a line's gaps. */
const SOME_DAY = new Date("2026-01-01T00:00:00Z");

/** Can this be a schedule: does its line have a meaning, does it ever come, and not more often than every hour? */
export function isUsable(schedule: Schedule): boolean {
  try {
    const runs = clockwork(schedule, "UTC").nextRuns(LOOKED_AT, SOME_DAY);
    return runs.length > 0 && runs.every((run, index) => gapMs(runs[index - 1], run) >= SHORTEST_GAP_MS);
  } catch {
    return false;
  }
}

/** The first time after this one; null where there is none any more. */
export function nextDue(schedule: Schedule, timeZone: string, after: Date): Date | null {
  return clockwork(schedule, timeZone).nextRun(after);
}

/** The last time before this one; null where there is none. */
export function previousDue(schedule: Schedule, timeZone: string, before: Date): Date | null {
  return clockwork(schedule, timeZone).previousRuns(1, before)[0] ?? null;
}

/**
 * What was due after the one and up to the other, the oldest first, at most so many. A time that summer time leaves out
 * is due at the next one there is (02:30 at 03:00), a time that comes twice is due at the first.
 */
export function dueTimes(
  schedule: Schedule,
  timeZone: string,
  after: Date,
  upTo: Date,
  most: number,
): Date[] {
  const clock = clockwork(schedule, timeZone);
  const due: Date[] = [];
  for (
    let at = clock.nextRun(after);
    at !== null && at <= upTo && due.length < most;
    at = clock.nextRun(at)
  ) {
    due.push(at);
  }
  return due;
}

/** Taken apart once, for a round asks every schedule there is; a team has a few dozen. */
const clockworks = new Map<string, Cron>();
const MOST_CLOCKWORKS = 500;

function clockwork(schedule: Schedule, timeZone: string): Cron {
  const key = `${cronOf(schedule)} ${timeZone}`;
  const known = clockworks.get(key);
  if (known !== undefined) return known;
  // Paused: it only tells times; when to look at them is the runner's business.
  const made = new Cron(cronOf(schedule), {
    timezone: timeZone,
    paused: true,
    mode: "5-part",
    fixedTimeRule: "no-wildcard",
  });
  if (clockworks.size >= MOST_CLOCKWORKS) clockworks.clear();
  clockworks.set(key, made);
  return made;
}

function gapMs(before: Date | undefined, run: Date): number {
  return before === undefined ? Number.POSITIVE_INFINITY : run.getTime() - before.getTime();
}
