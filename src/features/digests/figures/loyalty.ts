import type { PointMovement, PointsApi } from "../../../crm/points.ts";
import { type Comparison, comparisonsOf, isIn, type Period, spanOf, widened } from "../period.ts";
import { readWhole, type WalkEnd } from "./read-whole.ts";

/** Movements that succeeded, and their points. */
export interface Points {
  count: number;
  points: number;
}

interface GiftCount extends Points {
  code: string;
  name: string;
}

/** What was earned and redeemed in a period. */
export interface LoyaltyFigures extends WalkEnd {
  earned: Points;
  redeemed: Points;
  /** Failed attempts, as far as they are in the history: src/crm/API.md#get-history-point */
  failed: number;
  /** Movements whose row tells no points: counted, and not in the points. */
  withoutPoints: number;
  /** The most redeemed first: five at most. */
  gifts: readonly GiftCount[];
  before: readonly (Comparison & { earned: Points; redeemed: Points })[];
}

const GIFTS_SHOWN = 5;

/**
 * Reads everybody's point history of a period: sums alone are kept.
 * @throws AppError as `points.eachPage` does
 */
export async function loyaltyFigures(
  points: Pick<PointsApi, "eachPage">,
  period: Period,
  timeZone: string,
): Promise<LoyaltyFigures> {
  const comparisons = comparisonsOf(period, timeZone);
  const span = widened(spanOf([period, ...comparisons.map((one) => one.period)]));
  const read = (kind: PointMovement["kind"]) =>
    readWhole(
      () => points.eachPage(kind, span),
      () => movementSums(period, comparisons),
    );
  const [earned, redeemed] = await Promise.all([read("earned"), read("redeemed")]);
  return {
    earned: earned.sums.inPeriod,
    redeemed: redeemed.sums.inPeriod,
    failed: earned.sums.failed + redeemed.sums.failed,
    withoutPoints: earned.sums.withoutPoints + redeemed.sums.withoutPoints,
    gifts: [...redeemed.sums.gifts.values()].sort(mostFirst).slice(0, GIFTS_SHOWN),
    before: comparisons.map((one, index) => ({
      ...one,
      earned: earned.sums.before[index] ?? nothing(),
      redeemed: redeemed.sums.before[index] ?? nothing(),
    })),
    // The list of redemptions may hold the earnings too, also the unreadable ones: src/crm/API.md#get-history-point
    unreadable: Math.max(earned.unreadable, redeemed.unreadable),
    complete: earned.complete && redeemed.complete,
  };
}

function movementSums(period: Period, comparisons: readonly Comparison[]) {
  const gifts = new Map<string, GiftCount>();
  const sums = { inPeriod: nothing(), before: comparisons.map(nothing), failed: 0, withoutPoints: 0, gifts };
  return {
    ...sums,
    add(movement: PointMovement): void {
      const { at, score, succeeded } = movement;
      const inPeriod = isIn(period, at);
      if (!succeeded) {
        if (inPeriod) this.failed += 1;
        return;
      }
      if (inPeriod) {
        count(this.inPeriod, movement);
        if (score === null) this.withoutPoints += 1;
        countGift(gifts, movement);
      }
      for (const [index, one] of comparisons.entries()) {
        const before = this.before[index];
        if (before !== undefined && isIn(one.period, at)) count(before, movement);
      }
    },
  };
}

function nothing(): Points {
  return { count: 0, points: 0 };
}

function count(sums: Points, { score }: PointMovement): void {
  sums.count += 1;
  sums.points += score ?? 0;
}

/** A gift goes by its code; its name is that of the first row that tells it. */
function countGift(gifts: Map<string, GiftCount>, movement: PointMovement): void {
  const { kind, code, giftName } = movement;
  if (kind !== "redeemed" || code === null) return;
  const gift = gifts.get(code) ?? { code, name: giftName ?? code, ...nothing() };
  gifts.set(code, gift);
  count(gift, movement);
}

function mostFirst(a: GiftCount, b: GiftCount): number {
  return b.count - a.count || b.points - a.points || (a.code < b.code ? -1 : 1);
}
