import { forEachConcurrently } from "../../../concurrency.ts";
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

/** One campaign in which something happened. */
export interface CampaignOfPeriod {
  campaign: Campaign;
  /** In the campaign by the period's end, and of these those with a filled survey. */
  members: number;
  withSurvey: number;
  /** Came in the period. */
  newMembers: number;
  /** Calls of the period. */
  calls: CallFigures;
  before: readonly (Comparison & CallCount)[];
}

export type CampaignsFigures = Awaited<ReturnType<typeof campaignsFigures>>;

type Reads = Pick<CampaignsApi, "list" | "eachTelesalePage" | "eachTelecallPage">;
type TelesaleWindow = Parameters<Reads["eachTelesalePage"]>[1];

/** The days of the chart: a week, so that each weekday stands there once. */
const CHART_DAYS = 7;
/** As many campaigns at a time as use all background calls. */
const CAMPAIGNS_AT_ONCE = 4;
/** With fewer calls an hour's share is chance: 3, and a twentieth of all. */
const CALLS_TO_TELL = 3;
const SHARE_TO_TELL = 0.05;

/**
 * Reads what was done in every campaign in a period: sums alone are kept, and of one campaign the ids of its members.
 * @throws AppError as the lists do
 */
export async function campaignsFigures(campaigns: Reads, period: Period, timeZone: string) {
  const listed = await campaigns.list();
  const known = listed.campaigns.filter(({ createdAt }) => createdAt === null || createdAt < period.to);
  const plan = countedPeriods(period, timeZone, CHART_DAYS);
  const total = periodCalls(plan);
  const ends: WalkEnd[] = [listed];
  const active: CampaignOfPeriod[] = [];
  await forEachConcurrently(known, CAMPAIGNS_AT_ONCE, async (campaign) => {
    const read = await readCampaign(campaigns, campaign, plan);
    addPeriodCalls(total, read.sums);
    ends.push(...read.ends);
    if (read.active !== null) active.push(read.active);
  });
  active.sort((a, b) => b.calls.calls - a.calls.calls || (a.campaign.id < b.campaign.id ? -1 : 1));
  const funnel = await readFunnel(campaigns, active[0], period);
  if (funnel !== null) ends.push(funnel.end);
  const { calls: all, before, byDay } = periodCallFigures(total);
  return {
    /** Campaigns with a call or a new member in the period, the most called first. */
    active,
    /** The calls of all campaigns. */
    all,
    before,
    bestHour: bestHourOf(all),
    /** Of the chart: its days, and their calls. */
    days: plan.days.map(({ from }) => from),
    byDay,
    /** Of the most called campaign; null where no calls were made, or they do not tell whom they were for. */
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
  // Members without a time are counted: the CRM shows them, and they cannot have come later.
  const isThere = (createdAt: Date | null) => createdAt === null || createdAt < period.to;
  const [all, surveyed] = await Promise.all([
    members({ to }, isThere),
    // Whether a survey has values only the CRM knows for sure, so it is asked for those alone.
    members({ to, survey: true }, isThere),
  ]);
  const { calls, before } = periodCallFigures(sums);
  const counts = { members: all.count, withSurvey: surveyed.count, newMembers: fresh.count };
  const active: CampaignOfPeriod = { campaign, ...counts, calls, before };
  // All other walks are over members as well: what is unreadable there is counted once.
  const once = [fresh, surveyed].map(({ complete }) => ({ complete, unreadable: 0 }));
  return { sums, active, ends: [read, all, ...once] };
}

/** How far the most called campaign has come by the period's end, in people. */
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

/** Whom calls were for, each counted once. */
function peopleCalled(end: Date) {
  return {
    /** Members who were called at all, and those who picked up at least once. */
    called: new Set<string>(),
    reached: new Set<string>(),
    /** Some call does not tell whom it was for. */
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

/** The hour in which the largest share of calls reached somebody, of the hours with calls enough to tell. */
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
