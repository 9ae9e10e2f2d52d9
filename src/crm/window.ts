import { AppError } from "../errors.ts";

/*
 * Windows of time as the bot asks for them: the beginning belongs to it, the end does not, and either may be open.
 * AntCRM's own filters are only a first cut: whether they include their ends is not documented (antcrm-api.md 6).
 */

/** @throws AppError `invalid` where the window ends before it begins */
export function checkWindow(from: Date | undefined, to: Date | undefined): void {
  if (from && to && !(from < to)) throw new AppError("invalid", "the range ends before it begins");
}

/** Whether the time is within; a record without a time cannot show that it is not, and the CRM counted it in. */
export function isInWindow(at: Date | null, from: Date | undefined, to: Date | undefined): boolean {
  return at === null || ((!from || at >= from) && (!to || at < to));
}

const DAY_MS = 86_400_000;

/**
 * A window as two days for a filter of days, `["2026-10-30", "2026-11-03"]`: a day wider at either end, for it is not
 * said in whose time zone the CRM takes a day, nor whether the last one is included (row 18, antcrm-api.md 6).
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
