import { Cron } from "croner";
import { cronOf, type Schedule } from "./schedule.ts";

/** The shortest interval of a schedule: a line that says "every minute" is a mistake. */
const SHORTEST_GAP_MS = 3_600_000;
/** The number of runs that are checked. */
const CHECKED_RUNS = 60;
/** The day from which the intervals of a schedule are checked. Any day would do. */
const SOME_DAY = new Date("2026-01-01T00:00:00Z");

/** True if the schedule can be read, is due at least once, and not more often than every hour. */
export function isUsable(schedule: Schedule): boolean {
  try {
    const runs = cronFor(schedule, "UTC").nextRuns(CHECKED_RUNS, SOME_DAY);
    return runs.length > 0 && runs.every((run, index) => gapMs(runs[index - 1], run) >= SHORTEST_GAP_MS);
  } catch {
    // croner throws for a pattern that it cannot read.
    return false;
  }
}

/** Returns the first due time after `after`; null if there is none. */
export function nextDue(schedule: Schedule, timeZone: string, after: Date): Date | null {
  return cronFor(schedule, timeZone).nextRun(after);
}

/** Returns the last due time before `before`; null if there is none. */
export function previousDue(schedule: Schedule, timeZone: string, before: Date): Date | null {
  return cronFor(schedule, timeZone).previousRuns(1, before)[0] ?? null;
}

/**
 * Returns the due times after `after` and up to `upTo`, the oldest first, at most `most`. A time that daylight saving
 * skips is due at the next existing one (02:30 at 03:00). A time that comes twice is due at the first.
 */
export function dueTimes(
  schedule: Schedule,
  timeZone: string,
  after: Date,
  upTo: Date,
  most: number,
): Date[] {
  const clock = cronFor(schedule, timeZone);
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

/** Keeps parsed schedules, because each round needs all of them. A team has a few dozen. */
const parsedCrons = new Map<string, Cron>();
const PARSED_CRONS_MAX = 500;

function cronFor(schedule: Schedule, timeZone: string): Cron {
  const key = `${cronOf(schedule)} ${timeZone}`;
  const known = parsedCrons.get(key);
  if (known !== undefined) return known;
  // Paused: it only calculates times, and starts no timer.
  const made = new Cron(cronOf(schedule), {
    timezone: timeZone,
    paused: true,
    mode: "5-part",
    fixedTimeRule: "no-wildcard",
  });
  if (parsedCrons.size >= PARSED_CRONS_MAX) parsedCrons.clear();
  parsedCrons.set(key, made);
  return made;
}

function gapMs(before: Date | undefined, run: Date): number {
  return before === undefined ? Number.POSITIVE_INFINITY : run.getTime() - before.getTime();
}
