import type { Context } from "../../bot/context.ts";
import type { Row } from "../../cards/card.ts";
import type { PointMovement } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";

const movementRowMessages = defineMessages({
  en: { earned: "Points earned", redeemed: "Gift redeemed", failed: "did not go through" },
  vi: { earned: "Tích điểm", redeemed: "Đổi quà", failed: "không thành công" },
});

/** One line of the loyalty history: `"−10 · Tàu hoả đồ chơi (DAUMAY01) · 25/11/2026 08:30"`. */
export function movementRow(movement: PointMovement, { who, formats }: Context): Row {
  const t = movementRowMessages[who.locale];
  const sign = movement.kind === "earned" ? "+" : "−";
  const score = movement.score === null ? null : `${sign}${formats.number(Math.abs(movement.score))}`;
  const what = movement.giftName ?? movement.productName ?? t[movement.kind];
  const title = [score, movement.code ? `${what} (${movement.code})` : what].filter(Boolean).join(" · ");
  const detail = [formats.time(movement.at), movement.succeeded ? null : t.failed];
  return { title, detail: detail.filter(Boolean).join(" · ") };
}
