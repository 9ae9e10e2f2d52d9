import type { Telecall } from "../../../crm/campaign.ts";
import {
  type Comparison,
  chartDays,
  comparisonsOf,
  isIn,
  type Period,
  placeAmong,
  spanOf,
  widened,
} from "../period.ts";
import { addCall, addSums, type CallFigures, callFigures, hourIn, noCalls } from "./calls.ts";

export type CallCount = Pick<CallFigures, "calls" | "reached">;

/** The stretches of time that a digest of calls is about. */
export interface CallPlan {
  period: Period;
  comparisons: readonly Comparison[];
  /** Those of the chart. */
  days: readonly Period[];
  timeZone: string;
  /** What the CRM is asked for: all of these, a day wider. */
  span: Period;
}

/** How many calls there were in an hour of a day; hours without any are left out. */
export interface CallCell {
  day: Date;
  hour: number;
  calls: number;
}

/** The days of the chart: a week, so that each weekday stands there once. */
const CHART_DAYS = 7;

export function callPlan(period: Period, timeZone: string): CallPlan {
  const comparisons = comparisonsOf(period, timeZone);
  const days = chartDays(period, timeZone, CHART_DAYS);
  const span = widened(spanOf([period, ...comparisons.map((one) => one.period), ...days]));
  return { period, comparisons, days, timeZone, span };
}

/** Calls of all these stretches as they are being added up. */
export type PlannedSums = ReturnType<typeof plannedSums>;

export function plannedSums({ period, comparisons, days, timeZone }: CallPlan) {
  const calls = noCalls();
  const before = comparisons.map((one) => ({ ...one, calls: 0, reached: 0, notified: false }));
  const cells = days.map((one) => ({ one, hours: Array.from({ length: 24 }, () => 0) }));
  const dayOf = placeAmong(days);

  return {
    calls,
    before,
    cells,
    add(call: Telecall): void {
      const { at, reached } = call;
      if (at === null) return;
      if (isIn(period, at)) addCall(calls, call, timeZone);
      for (const sums of before) {
        if (!isIn(sums.period, at)) continue;
        sums.calls += 1;
        sums.notified ||= reached !== null;
        if (reached) sums.reached += 1;
      }
      const hours = cells[dayOf(at)]?.hours;
      if (hours === undefined) return;
      const hour = hourIn(at, timeZone);
      hours[hour] = (hours[hour] ?? 0) + 1;
    },
  };
}

/** Adds the sums of one campaign to those of all, made by the same plan. */
export function addPlanned(sums: PlannedSums, others: PlannedSums): void {
  addSums(sums.calls, others.calls);
  for (const [index, one] of sums.before.entries()) {
    const other = others.before[index];
    one.calls += other?.calls ?? 0;
    one.reached += other?.reached ?? 0;
    one.notified ||= other?.notified ?? false;
  }
  for (const [index, { hours }] of sums.cells.entries()) {
    const other = others.cells[index]?.hours ?? [];
    for (const [hour, made] of other.entries()) hours[hour] = (hours[hour] ?? 0) + made;
  }
}

export function plannedFigures({ calls, before, cells }: PlannedSums): {
  calls: CallFigures;
  before: (Comparison & CallCount)[];
  byDay: CallCell[];
} {
  return {
    calls: callFigures(calls),
    before: before.map(({ notified, reached, ...rest }) => ({ ...rest, reached: notified ? reached : null })),
    byDay: cells.flatMap(({ one, hours }) =>
      hours.flatMap((made, hour) => (made === 0 ? [] : [{ day: one.from, hour, calls: made }])),
    ),
  };
}
