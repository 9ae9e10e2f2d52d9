import { AppError } from "../errors.ts";

/*
 * Time windows: the start is included, the end is not, and either may be open. This client applies them again after
 * AntCRM's own filters, whose ends are not documented: src/crm/API.md#time-filters
 */

/** @throws AppError `invalid` where the window ends before it starts */
export function checkWindow(from: Date | undefined, to: Date | undefined): void {
  if (from && to && !(from < to)) throw new AppError("invalid", "the range ends before it begins");
}

/** Whether the time is in the window. A record without a time is, because AntCRM put it into the answer. */
export function isInWindow(at: Date | null, from: Date | undefined, to: Date | undefined): boolean {
  return at === null || ((!from || at >= from) && (!to || at < to));
}

const DAY_MS = 86_400_000;

/**
 * A window as two days for a filter of days, `["2026-10-30", "2026-11-03"]`. It is a day wider at both ends, because
 * the time zone and the last day are not documented: src/crm/API.md#time-filters
 */
export function daysAround(
  from: Date | undefined,
  to: Date | undefined,
): [from: string | undefined, to: string | undefined] {
  return [from && dayOf(from.getTime() - DAY_MS), to && dayOf(to.getTime() + DAY_MS)];
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
