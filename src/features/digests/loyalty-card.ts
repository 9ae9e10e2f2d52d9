import { type Block, button, buttons, card, context, field, fields, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { DigestCard, DigestContext } from "./digest-context.ts";
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

type Texts = (typeof loyaltyCardMessages)["vi"];

/** @throws AppError as the CRM does */
export async function tellLoyalty(period: Period, ctx: DigestContext): Promise<DigestCard> {
  const t = loyaltyCardMessages[ctx.locale];
  const { number } = ctx.formats;
  const figures = await loyaltyFigures(ctx.crm.points, period, ctx.timeZone);
  const { earned, redeemed, failed, withoutPoints } = figures;
  const title = t.title(periodName(period, ctx));
  const isQuiet = earned.count + redeemed.count + failed === 0;
  if (isQuiet) {
    const nothing = shared(card(title, text(t.none), ...leftOut(figures, ctx)));
    return isWhole(figures) ? { nothing } : { card: nothing };
  }
  return {
    card: shared(
      card(
        title,
        fields(
          field(t.earned, pointsLine("earned", figures, ctx, t)),
          field(t.redeemed, pointsLine("redeemed", figures, ctx, t)),
        ),
        giftTable(figures, ctx, t),
        failed > 0 ? context(t.failed(number(failed))) : null,
        withoutPoints > 0 ? context(t.withoutPoints(number(withoutPoints))) : null,
        ...leftOut(figures, ctx),
        buttons(
          button(t.show, "digestshow", { kind: "loyalty", ...periodArgs(period) }, { by: "anyone" }),
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
  t: Texts,
): string {
  const { number } = ctx.formats;
  const now: Points = figures[kind];
  const before = figures.before.map((one) => ({ kind: one.kind, value: one[kind].points }));
  return joined(t.points(number(now.points), number(now.count)), changes(now.points, before, ctx));
}

function giftTable({ gifts }: LoyaltyFigures, { formats }: DigestContext, t: Texts): Block | null {
  if (gifts.length === 0) return null;
  return {
    kind: "table",
    columns: [
      { heading: t.gift },
      { heading: t.times, align: "right" },
      { heading: t.inPoints, align: "right" },
    ],
    rows: gifts.map(({ name, count, points }) => [safe(name), formats.number(count), formats.number(points)]),
  };
}
