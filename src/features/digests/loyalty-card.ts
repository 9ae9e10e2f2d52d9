import { button, buttons, context, field, fields } from "../../cards/card.ts";
import type { PointMovement, PointsApi } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { DigestCard, DigestContext } from "./digest-context.ts";
import { readWhole, sumsOver } from "./figures/sums.ts";
import {
  changes,
  csvButton,
  figureTable,
  joined,
  leftOut,
  periodArgs,
  periodName,
  quietCard,
  safe,
  sharedCard,
} from "./parts.ts";
import { countedPeriods, type Period } from "./period.ts";

const loyaltyCardMessages = defineMessages({
  en: {
    title: (period: string) => `Points and gifts · ${period}`,
    none: "No points earned, no gifts redeemed.",
    earned: "Earned",
    redeemed: "Redeemed",
    points: (points: string, times: string) => `${points} points, ${times} times`,
    gift: "Gift",
    times: "Times",
    inPoints: "Points",
    failed: (count: string) => `Attempts that failed: ${count}`,
    withoutPoints: (count: string) => `Without points in AntCRM's history: ${count}`,
    show: "Show",
  },
  vi: {
    title: (period) => `Điểm và quà · ${period}`,
    none: "Không có tích điểm hay đổi quà.",
    earned: "Tích điểm",
    redeemed: "Đổi quà",
    points: (points, times) => `${points} điểm, ${times} lượt`,
    gift: "Quà",
    times: "Lượt",
    inPoints: "Điểm",
    failed: (count) => `Lượt không thành công: ${count}`,
    withoutPoints: (count) => `AntCRM không ghi số điểm: ${count}`,
    show: "Xem",
  },
});

const GIFTS_SHOWN = 5;

/** @throws AppError as the CRM does */
export async function tellLoyalty(period: Period, ctx: DigestContext): Promise<DigestCard> {
  const t = loyaltyCardMessages[ctx.locale];
  const { number } = ctx.formats;
  const figures = await loyaltyFigures(ctx.crm.points, period, ctx.timeZone);
  const { earned, redeemed, failed, withoutPoints, gifts } = figures;
  const title = t.title(periodName(period, ctx));
  if (earned.count + redeemed.count + failed === 0) return quietCard(title, t.none, figures, ctx);
  const giftRows = gifts.map(({ name, count, points }) => [safe(name), number(count), number(points)]);
  return {
    card: sharedCard(
      title,
      fields(
        field(t.earned, pointsLine("earned", figures, ctx)),
        field(t.redeemed, pointsLine("redeemed", figures, ctx)),
      ),
      figureTable(t.gift, [t.times, t.inPoints], giftRows),
      failed > 0 ? context(t.failed(number(failed))) : null,
      withoutPoints > 0 ? context(t.withoutPoints(number(withoutPoints))) : null,
      ...leftOut(figures, ctx),
      buttons(
        button(t.show, "digestshow", { kind: "loyalty", ...periodArgs(period) }, { by: "anyone" }),
        csvButton("loyalty", period),
      ),
    ),
  };
}

/** `"1.200 điểm, 14 lượt · ▲ 200 hôm trước"` */
function pointsLine(kind: "earned" | "redeemed", figures: LoyaltyFigures, ctx: DigestContext): string {
  const { number } = ctx.formats;
  const now = figures[kind];
  const before = figures.before.map((one) => ({ kind: one.kind, points: one[kind].points }));
  const shown = loyaltyCardMessages[ctx.locale].points(number(now.points), number(now.count));
  return joined(shown, changes("points", now, before, ctx));
}

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
type LoyaltyFigures = Awaited<ReturnType<typeof loyaltyFigures>>;

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
    gifts: [...redemptions.gifts.values()].sort(mostRedeemedFirst).slice(0, GIFTS_SHOWN),
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
