import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import { fieldRow } from "../../bot/record-commands/fields.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { peopleIn } from "./deal-card.ts";
import { linesInBrief, linesOf } from "./deal-lines.ts";
import { dealRecord } from "./deal-record.ts";
import { dealTarget } from "./deal-target.ts";

const deleteDealMessages = defineMessages({
  en: {
    name: "Delete deal",
    summary: "Delete a deal in AntCRM",
    ask: (number: string) => `Delete deal #${number}?`,
    lost: "Its products, its stage and its history go with it, and I cannot bring it back.",
    done: (number: string) => `Deal #${number} deleted`,
  },
  vi: {
    name: "Xoá giao dịch",
    summary: "Xoá một giao dịch trong AntCRM",
    ask: (number) => `Xoá giao dịch #${number}?`,
    lost: "Sản phẩm, giai đoạn và lịch sử của giao dịch cũng mất theo, và bot không lấy lại được.",
    done: (number) => `Đã xoá giao dịch #${number}`,
  },
});

const { name, customer, value, lines } = dealRecord.fields;

export const deleteDeal = deleteCommand({
  name: "deletedeal",
  aliases: [
    "xoá giao dịch",
    "xoá đơn",
    "xoá đơn hàng",
    "huỷ giao dịch",
    "huỷ đơn",
    "huỷ đơn hàng",
    "xoá cơ hội",
    "delete deal",
    "remove deal",
    "delete order",
    "cancel order",
  ],
  role: "manager",
  messages: deleteDealMessages,
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
  // Somebody who confirmed one name and sum did not mean a deal with others.
  identity: (found) => ({
    name: found.name,
    value: String(found.value ?? ""),
    lines: String(found.lines.length),
  }),
  remove: ({ crm }, { number }) => crm.deals.remove(number),
});
