import type { PointMovement, PointsApi } from "../../../crm/points.ts";
import { countedPeriods, type Period } from "../period.ts";
import { readWhole, sumsOver } from "./sums.ts";

const GIFTS_KEPT = 5;

/** The number of successful movements, and the sum of their points. */
interface Points {
  count: number;
  points: number;
}

interface GiftCount extends Points {
  code: string;
  name: string;
}

/** The points that were earned and redeemed in a period. */
export type LoyaltyFigures = Awaited<ReturnType<typeof loyaltyFigures>>;

/**
 * Reads the point histories of all customers in a period. Only sums are kept.
 * @throws AppError as `points.eachPage` does
 */
export async function loyaltyFigures(points: Pick<PointsApi, "eachPage">, period: Period, timeZone: string) {
  const periods = countedPeriods(period, timeZone);
  const read = (kind: PointMovement["kind"]) =>
    readWhole(
      () => points.eachPage(kind, periods.span),
      () => sumsOver(periods, noMovements, countMovement),
    );
  const [earned, redeemed] = await Promise.all([read("earned"), read("redeemed")]);
  const [{ inPeriod: credits }, { inPeriod: redemptions }] = [earned.sums, redeemed.sums];
  return {
    earned: credits.all,
    redeemed: redemptions.all,
    /** Failed attempts that are in the history: src/crm/API.md#get-history-point */
    failed: credits.failed + redemptions.failed,
    /** Movements whose row has no points: counted as movements, and not included in the points. */
    withoutPoints: credits.withoutPoints + redemptions.withoutPoints,
    /** The most redeemed gifts first. */
    gifts: [...redemptions.gifts.values()].sort(mostRedeemedFirst).slice(0, GIFTS_KEPT),
    before: earned.sums.before.map(({ one, sums }, index) => ({
      ...one,
      earned: sums.all,
      redeemed: redeemed.sums.before[index]?.sums.all ?? noPoints(),
    })),
    // The list of redemptions may also contain the earnings, and their unreadable rows: src/crm/API.md#get-history-point
    unreadable: Math.max(earned.unreadable, redeemed.unreadable),
    complete: earned.complete && redeemed.complete,
  };
}

const noPoints = (): Points => ({ count: 0, points: 0 });
const noMovements = () => ({
  all: noPoints(),
  failed: 0,
  withoutPoints: 0,
  gifts: new Map<string, GiftCount>(),
});

function countMovement(sums: ReturnType<typeof noMovements>, movement: PointMovement): void {
  const { kind, score, succeeded, code, giftName } = movement;
  if (!succeeded) {
    sums.failed += 1;
    return;
  }
  addPoints(sums.all, movement);
  if (score === null) sums.withoutPoints += 1;
  if (kind !== "redeemed" || code === null) return;
  // A gift is counted by its code. Its name comes from the first row that has one.
  const gift = sums.gifts.get(code) ?? { code, name: giftName ?? code, ...noPoints() };
  sums.gifts.set(code, gift);
  addPoints(gift, movement);
}

function addPoints(sums: Points, { score }: PointMovement): void {
  sums.count += 1;
  sums.points += score ?? 0;
}

function mostRedeemedFirst(a: GiftCount, b: GiftCount): number {
  return b.count - a.count || b.points - a.points || (a.code < b.code ? -1 : 1);
}
