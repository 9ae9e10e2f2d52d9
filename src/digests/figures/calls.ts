import { TZDate } from "@date-fns/tz";
import type { Telecall } from "../../crm/campaigns.ts";

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

export interface CallSums {
  add(call: Telecall): void;
  figures(): CallFigures;
}

export function callSums(timeZone: string): CallSums {
  const all: Tally = { calls: 0, reached: 0 };
  const talk = { calls: 0, seconds: 0 };
  let told = false;
  const byResult = new Map<string, Tally>();
  const byAgent = new Map<string, Tally>();
  const byHour = Array.from({ length: 24 }, (): Tally => ({ calls: 0, reached: 0 }));

  return {
    add(call) {
      const tallies = [all, tallyOf(byResult, call.result), tallyOf(byAgent, call.agent)];
      const hour = call.at === null ? undefined : byHour[hourIn(call.at, timeZone)];
      if (hour !== undefined) tallies.push(hour);
      for (const tally of tallies) {
        tally.calls += 1;
        if (call.reached) tally.reached += 1;
      }
      told ||= call.reached !== null;
      if ((call.talkSeconds ?? 0) > 0) {
        talk.calls += 1;
        talk.seconds += call.talkSeconds ?? 0;
      }
    },
    figures: () => ({
      calls: all.calls,
      reached: told ? all.reached : null,
      averageTalkSeconds: talk.calls === 0 ? null : talk.seconds / talk.calls,
      totalTalkSeconds: talk.seconds,
      byResult: mostFirst(byResult),
      byAgent: mostFirst(byAgent),
      byHour,
    }),
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

function mostFirst(tallies: ReadonlyMap<string, Tally>) {
  return [...tallies].sort(([a, one], [b, other]) => other.calls - one.calls || (a < b ? -1 : 1));
}
