import pMap from "p-map";
import type { Campaign, Telecall, Telesale } from "../../../crm/campaign.ts";
import type { CampaignsApi } from "../../../crm/campaigns.ts";
import {
  type Comparison,
  type CountedPeriods,
  countedPeriods,
  isIn,
  type Period,
  widened,
} from "../period.ts";
import {
  addPeriodCalls,
  type CallCount,
  type CallFigures,
  periodCallFigures,
  periodCalls,
  type Tally,
} from "./calls.ts";
import { readWhole, type WalkEnd } from "./sums.ts";

/** A campaign in which something happened in the period. */
export interface CampaignOfPeriod {
  campaign: Campaign;
  /** Members at the end of the period, and those of them with a filled-in survey. */
  members: number;
  withSurvey: number;
  /** Members who were added in the period. */
  newMembers: number;
  /** Calls of the period. */
  calls: CallFigures;
  before: readonly (Comparison & CallCount)[];
}

export type CampaignsFigures = Awaited<ReturnType<typeof campaignsFigures>>;

type Reads = Pick<CampaignsApi, "list" | "eachTelesalePage" | "eachTelecallPage">;
type TelesaleWindow = Parameters<Reads["eachTelesalePage"]>[1];

/** The chart shows a week, so each weekday appears once. */
const CHART_DAYS = 7;
/** With this number of campaigns at a time all background calls are in use. */
const CAMPAIGNS_AT_ONCE = 4;
/** An hour with fewer calls than both limits has a share by chance: 3 calls, and a twentieth of all calls. */
const CALLS_TO_TELL = 3;
const SHARE_TO_TELL = 0.05;

/**
 * Reads the activity of every campaign in a period. Only sums are kept, and the member ids of one campaign.
 * @throws AppError as the lists do
 */
export async function campaignsFigures(campaigns: Reads, period: Period, timeZone: string) {
  const listed = await campaigns.list();
  const known = listed.campaigns.filter(({ createdAt }) => createdAt === null || createdAt < period.to);
  const plan = countedPeriods(period, timeZone, CHART_DAYS);
  const total = periodCalls(plan);
  const ends: WalkEnd[] = [listed];
  const active: CampaignOfPeriod[] = [];
  const add = async (campaign: Campaign) => {
    const read = await readCampaign(campaigns, campaign, plan);
    addPeriodCalls(total, read.sums);
    ends.push(...read.ends);
    if (read.active !== null) active.push(read.active);
  };
  await pMap(known, add, { concurrency: CAMPAIGNS_AT_ONCE });
  active.sort((a, b) => b.calls.calls - a.calls.calls || (a.campaign.id < b.campaign.id ? -1 : 1));
  const funnel = await readFunnel(campaigns, active[0], period);
  if (funnel !== null) ends.push(funnel.end);
  const { calls: all, before, byDay } = periodCallFigures(total);
  return {
    /** Campaigns with a call or a new member in the period, the one with the most calls first. */
    active,
    /** The calls of all campaigns. */
    all,
    before,
    bestHour: bestHourOf(all),
    /** The days of the chart, with the calls of each day in `byDay`. */
    days: plan.days.map(({ from }) => from),
    byDay,
    /**
     * The funnel of the campaign with the most calls; null if there were no calls, or if they do not name their members.
     */
    funnel: funnel?.funnel ?? null,
    unreadable: ends.reduce((sum, { unreadable }) => sum + unreadable, 0),
    complete: ends.every(({ complete }) => complete),
  };
}

async function readCampaign(campaigns: Reads, campaign: Campaign, periods: CountedPeriods) {
  const { period } = periods;
  const members = async (window: TelesaleWindow, isWanted: (createdAt: Date | null) => boolean) => {
    const open = () => campaigns.eachTelesalePage(campaign.id, window);
    const { sums, ...end } = await readWhole(open, () => ({
      count: 0,
      add({ createdAt }: Telesale) {
        if (isWanted(createdAt)) this.count += 1;
      },
    }));
    return { count: sums.count, ...end };
  };
  const [read, fresh] = await Promise.all([
    readWhole(
      () => campaigns.eachTelecallPage(campaign.id, periods.span),
      () => periodCalls(periods),
    ),
    members(widened(period), (createdAt) => createdAt !== null && isIn(period, createdAt)),
  ]);
  const { sums } = read;
  if (sums.inPeriod.all.calls === 0 && fresh.count === 0) return { sums, active: null, ends: [read, fresh] };
  const { to } = widened(period);
  // Members without a time are counted, because the CRM lists them and they cannot have been added later.
  const isThere = (createdAt: Date | null) => createdAt === null || createdAt < period.to;
  const [all, surveyed] = await Promise.all([
    members({ to }, isThere),
    // Only the CRM knows whether a survey has values, so the members with a survey are asked for separately.
    members({ to, survey: true }, isThere),
  ]);
  const { calls, before } = periodCallFigures(sums);
  const counts = { members: all.count, withSurvey: surveyed.count, newMembers: fresh.count };
  const active: CampaignOfPeriod = { campaign, ...counts, calls, before };
  // The other two walks cover the same members, so unreadable members are counted once.
  const once = [fresh, surveyed].map(({ complete }) => ({ complete, unreadable: 0 }));
  return { sums, active, ends: [read, all, ...once] };
}

/** Reads how many people of the most called campaign were called and reached by the end of the period. */
async function readFunnel(campaigns: Reads, most: CampaignOfPeriod | undefined, { to }: Period) {
  if (most === undefined || most.calls.calls === 0) return null;
  const { campaign, members, withSurvey } = most;
  const { sums, ...end } = await readWhole(
    () => campaigns.eachTelecallPage(campaign.id, { to: widened({ from: to, to }).to }),
    () => peopleCalled(to),
  );
  const { called, reached, hasUnknown } = sums;
  const funnel = { campaign, members, called: called.size, reached: reached.size, withSurvey };
  return { funnel: hasUnknown || most.calls.reached === null ? null : funnel, end };
}

/** Counts the people who were called, each once. */
function peopleCalled(end: Date) {
  return {
    /** Members who were called at all, and those who answered at least once. */
    called: new Set<string>(),
    reached: new Set<string>(),
    /** True if at least one call does not say whom it was for. */
    hasUnknown: false,
    add({ telesale, reached, at }: Telecall): void {
      if (at === null || at >= end) return;
      if (telesale === null) {
        this.hasUnknown = true;
        return;
      }
      this.called.add(telesale);
      if (reached) this.reached.add(telesale);
    },
  };
}

/** Returns the hour with the largest share of answered calls, among the hours with enough calls. */
function bestHourOf({ byHour, calls, reached }: CallFigures): ({ hour: number } & Tally) | null {
  if (reached === null || reached === 0) return null;
  const enough = Math.max(CALLS_TO_TELL, calls * SHARE_TO_TELL);
  const share = (tally: Tally) => tally.reached / tally.calls;
  const [best] = byHour
    .map((tally, hour) => ({ hour, ...tally }))
    .filter((tally) => tally.calls >= enough && tally.reached > 0)
    .sort((a, b) => share(b) - share(a) || b.reached - a.reached || a.hour - b.hour);
  return best ?? null;
}
