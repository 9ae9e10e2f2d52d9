import type { CampaignsApi, CampaignWindow } from "../../../crm/campaigns.ts";
import { addCall, type CallFigures, callFigures, noCalls } from "./calls.ts";
import type { WalkEnd } from "./read-whole.ts";

/** What a campaign's records add up to. */
export interface CampaignFigures extends CallFigures, WalkEnd {
  members: number;
  withSurvey: number;
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
  const sums = noCalls();
  const [memberCount, surveyCount] = await Promise.all([
    counted(members),
    counted(surveyed),
    (async () => {
      for await (const page of calls) for (const call of page) addCall(sums, call, timeZone);
    })(),
  ]);
  return {
    members: memberCount,
    withSurvey: surveyCount,
    ...callFigures(sums),
    unreadable: members.unreadable + calls.unreadable,
    complete: members.complete && surveyed.complete && calls.complete,
  };
}

async function counted(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page.length;
  return count;
}
