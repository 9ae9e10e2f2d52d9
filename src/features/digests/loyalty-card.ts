import { type Block, button, buttons, card, context, field, fields, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import type { DigestContext, Told } from "./digest-context.ts";
import { type LoyaltyFigures, loyaltyFigures, type Points } from "./figures/loyalty.ts";
import {
  changes,
  csvButton,
  isWhole,
  joined,
  leftOut,
  periodArgs,
  periodName,
  safe,
  shared,
} from "./parts.ts";
import type { Period } from "./period.ts";

const words = phrases({
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

type Say = (typeof words)["vi"];

/** @throws AppError as the CRM does */
export async function tellLoyalty(period: Period, ctx: DigestContext): Promise<Told> {
  const say = words[ctx.locale];
  const { number } = ctx.formats;
  const figures = await loyaltyFigures(ctx.crm.points, period, ctx.timeZone);
  const { earned, redeemed, failed, withoutPoints } = figures;
  const title = say.title(periodName(period, ctx));
  const isQuiet = earned.count + redeemed.count + failed === 0;
  if (isQuiet) {
    const nothing = shared(card(title, text(say.none), ...leftOut(figures, ctx)));
    return isWhole(figures) ? { nothing } : { card: nothing };
  }
  return {
    card: shared(
      card(
        title,
        fields(
          field(say.earned, pointsLine("earned", figures, ctx, say)),
          field(say.redeemed, pointsLine("redeemed", figures, ctx, say)),
        ),
        giftTable(figures, ctx, say),
        failed > 0 ? context(say.failed(number(failed))) : null,
        withoutPoints > 0 ? context(say.withoutPoints(number(withoutPoints))) : null,
        ...leftOut(figures, ctx),
        buttons(
          button(say.show, "digestshow", { kind: "loyalty", ...periodArgs(period) }, { by: "anyone" }),
          csvButton("loyalty", period),
        ),
      ),
    ),
  };
}

/** `"1.200 điểm, 14 lượt · ▲ 200 hôm trước"` */
function pointsLine(
  kind: "earned" | "redeemed",
  figures: LoyaltyFigures,
  ctx: DigestContext,
  say: Say,
): string {
  const { number } = ctx.formats;
  const now: Points = figures[kind];
  const before = figures.before.map((one) => ({ kind: one.kind, value: one[kind].points }));
  return joined(say.points(number(now.points), number(now.count)), changes(now.points, before, ctx));
}

function giftTable({ gifts }: LoyaltyFigures, { formats }: DigestContext, say: Say): Block | null {
  if (gifts.length === 0) return null;
  return {
    kind: "table",
    columns: [
      { heading: say.gift },
      { heading: say.times, align: "right" },
      { heading: say.inPoints, align: "right" },
    ],
    rows: gifts.map(({ name, count, points }) => [safe(name), formats.number(count), formats.number(points)]),
  };
}
