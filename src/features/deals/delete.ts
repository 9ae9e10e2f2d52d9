import { z } from "zod";
import { deal } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, type Held, mustBeAsShown } from "../../bot/editing/before.ts";
import { card, field, fields, text } from "../../cards/card.ts";
import type { Deal } from "../../crm/deal.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { namesIn, peopleIn } from "./deal-card.ts";
import { linesInBrief, linesOf } from "./deal-lines.ts";
import { noDealCard } from "./show.ts";

const deleteDealMessages = defineMessages({
  en: {
    name: "Delete deal",
    summary: "Delete a deal in AntCRM",
    ask: (number: string) => `Delete deal #${number}?`,
    dealName: "Name",
    customer: "Customer",
    total: "Total",
    products: "Products",
    lost: "Its products, its stage and its history go with it, and I cannot bring it back.",
    confirm: "Delete",
    done: (number: string) => `Deal #${number} deleted`,
  },
  vi: {
    name: "Xoá giao dịch",
    summary: "Xoá một giao dịch trong AntCRM",
    ask: (number) => `Xoá giao dịch #${number}?`,
    dealName: "Tên",
    customer: "Khách hàng",
    total: "Tổng tiền",
    products: "Sản phẩm",
    lost: "Sản phẩm, giai đoạn và lịch sử của giao dịch cũng mất theo, và bot không lấy lại được.",
    confirm: "Xoá",
    done: (number) => `Đã xoá giao dịch #${number}`,
  },
});

const labels = defineMessages({ en: { deal: "Deal number" }, vi: { deal: "Số giao dịch" } });

export const deleteDeal = defineCommand({
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
  labels,
  input: z.object({ deal: deal() }),

  async ask(ctx) {
    const { crm, input, t, who, formats, recordAccess, shows } = ctx;
    const found = await crm.deals.byNumber(input.deal);
    recordAccess(`deal:${input.deal}`, found === null ? "none" : "shown");
    if (found === null) return noDealCard(input.deal, who.locale);
    const customer = found.customer?.name ?? found.receiverName;
    // The receiver is shown in place of a customer without a name.
    for (const one of peopleIn(found).slice(0, found.customer?.name ? 1 : undefined)) shows(one);
    return {
      card: {
        ...card(
          t.ask(found.number),
          fields(
            field(t.dealName, found.name),
            customer ? field(t.customer, customer) : null,
            found.value === null ? null : field(t.total, formats.money(found.value)),
            found.lines.length === 0 ? null : field(t.products, linesInBrief(linesOf(found), ctx)),
          ),
          text(t.lost),
        ),
        tone: "warning",
        names: namesIn(found),
      },
      customer: `deal:${found.number}`,
      args: { deal: found.number, ...asShown(shownOf(found)) },
      confirmLabel: t.confirm,
      danger: true,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const found = await crm.deals.byNumber(input.deal);
      if (found === null) throw new AppError("not-found", "deletedeal: deleted already");
      mustBeAsShown(operation, shownOf(found));
      return {
        seen: [],
        async send() {
          await crm.deals.remove(input.deal);
          return input.deal;
        },
      };
    },

    async evidence({ crm, input }, operation) {
      return evidenceOfState(operation, (await crm.deals.byNumber(input.deal)) === null, input.deal);
    },
  },

  receipt: async ({ input, t }) => ({ ...card(t.done(input.deal)), tone: "good" }),
});

/** Another name or another sum: then it is another deal in the eyes of whoever said yes. */
function shownOf({ name, value, lines }: Deal): Held {
  return { name, value: String(value ?? ""), lines: String(lines.length) };
}
