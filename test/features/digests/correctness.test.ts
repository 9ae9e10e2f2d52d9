/**
 * Checks every figure: fifty generated shops, each counted a second time from its raw records. Covers three time
 * zones, four kinds of period, and records that arrive while a digest is reading.
 */
import { describe, expect, it } from "vitest";
import { campaignsFigures } from "../../../src/features/digests/figures/campaigns.ts";
import { loyaltyFigures } from "../../../src/features/digests/figures/loyalty.ts";
import { ratingFigures } from "../../../src/features/digests/figures/ratings.ts";
import { ticketFigures } from "../../../src/features/digests/figures/tickets.ts";
import type { Period } from "../../../src/features/digests/period.ts";
import type { World } from "../../../src/sandbox/antcrm/world.ts";
import { type Stage, stage, timeout } from "./digest-fixture.ts";
import { fillGeneratedShop } from "./generated-shop.ts";
import {
  callsIn,
  funnelOf,
  hourOf,
  lastDays,
  loyaltyOf,
  membersOf,
  midnight,
  ratingsIn,
  type Span,
  shifted,
  ticketsOf,
} from "./independent-count.ts";

const DAY_MS = 86_400_000;
const ZONES = ["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York"];

/** Returns a case: yesterday, the last seven days, a whole month, or today so far, with its period of comparison. */
function caseOf(seed: number, now: number): { zone: string; span: Span; before: Span[]; days: number } {
  const zone = ZONES[seed % 3] ?? "UTC";
  const today = midnight(now, zone);
  const back = (span: Span, days: number): Span => ({
    from: shifted(span.from, days, zone),
    to: shifted(span.to, days, zone),
  });
  switch (seed % 4) {
    case 0: {
      const span = { from: shifted(today, 1, zone), to: today };
      return { zone, span, before: [back(span, 1), back(span, 7)], days: 1 };
    }
    case 1: {
      const span = { from: shifted(today, 7, zone), to: today };
      return { zone, span, before: [back(span, 7)], days: 7 };
    }
    case 2: {
      // The clock is in November: all of October, with the change to winter time in Berlin.
      const [september, october, november] = [9, 10, 11].map((month) =>
        midnight(Date.UTC(2026, month - 1, 1, 12), zone),
      );
      const span = { from: october ?? 0, to: november ?? 0 };
      return { zone, span, before: [{ from: september ?? 0, to: october ?? 0 }], days: 31 };
    }
    default: {
      const span = { from: today, to: now };
      return { zone, span, before: [back(span, 1), back(span, 7)], days: 1 };
    }
  }
}

const periodOf = ({ from, to }: Span): Period => ({ from: new Date(from), to: new Date(to) });

/** Adds a rating, a call and a redemption at every turn of the event loop while `reading` runs. */
async function addWhileReading<T>(world: World, reading: Promise<T>): Promise<T> {
  let isOver = false;
  const watched = reading.finally(() => {
    isOver = true;
  });
  const [campaign] = world.outreach.campaigns;
  const [gift] = world.gifts.values();
  const [customer] = world.customers;
  while (!isOver && campaign && gift && customer) {
    world.addRating({ rating_score: 1, comment: "vừa tới" });
    const { _id: telesale } = world.outreach.addTelesale({ campaign: campaign._id });
    world.outreach.addTelecall({ campaign: campaign._id, telesale, status: "SUCCESS", billingSeconds: 9 });
    world.addMovement({ type: 2, score: 10, status: 1, gift, contact: world.pointContact(customer) });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return watched;
}

function expectClose(found: number | null, counted: number | null): void {
  if (found === null || counted === null) expect(found).toBe(counted);
  else expect(found).toBeCloseTo(counted, 9);
}

const sorted = <T>(pairs: readonly (readonly [string, T])[]) => Object.fromEntries(pairs);

async function checkRatings({ antcrm: { world }, crm }: Stage, seed: number, unreadable: readonly number[]) {
  const { zone, span, before, days } = caseOf(seed, world.now());
  const found = await addWhileReading(world, ratingFigures(crm.ratings, periodOf(span), zone));
  const own = ratingsIn(world, span);
  const { average, count, unscored, byScore, offScale, low, worst } = found;
  expect({ count, unscored, byScore, offScale, low }).toEqual({
    count: own.count,
    unscored: own.unscored,
    byScore: own.byScore,
    offScale: own.offScale,
    low: own.low,
  });
  expectClose(average, own.average);
  expect(worst.map(({ score }) => score)).toEqual(own.lowestScores);
  for (const [named, counted] of [
    [found.byChannel, own.byChannel],
    [found.byType, own.byType],
  ] as const) {
    expect(Object.keys(sorted(named)).sort()).toEqual(Object.keys(counted).sort());
    for (const [name, tally] of named) {
      expect(tally.count).toBe(counted[name]?.count);
      expectClose(tally.average, counted[name]?.average ?? null);
    }
  }
  expect(found.before.length).toBe(before.length);
  for (const [index, one] of found.before.entries()) {
    const counted = ratingsIn(world, before[index] ?? span);
    expect(one.count).toBe(counted.count);
    expectClose(one.average, counted.average);
  }
  const ownDays = lastDays(span, Math.max(14, days), zone);
  expect(found.days.map(({ day, count: made }) => [day.getTime(), made])).toEqual(
    ownDays.map((day) => [day.from, ratingsIn(world, day).count]),
  );
  for (const [index, day] of ownDays.entries()) {
    const counted = ratingsIn(world, day);
    expectClose(found.days[index]?.average ?? null, counted.average);
    expect(found.days[index]?.scored).toBe(counted.count - counted.unscored);
  }
  // The bot does not know the time of these ratings either: it counts all that it reads, one more day at either end.
  const read = { from: Math.min(...[span, ...before, ...ownDays].map(({ from }) => from)), to: span.to };
  const broken = unreadable.filter((at) => at >= read.from - DAY_MS && at <= read.to + DAY_MS);
  expect([found.unreadable, found.complete]).toEqual([broken.length, true]);
  return own.count;
}

async function checkCampaigns({ antcrm: { world }, crm }: Stage, seed: number) {
  const { zone, span, before, days } = caseOf(seed, world.now());
  const found = await addWhileReading(world, campaignsFigures(crm.campaigns, periodOf(span), zone));
  const own = world.outreach.campaigns.map((campaign) => ({
    id: campaign._id,
    ...callsIn(world.outreach.telecallsOf(campaign._id), span, zone),
    ...membersOf(world, campaign._id, span),
  }));
  const active = own.filter(({ calls, newMembers }) => calls + newMembers > 0);
  expect(found.active.map(({ campaign }) => campaign.id).sort()).toEqual(active.map(({ id }) => id).sort());
  for (const one of found.active) {
    const counted = own.find(({ id }) => id === one.campaign.id);
    const { members, withSurvey, newMembers } = one;
    expect({ members, withSurvey, newMembers }).toEqual({
      members: counted?.members,
      withSurvey: counted?.withSurvey,
      newMembers: counted?.newMembers,
    });
    if (counted) expectCalls(one.calls, counted);
    for (const [index, earlier] of one.before.entries()) {
      const calls = callsIn(world.outreach.telecallsOf(one.campaign.id), before[index] ?? span, zone);
      expect([earlier.calls, earlier.reached ?? 0]).toEqual([calls.calls, calls.reached]);
    }
  }
  const everything = world.outreach.campaigns.flatMap(({ _id }) => world.outreach.telecallsOf(_id));
  const all = callsIn(everything, span, zone);
  expectCalls(found.all, all);
  for (const [index, earlier] of found.before.entries()) {
    const calls = callsIn(everything, before[index] ?? span, zone);
    expect([earlier.calls, earlier.reached ?? 0]).toEqual([calls.calls, calls.reached]);
  }
  const cells = lastDays(span, Math.max(7, days), zone).flatMap((day) =>
    callsIn(everything, day, zone).byHour.flatMap(({ calls }, hour) =>
      calls === 0 ? [] : [{ day: new Date(day.from), hour, calls }],
    ),
  );
  expect(found.byDay).toEqual(cells);
  expectBestHour(found.bestHour, all);
  const most = Math.max(0, ...own.map(({ calls }) => calls));
  if (most === 0) expect(found.funnel).toBeNull();
  else {
    const id = found.funnel?.campaign.id ?? "";
    expect(own.find((one) => one.id === id)?.calls).toBe(most);
    expect(found.funnel).toMatchObject({
      ...funnelOf(world, id, span.to),
      members: membersOf(world, id, span).members,
    });
  }
  expect([found.unreadable, found.complete]).toEqual([0, true]);
  return all.calls;
}

type OwnCalls = ReturnType<typeof callsIn>;

function expectCalls(found: Awaited<ReturnType<typeof campaignsFigures>>["all"], own: OwnCalls): void {
  expect([found.calls, found.reached ?? 0, found.totalTalkSeconds]).toEqual([
    own.calls,
    own.reached,
    own.totalTalkSeconds,
  ]);
  expectClose(found.averageTalkSeconds, own.averageTalkSeconds);
  expect(sorted(found.byResult)).toEqual(own.byResult);
  expect(sorted(found.byAgent)).toEqual(own.byAgent);
  expect(found.byHour).toEqual(own.byHour);
}

function expectBestHour(found: { hour: number; calls: number; reached: number } | null, own: OwnCalls): void {
  const enough = own.byHour.filter(
    ({ calls, reached }) => calls >= 3 && calls * 20 >= own.calls && reached > 0,
  );
  const best = Math.max(...enough.map(({ calls, reached }) => reached / calls));
  if (enough.length === 0) expect(found).toBeNull();
  else {
    expect(own.byHour[found?.hour ?? -1]).toEqual({ calls: found?.calls, reached: found?.reached });
    expect((found?.reached ?? 0) / (found?.calls ?? 1)).toBe(best);
  }
}

async function checkLoyalty({ antcrm: { world }, crm }: Stage, seed: number) {
  const { zone, span, before } = caseOf(seed, world.now());
  const found = await addWhileReading(world, loyaltyFigures(crm.points, periodOf(span), zone));
  const own = loyaltyOf(world, span);
  const { earned, redeemed, failed } = found;
  const gifts = found.gifts.map(({ code, count, points }) => ({ code, count, points }));
  expect({ earned, redeemed, failed, gifts }).toEqual(own);
  for (const [index, one] of found.before.entries()) {
    const counted = loyaltyOf(world, before[index] ?? span);
    expect({ earned: one.earned, redeemed: one.redeemed }).toEqual({
      earned: counted.earned,
      redeemed: counted.redeemed,
    });
  }
  expect([found.withoutPoints, found.unreadable, found.complete]).toEqual([0, 0, true]);
  return own.redeemed.count;
}

async function checkTickets({ antcrm: { world }, tickets, clock }: Stage, seed: number) {
  const { zone, span, before } = caseOf(seed, world.now());
  await tickets.refresh(timeout());
  await tickets.sweep(timeout());
  const { full } = await tickets.refresh(timeout());
  const found = await ticketFigures(tickets.portions(), {
    period: periodOf(span),
    timeZone: zone,
    now: clock.now(),
    isClosed: (status) => status === "Closed",
  });
  const own = ticketsOf(world, span, world.now());
  const { opened, closed, open, unassigned } = found;
  expect({ opened, closed, open, unassigned }).toEqual({
    opened: own.opened,
    closed: own.closed,
    open: own.open,
    unassigned: own.unassigned,
  });
  expect(sorted(found.byPriority)).toEqual(own.byPriority);
  const ages = Object.entries(own.byAge).filter(([, count]) => count > 0);
  expect(sorted(found.byAge)).toEqual(Object.fromEntries(ages));
  expect(sorted(found.byStatus)).toEqual(own.byStatus);
  expect(found.oldest.map(({ createdAt }) => createdAt?.getTime())).toEqual(own.oldestTimes);
  expect(found.before.map((one) => one.opened)).toEqual(
    before.map((one) => ticketsOf(world, one, world.now()).opened),
  );
  expect(full).toBe(true);
  return own.opened + own.closed;
}

describe("every figure of every digest equals the sum of its records", () => {
  const seeds = Array.from({ length: 50 }, (_, index) => index + 1);

  it.each(seeds)("in the generated shop %i", async (seed) => {
    const at = await stage({ seed });
    const { unreadable } = fillGeneratedShop(at.antcrm.world);
    const counted = [
      await checkTickets(at, seed),
      await checkRatings(at, seed, unreadable),
      await checkCampaigns(at, seed),
      await checkLoyalty(at, seed),
    ];
    // Two equal zeros prove nothing; a morning may pass without a call.
    expect(counted.filter((count) => count > 0).length).toBeGreaterThanOrEqual(seed % 4 === 3 ? 1 : 3);
  });

  it("uses an hour of the day in the given time zone", () => {
    expect(hourOf(Date.UTC(2026, 10, 25, 1, 30), "Asia/Ho_Chi_Minh")).toBe(8);
    expect(hourOf(Date.UTC(2026, 6, 1, 22, 30), "Europe/Berlin")).toBe(0);
  });
});
