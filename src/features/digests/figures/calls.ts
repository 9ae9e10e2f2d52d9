import { TZDate } from "@date-fns/tz";
import type { Telecall } from "../../../crm/campaign.ts";

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

/** Calls as they are being added up: sums alone, so that memory does not grow with them. */
export interface CallSums {
  all: Tally;
  /** Some call tells whether somebody picked up. */
  notified: boolean;
  talk: { calls: number; seconds: number };
  byResult: Map<string, Tally>;
  byAgent: Map<string, Tally>;
  byHour: Tally[];
}

export function noCalls(): CallSums {
  return {
    all: { calls: 0, reached: 0 },
    notified: false,
    talk: { calls: 0, seconds: 0 },
    byResult: new Map(),
    byAgent: new Map(),
    byHour: Array.from({ length: 24 }, () => ({ calls: 0, reached: 0 })),
  };
}

export function addCall(sums: CallSums, call: Telecall, timeZone: string): void {
  const { at, reached, result, agent, talkSeconds } = call;
  const hour = at === null ? undefined : sums.byHour[hourIn(at, timeZone)];
  const one = { calls: 1, reached: reached ? 1 : 0 };
  for (const tally of [sums.all, tallyOf(sums.byResult, result), tallyOf(sums.byAgent, agent), hour]) {
    if (tally !== undefined) addTally(tally, one);
  }
  sums.notified ||= reached !== null;
  if (talkSeconds === null || talkSeconds <= 0) return;
  sums.talk.calls += 1;
  sums.talk.seconds += talkSeconds;
}

/** Adds the calls of one campaign to those of all. */
export function addSums(sums: CallSums, others: CallSums): void {
  addTally(sums.all, others.all);
  for (const [result, tally] of others.byResult) addTally(tallyOf(sums.byResult, result), tally);
  for (const [agent, tally] of others.byAgent) addTally(tallyOf(sums.byAgent, agent), tally);
  for (const [hour, tally] of sums.byHour.entries()) addTally(tally, others.byHour[hour]);
  sums.notified ||= others.notified;
  sums.talk.calls += others.talk.calls;
  sums.talk.seconds += others.talk.seconds;
}

export function callFigures({ all, notified, talk, byResult, byAgent, byHour }: CallSums): CallFigures {
  return {
    calls: all.calls,
    reached: notified ? all.reached : null,
    averageTalkSeconds: talk.calls === 0 ? null : talk.seconds / talk.calls,
    totalTalkSeconds: talk.seconds,
    byResult: mostFirst(byResult),
    byAgent: mostFirst(byAgent),
    byHour,
  };
}

/** The hour of the day there, 0 to 23. */
export function hourIn(at: Date, timeZone: string): number {
  return new TZDate(at.getTime(), timeZone).getHours();
}

/** The tally of this name; what has none is counted under "". */
function tallyOf(tallies: Map<string, Tally>, name: string | null): Tally {
  const key = name ?? "";
  const tally = tallies.get(key) ?? { calls: 0, reached: 0 };
  tallies.set(key, tally);
  return tally;
}

function addTally(tally: Tally, more: Tally | undefined): void {
  tally.calls += more?.calls ?? 0;
  tally.reached += more?.reached ?? 0;
}

function mostFirst(tallies: ReadonlyMap<string, Tally>) {
  return [...tallies].sort(([a, one], [b, other]) => other.calls - one.calls || (a < b ? -1 : 1));
}
