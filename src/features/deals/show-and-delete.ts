import * as z from "zod";
import { deal } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import { fieldRow, learnFromRecords } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import type { Deal } from "../../crm/deal.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { dealCard, namesIn, peopleIn, shownDeal } from "./deal-card.ts";
import { dealRecord } from "./deal-record.ts";
import { linesInBrief, linesOf } from "./order.ts";

export const dealTarget: RecordTarget<Deal> = {
  argument: "deal",
  schema: deal(),
  label: { en: "Deal number", vi: "Số đơn" },
  async find(number, { crm, who, recordAccess }) {
    const found = await crm.deals.byNumber(number);
    recordAccess(`deal:${number}`, found === null ? "none" : "shown");
    return found === null ? { card: noDealCard(number, who.locale) } : { found };
  },
  read: (number, { crm }) => crm.deals.byNumber(number),
  referenceOf: ({ number }) => number,
  keyOf: ({ number }) => `deal:${number}`,
  titleOf: ({ number }) => number,
  shownIn: peopleIn,
  namesOf: namesIn,
  aboutOf: shownDeal,
};

const showDealMessages = defineMessages({
  en: {
    name: "Show deal",
    summary: "Show a deal by its number",
    noneTitle: "Deal not found",
    none: (number: string) => `There is no deal #${number} in AntCRM, or it was deleted.`,
    ofCustomer: (number: string) => `Deals of customer ${number}`,
  },
  vi: {
    name: "Xem đơn",
    summary: "Xem đơn hàng theo số",
    noneTitle: "Không tìm thấy đơn",
    none: (number) => `Không có đơn #${number} trong AntCRM, hoặc đơn đã bị xoá.`,
    ofCustomer: (number) => `Đơn của khách ${number}`,
  },
});

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
  examples: {
    vi: ["đơn 3503", "xem đơn 3503", "don hang so 3503"],
    en: ["show deal 3503"],
  },
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

/** Says that there is no such deal. "giao dịch 476" may mean customer 476, so the card offers their deals. */
function noDealCard(number: string, locale: Locale): Card {
  const t = showDealMessages[locale];
  const meant = button(t.ofCustomer(number), "deals", { customer: `customer:${number}` });
  return card(t.noneTitle, text(t.none(number)), buttons(meant));
}

const deleteDealMessages = defineMessages({
  en: {
    name: "Delete deal",
    summary: "Delete a deal in AntCRM",
    ask: (number: string) => `Delete deal #${number}?`,
    lost: "Its products, its stage and its history go with it, and I cannot bring it back.",
    done: (number: string) => `Deal #${number} deleted`,
  },
  vi: {
    name: "Xoá đơn",
    summary: "Xoá một đơn trong AntCRM",
    ask: (number) => `Xoá đơn #${number}?`,
    lost: "Sản phẩm, giai đoạn và lịch sử của đơn cũng mất theo, và bot không lấy lại được.",
    done: (number) => `Đã xoá đơn #${number}`,
  },
});

const { name, customer, value, lines } = dealRecord.fields;

export const deleteDeal = deleteCommand({
  name: "deletedeal",
  aliases: [
    "xoá giao dịch",
    "xoá đơn",
    "xoá đơn hàng",
    "xoá cơ hội",
    "delete deal",
    "remove deal",
    "delete order",
  ],
  role: "manager",
  messages: deleteDealMessages,
  examples: {
    vi: ["xoá đơn 3503", "xoá đơn hàng 3503", "xoa don hang 3503"],
    en: ["delete deal 3503"],
  },
  target: dealTarget,
  rows(found, ctx) {
    const whom = found.customer?.name ?? found.receiverName;
    return [
      fieldRow(name, found.name, ctx),
      whom ? fieldRow(customer, whom, ctx) : null,
      found.value === null ? null : fieldRow(value, ctx.formats.money(found.value), ctx),
      found.lines.length === 0 ? null : fieldRow(lines, linesInBrief(linesOf(found), ctx), ctx),
    ];
  },
  // The receiver is shown in place of a customer without a name.
  shownIn: (found) => peopleIn(found).slice(0, found.customer?.name ? 1 : undefined),
  // The person confirmed this name and this amount. A deal that has changed since is not deleted.
  identity: (found) => ({
    name: found.name,
    value: String(found.value ?? ""),
    lines: String(found.lines.length),
  }),
  remove: ({ crm }, { number }) => crm.deals.remove(number),
});
