import { AppError } from "../errors.ts";

/** How many customers a person may be shown; 0: any number. */
export interface Quota {
  /** In any 60 seconds. */
  minute: number;
  /** From midnight to midnight, in the team's zone. */
  day: number;
}

/** When one customer was last counted for a person. */
export interface Counted {
  customer: string;
  at: Date;
}

export const MINUTE_MS = 60_000;
/** A customer who is shown to a person again within this time (points, tickets, deals) is not counted again. */
export const SEEN_MS = 10 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The request is over the person's quota; nothing was shown. */
export class OverQuota extends AppError {
  readonly window: keyof Quota;
  /** How many customers are allowed in the window. */
  readonly limit: number;
  /** How many of them are left now. */
  readonly left: number;
  /** How many customers the card would have shown that were not counted yet. */
  readonly wanted: number;
  /** When the card can be shown. */
  readonly retryAt: Date;

  constructor({ window, limit, left, wanted, retryAt }: Excess) {
    super("over-quota", `over the quota of ${limit} customers a ${window}`);
    this.window = window;
    this.limit = limit;
    this.left = left;
    this.wanted = wanted;
    this.retryAt = retryAt;
  }
}

export interface Excess extends Pick<OverQuota, "window" | "limit" | "left" | "wanted" | "retryAt"> {
  /** How many were counted in the window. */
  seen: number;
}

/**
 * Returns the window that these customers do not fit into, and when they will fit; null if they fit.
 * @param counted what was counted for this person today and in the last ten minutes
 * @param day     today's bounds in the team's zone
 */
export function excessOf(
  customers: readonly string[],
  counted: readonly Counted[],
  { quota, now, day }: { quota: Quota; now: Date; day: DayBounds },
): Excess | null {
  const atOf = new Map(counted.map(({ customer, at }) => [customer, at]));
  const ageMs = (at: Date) => now.getTime() - at.getTime();
  const fresh = customers.filter((one) => {
    const at = atOf.get(one);
    return at === undefined || ageMs(at) >= SEEN_MS;
  });
  if (fresh.length === 0) return null;

  const today = counted.filter(({ at }) => at >= day.from);
  const newToday = fresh.filter((one) => (atOf.get(one) ?? new Date(0)) < day.from);
  if (quota.day > 0 && today.length + newToday.length > quota.day) {
    const seen = today.length;
    const left = Math.max(0, quota.day - seen);
    return { window: "day", limit: quota.day, seen, left, wanted: newToday.length, retryAt: day.to };
  }
  if (quota.minute === 0) return null;
  const inMinute = counted.filter(({ at }) => ageMs(at) < MINUTE_MS).map(({ at }) => at.getTime());
  const seen = inMinute.length;
  const left = Math.max(0, quota.minute - seen);
  // A page of a list that is longer than the quota is shown to a person who has seen nobody else in this minute.
  const wanted = Math.min(fresh.length, quota.minute);
  if (wanted <= left) return null;
  const oldestFirst = inMinute.sort((a, b) => a - b);
  const leaves = oldestFirst[Math.min(wanted - left, oldestFirst.length) - 1] ?? now.getTime();
  const retryAt = new Date(leaves + MINUTE_MS);
  return { window: "minute", limit: quota.minute, seen, left, wanted: fresh.length, retryAt };
}

/** A day in the team's zone; `to` is the next midnight. */
export interface DayBounds {
  from: Date;
  to: Date;
}

/** How many customers a person was shown in an hour. `hour` counts the hours since 1970. */
export interface Hour {
  hour: number;
  customers: number;
}

export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);
export const startOfHour = (at: Date): Date => new Date(hourOf(at) * HOUR_MS);
/** The usual number is computed from this many days. */
export const USUAL_DAYS = 28;
/** With fewer active hours no number is usual yet: the person is new. */
const LEAST_HOURS = 3;
const BURST_CUSTOMERS = 15;
const BURST_TIMES = 3;

/**
 * Checks if the person looks up far more in this hour than usual. The usual number is the median of their active hours
 * in the last 28 days, without this hour.
 * @returns the customers of this hour and the usual number; null if it is not a burst
 */
export function burstIn(hours: readonly Hour[], now: Date): { customers: number; usual: number } | null {
  const current = hourOf(now);
  const customers = hours.find(({ hour }) => hour === current)?.customers ?? 0;
  const before = hours
    .filter(({ hour }) => hour < current && hour >= current - USUAL_DAYS * 24)
    .map((one) => one.customers)
    .sort((a, b) => a - b);
  if (customers < BURST_CUSTOMERS || before.length < LEAST_HOURS) return null;
  const usual = before[Math.floor(before.length / 2)] ?? 0;
  return customers > BURST_TIMES * usual ? { customers, usual } : null;
}
