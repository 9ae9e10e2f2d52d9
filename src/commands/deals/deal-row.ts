import type { Row } from "../../cards/card.ts";
import type { Deal } from "../../crm/deals.ts";
import { phrases } from "../../i18n/phrases.ts";
import type { Scene } from "../command.ts";

const words = phrases({
  en: { lost: "Lost", won: "Won", unnamed: "(no name)" },
  vi: { lost: "Thua", won: "Thắng", unnamed: "(chưa đặt tên)" },
});

/** One deal as a line: `"#3609 Đơn A — 4.520.000 ₫ · Thắng · 25/11/2026"`. */
export function dealRow(deal: Deal, { who, formats }: Scene): Row {
  const say = words[who.locale];
  // LOST is the only code the vendor shows; WON is believed, anything else is not ours to translate.
  const status = deal.status === "LOST" ? say.lost : deal.status === "WON" ? say.won : null;
  const detail = [
    deal.value === null ? null : formats.money(deal.value),
    deal.stage,
    status,
    deal.createdAt === null ? null : formats.day(deal.createdAt),
  ];
  const title = [deal.number === "" ? "" : `#${deal.number}`, deal.name || say.unnamed]
    .filter(Boolean)
    .join(" ");
  return { title, detail: detail.filter(Boolean).join(" · ") };
}
