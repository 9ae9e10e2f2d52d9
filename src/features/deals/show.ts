import { z } from "zod";
import { deal } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { dealCard } from "./deal-card.ts";
import { dealRecord } from "./deal-record.ts";

const showDealMessages = defineMessages({
  en: {
    name: "Show deal",
    summary: "Show a deal by its number",
    noneTitle: "Deal not found",
    none: (number: string) => `There is no deal #${number} in AntCRM, or it was deleted.`,
    ofCustomer: (number: string) => `Deals of customer ${number}`,
  },
  vi: {
    name: "Xem giao dịch",
    summary: "Xem giao dịch (đơn hàng) theo số",
    noneTitle: "Không tìm thấy giao dịch",
    none: (number) => `Không có giao dịch #${number} trong AntCRM, hoặc giao dịch đã bị xoá.`,
    ofCustomer: (number) => `Giao dịch của khách ${number}`,
  },
});

const labels = defineMessages({ en: { deal: "Deal number" }, vi: { deal: "Số giao dịch" } });

export const showDeal = defineCommand({
  name: "deal",
  aliases: [
    "giao dịch",
    "giao dịch số",
    "xem giao dịch",
    "mở giao dịch",
    "đơn",
    "đơn số",
    "đơn hàng",
    "đơn hàng số",
    "xem đơn",
    "xem đơn hàng",
    "mở đơn",
    "cơ hội",
    "show deal",
    "open deal",
    "deal number",
    "order",
    "show order",
    "order number",
  ],
  role: "viewer",
  messages: showDealMessages,
  labels,
  input: z.object({ deal: deal() }),

  async run(ctx) {
    const { input, crm } = ctx;
    const found = await crm.deals.byNumber(input.deal);
    ctx.recordAccess(`deal:${input.deal}`, found === null ? "none" : "shown");
    if (found === null) return noDealCard(input.deal, ctx.who.locale);
    await learnFromRecords(dealRecord, [found], ctx);
    return dealCard(found, ctx);
  },
});

/** Says that there is no such deal. "giao dịch 476" may mean the customer of that number, so the card offers their deals. */
export function noDealCard(number: string, locale: Locale): Card {
  const t = showDealMessages[locale];
  const meant = button(t.ofCustomer(number), "deals", { customer: `customer:${number}` });
  return card(t.noneTitle, text(t.none(number)), buttons(meant));
}
