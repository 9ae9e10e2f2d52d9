import { button, buttons, context, field, fields } from "../../cards/card.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { DigestCard, DigestContext } from "./digest-context.ts";
import { type LoyaltyFigures, loyaltyFigures } from "./figures/loyalty.ts";
import {
  changes,
  csvButton,
  figureTable,
  joined,
  leftOutNotes,
  periodArgs,
  periodName,
  quietCard,
  safe,
  sharedCard,
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
  },
});

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
      ...leftOutNotes(figures, ctx),
      buttons(
        button(
          commonMessages[ctx.locale].show,
          "digestshow",
          { kind: "loyalty", ...periodArgs(period) },
          { by: "anyone" },
        ),
        csvButton("loyalty", period),
      ),
    ),
  };
}

/** Returns the figures of one kind as a line: `"1.200 điểm, 14 lượt · ▲ 200 hôm trước"`. */
function pointsLine(kind: "earned" | "redeemed", figures: LoyaltyFigures, ctx: DigestContext): string {
  const { number } = ctx.formats;
  const now = figures[kind];
  const before = figures.before.map((one) => ({ kind: one.kind, points: one[kind].points }));
  const shown = loyaltyCardMessages[ctx.locale].points(number(now.points), number(now.count));
  return joined(shown, changes("points", now, before, ctx));
}
