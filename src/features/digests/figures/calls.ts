import { TZDate } from "@date-fns/tz";
import type { HourCell } from "../../../charts/chart.ts";
import type { Telecall } from "../../../crm/campaign.ts";
import { type Comparison, type CountedPeriods, isIn, placeAmong } from "../period.ts";
import { mostFirst, tallyOf } from "./sums.ts";

/** Calls, and how many of them reached somebody, of one agent, one hour or one result. */
export interface Tally {
  calls: number;
  reached: number;
}

/** What calls add up to. Figures of what the CRM does not tell are null, never guessed. */
export interface CallFigures {
  calls: number;
  /** Null where no call tells whether somebody picked up. */
  reached: number | null;
  /** Of the calls whose talk time is known and above 0; null where there is none. */
  averageTalkSeconds: number | null;
  totalTalkSeconds: number;
  /** By the CRM's own words, the most frequent first; `""` where it does not say. */
  byResult: readonly (readonly [result: string, tally: Tally])[];
  byAgent: readonly (readonly [agent: string, tally: Tally])[];
  /** By the hour of the day in the team's zone, 0 to 23. */
  byHour: readonly Tally[];
}

export type CallCount = Pick<CallFigures, "calls" | "reached">;

/** Calls as they are being added up: sums alone, so that memory does not grow with them. */
type CallSums = ReturnType<typeof noCalls>;

const noTally = (): Tally => ({ calls: 0, reached: 0 });
const hoursOfDay = <T>(fresh: () => T) => Array.from({ length: 24 }, fresh);

export function noCalls() {
  return {
    all: noTally(),
    /** Some call tells whether somebody picked up. */
    isReachedKnown: false,
    talk: { calls: 0, seconds: 0 },
    byResult: new Map<string, Tally>(),
    byAgent: new Map<string, Tally>(),
    byHour: hoursOfDay(noTally),
  };
}

/** @param hour  as `hourIn` gives it; null where the time of the call is not known */
export function addCall(sums: CallSums, call: Telecall, hour: number | null): void {
  const { reached, result, agent, talkSeconds } = call;
  const one = { calls: 1, reached: reached ? 1 : 0 };
  addTally(sums.all, one);
  addTally(tallyOf(sums.byResult, result, noTally), one);
  addTally(tallyOf(sums.byAgent, agent, noTally), one);
  addTally(hour === null ? undefined : sums.byHour[hour], one);
  sums.isReachedKnown ||= reached !== null;
  if (talkSeconds === null || talkSeconds <= 0) return;
  sums.talk.calls += 1;
  sums.talk.seconds += talkSeconds;
}

/** Adds the calls of one campaign to those of all. */
function addSums(sums: CallSums, others: CallSums): void {
  addTally(sums.all, others.all);
  for (const [result, tally] of others.byResult) addTally(tallyOf(sums.byResult, result, noTally), tally);
  for (const [agent, tally] of others.byAgent) addTally(tallyOf(sums.byAgent, agent, noTally), tally);
  for (const [hour, tally] of others.byHour.entries()) addTally(sums.byHour[hour], tally);
  sums.isReachedKnown ||= others.isReachedKnown;
  sums.talk.calls += others.talk.calls;
  sums.talk.seconds += others.talk.seconds;
}

export function callFigures({ all, isReachedKnown, talk, byResult, byAgent, byHour }: CallSums): CallFigures {
  return {
    calls: all.calls,
    reached: isReachedKnown ? all.reached : null,
    averageTalkSeconds: talk.calls === 0 ? null : talk.seconds / talk.calls,
    totalTalkSeconds: talk.seconds,
    byResult: mostFirst(byResult, ({ calls }) => calls),
    byAgent: mostFirst(byAgent, ({ calls }) => calls),
    byHour,
  };
}

/** Calls of several periods as they are being added up. */
export type PeriodSums = ReturnType<typeof periodSums>;

export function periodSums({ period, comparisons, days, timeZone }: CountedPeriods) {
  const calls = noCalls();
  const before = comparisons.map((one) => ({ one, sums: noCalls() }));
  const byDay = days.map(({ from: day }) => ({ day, hours: hoursOfDay(() => 0) }));
  const dayOf = placeAmong(days);

  return {
    calls,
    before,
    byDay,
    add(call: Telecall): void {
      const { at } = call;
      if (at === null) return;
      const hour = hourIn(at, timeZone);
      if (isIn(period, at)) addCall(calls, call, hour);
      for (const { one, sums } of before) if (isIn(one.period, at)) addCall(sums, call, hour);
      const hours = byDay[dayOf(at)]?.hours;
      if (hours !== undefined) hours[hour] = (hours[hour] ?? 0) + 1;
    },
  };
}

/** Adds the sums of one campaign to those of all, made for the same periods. */
export function addPeriods(sums: PeriodSums, others: PeriodSums): void {
  addSums(sums.calls, others.calls);
  for (const [index, { sums: other }] of others.before.entries()) {
    const own = sums.before[index]?.sums;
    if (own !== undefined) addSums(own, other);
  }
  for (const [index, { hours }] of sums.byDay.entries()) {
    const other = others.byDay[index]?.hours ?? [];
    for (const [hour, made] of other.entries()) hours[hour] = (hours[hour] ?? 0) + made;
  }
}

export function periodFigures({ calls, before, byDay }: PeriodSums): {
  calls: CallFigures;
  before: (Comparison & CallCount)[];
  byDay: HourCell[];
} {
  return {
    calls: callFigures(calls),
    before: before.map(({ one, sums }) => ({ ...one, ...callFigures(sums) })),
    byDay: byDay.flatMap(({ day, hours }) =>
      hours.flatMap((made, hour) => (made === 0 ? [] : [{ day, hour, calls: made }])),
    ),
  };
}

/** The hour of the day there, 0 to 23. */
export function hourIn(at: Date, timeZone: string): number {
  return new TZDate(at.getTime(), timeZone).getHours();
}

function addTally(tally: Tally | undefined, more: Tally): void {
  if (tally === undefined) return;
  tally.calls += more.calls;
  tally.reached += more.reached;
}
