import type { Context } from "../../bot/context.ts";
import { button, type Row } from "../../cards/card.ts";
import type { Deal } from "../../crm/deal.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { statusName } from "./deal-record.ts";

const dealRowMessages = defineMessages({
  en: { unnamed: "(no name)", open: "Open" },
  vi: { unnamed: "(chưa đặt tên)", open: "Mở" },
});

/** Statuses that a row shows. Most deals are open, so a row does not show that. */
const ENDED: ReadonlySet<string | null> = new Set(["LOST", "WON"]);

/** One deal as a line: `"#3609 Đơn A — 4.520.000 ₫ · Thắng · 25/11/2026"`. */
export function dealRow(deal: Deal, { who, formats }: Context): Row {
  const t = dealRowMessages[who.locale];
  const detail = [
    deal.value === null ? null : formats.money(deal.value),
    deal.stage,
    deal.status !== null && ENDED.has(deal.status) ? statusName(deal.status, who.locale) : null,
    deal.createdAt === null ? null : formats.day(deal.createdAt),
  ];
  const title = [deal.number === "" ? "" : `#${deal.number}`, deal.name || t.unnamed]
    .filter(Boolean)
    .join(" ");
  // A record may lack its number, and nothing else opens it: src/crm/API.md#get-opportunities
  const open = deal.number === "" ? [] : [button(t.open, "deal", { deal: deal.number })];
  return { title, detail: detail.filter(Boolean).join(" · "), buttons: open };
}
