import { TZDate } from "@date-fns/tz";
import type { CampaignsApi, CampaignWindow, Telecall } from "../../crm/campaigns.ts";

/** Calls, and how many of them reached somebody, of one agent, one hour or one result. */
export interface Tally {
  calls: number;
  reached: number;
}

/** What a campaign's records add up to. Figures of what the CRM does not tell are null, never guessed. */
export interface CampaignFigures {
  members: number;
  withSurvey: number;
  calls: number;
  /** Null where no call tells whether somebody picked up. */
  reached: number | null;
  /** Of the calls whose talk time is known and above 0; null where there is none. */
  averageTalkSeconds: number | null;
  totalTalkSeconds: number;
  /** By the CRM's own words, the most frequent first. */
  byResult: readonly (readonly [result: string, tally: Tally])[];
  byAgent: readonly (readonly [agent: string, tally: Tally])[];
  /** By the hour of the day in the team's zone, 0 to 23. */
  byHour: readonly Tally[];
  /** Records that could not be read. */
  unreadable: number;
  /** Everything was read. */
  complete: boolean;
}

/** Reads one campaign page by page and adds it up: memory does not grow with it. */
export async function campaignFigures(
  campaigns: Pick<CampaignsApi, "eachTelesalePage" | "eachTelecallPage">,
  campaignId: string,
  window: CampaignWindow,
  timeZone: string,
): Promise<CampaignFigures> {
  const members = campaigns.eachTelesalePage(campaignId, window);
  // Whether a survey has values only the CRM knows for sure, so it is asked for those alone.
  const surveyed = campaigns.eachTelesalePage(campaignId, { ...window, survey: true });
  const calls = campaigns.eachTelecallPage(campaignId, window);
  const sums = callSums(timeZone);
  const [memberCount, surveyCount] = await Promise.all([
    counted(members),
    counted(surveyed),
    (async () => {
      for await (const page of calls) for (const call of page) sums.add(call);
    })(),
  ]);
  return {
    members: memberCount,
    withSurvey: surveyCount,
    ...sums.figures(),
    unreadable: members.unreadable + calls.unreadable,
    complete: members.complete && surveyed.complete && calls.complete,
  };
}

async function counted(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page.length;
  return count;
}

type CallFigures = Omit<CampaignFigures, "members" | "withSurvey" | "unreadable" | "complete">;

function callSums(timeZone: string): { add(call: Telecall): void; figures(): CallFigures } {
  const all: Tally = { calls: 0, reached: 0 };
  const talk = { calls: 0, seconds: 0 };
  let told = false;
  const byResult = new Map<string, Tally>();
  const byAgent = new Map<string, Tally>();
  const byHour = Array.from({ length: 24 }, (): Tally => ({ calls: 0, reached: 0 }));

  const hourOf = (at: Date) => byHour.slice(hourIn(at, timeZone)).slice(0, 1);

  return {
    add(call) {
      const tallies = [all, tallyOf(byResult, call.result), tallyOf(byAgent, call.agent)];
      if (call.at !== null) tallies.push(...hourOf(call.at));
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

function hourIn(at: Date, timeZone: string): number {
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
