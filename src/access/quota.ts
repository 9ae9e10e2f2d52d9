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
/** Who is shown the same customer again within this time is not counted again: their points, their tickets, their deals. */
export const SEEN_MS = 10 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Over a person's quota; nothing was shown. */
export class OverQuota extends AppError {
  readonly window: keyof Quota;
  /** How many customers there are in a window. */
  readonly limit: number;
  /** How many of them are left now. */
  readonly left: number;
  /** How many the card would have shown that were not counted yet. */
  readonly wanted: number;
  /** When it can be shown. */
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
 * Which window these customers do not fit into, and when they will; null where they fit.
 * @param counted what was counted for this person today and in the last ten minutes
 * @param day     today's bounds in the team's zone
 */
export function excessOf(
  customers: readonly string[],
  counted: readonly Counted[],
  { quota, now, day }: { quota: Quota; now: Date; day: Day },
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
  // A page of a list that is longer than the quota is shown to whoever has seen nobody else.
  const wanted = Math.min(fresh.length, quota.minute);
  if (wanted <= left) return null;
  const oldestFirst = inMinute.sort((a, b) => a - b);
  const leaves = oldestFirst[Math.min(wanted - left, oldestFirst.length) - 1] ?? now.getTime();
  const retryAt = new Date(leaves + MINUTE_MS);
  return { window: "minute", limit: quota.minute, seen, left, wanted: fresh.length, retryAt };
}

/** A day in the team's zone; `to` is the next midnight. */
export interface Day {
  from: Date;
  to: Date;
}

/** How many customers a person was shown in an hour, counted since 1970. */
export interface Hour {
  hour: number;
  customers: number;
}

export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);
export const startOfHour = (at: Date): Date => new Date(hourOf(at) * HOUR_MS);
/** The usual number is computed from as many days. */
export const USUAL_DAYS = 28;
/** Fewer hours tell nothing usual: everybody is new once. */
const LEAST_HOURS = 3;
const BURST_CUSTOMERS = 15;
const BURST_TIMES = 3;

/**
 * Is this hour far beyond what the person usually looks up? The usual hour is the median of their active hours of the
 * last 28 days, this one not included.
 * @returns the usual number, or null where it is no burst
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
