import { TZDate } from "@date-fns/tz";
import type { Telecall } from "../../../crm/campaign.ts";
import type { CountedPeriods } from "../period.ts";
import { mostFirst, sumsOver, tallyOf } from "./sums.ts";

/** The number of calls of one agent, hour or result, and how many of them reached somebody. */
export interface Tally {
  calls: number;
  reached: number;
}

/** The figures of calls. A figure that the CRM does not give is null and never guessed. */
export interface CallFigures {
  calls: number;
  /** Null if no call says whether somebody answered. */
  reached: number | null;
  /** The average of the calls with a known talk time above 0; null if there are none. */
  averageTalkSeconds: number | null;
  totalTalkSeconds: number;
  /** By the result as the CRM names it, the most frequent first; `""` if it names none. */
  byResult: readonly (readonly [result: string, tally: Tally])[];
  byAgent: readonly (readonly [agent: string, tally: Tally])[];
  /** By the hour of the day in the team's zone, 0 to 23. */
  byHour: readonly Tally[];
}

export type CallCount = Pick<CallFigures, "calls" | "reached">;

/** The sums while calls are added. */
type CallSums = ReturnType<typeof noCalls>;

const noTally = (): Tally => ({ calls: 0, reached: 0 });

export function noCalls() {
  return {
    all: noTally(),
    /** True if at least one call says whether somebody answered. */
    isReachedKnown: false,
    talk: { calls: 0, seconds: 0 },
    byResult: new Map<string, Tally>(),
    byAgent: new Map<string, Tally>(),
    byHour: Array.from({ length: 24 }, noTally),
  };
}

/** @param hour  as `hourIn` returns it; null if the time of the call is unknown */
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

/** Adds the calls of one campaign to the sums of all campaigns. */
function addSums(sums: CallSums, others: CallSums | undefined): void {
  if (others === undefined) return;
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

/** The sums of several periods while calls are added. */
export type PeriodCalls = ReturnType<typeof periodCalls>;

interface TimedCall {
  call: Telecall;
  at: Date;
  hour: number;
}

export function periodCalls(periods: CountedPeriods) {
  const sums = sumsOver(periods, noCalls, (one, { call, hour }: TimedCall) => addCall(one, call, hour));
  return {
    ...sums,
    add(call: Telecall): void {
      if (call.at !== null) sums.add({ call, at: call.at, hour: hourIn(call.at, periods.timeZone) });
    },
  };
}

/** Adds the calls of one campaign to the sums of all campaigns over the same periods. */
export function addPeriodCalls(all: PeriodCalls, more: PeriodCalls): void {
  addSums(all.inPeriod, more.inPeriod);
  for (const [index, { sums }] of all.before.entries()) addSums(sums, more.before[index]?.sums);
  for (const [index, { sums }] of all.byDay.entries()) addSums(sums, more.byDay[index]?.sums);
}

export function periodCallFigures({ inPeriod, before, byDay }: PeriodCalls) {
  return {
    calls: callFigures(inPeriod),
    before: before.map(({ one, sums }) => ({ ...one, ...callFigures(sums) })),
    byDay: byDay.flatMap(({ day, sums }) =>
      sums.byHour.flatMap(({ calls }, hour) => (calls === 0 ? [] : [{ day, hour, calls }])),
    ),
  };
}

/** Returns the hour of the day in this time zone, 0 to 23. */
export function hourIn(at: Date, timeZone: string): number {
  return new TZDate(at.getTime(), timeZone).getHours();
}

function addTally(tally: Tally | undefined, more: Tally): void {
  if (tally === undefined) return;
  tally.calls += more.calls;
  tally.reached += more.reached;
}
