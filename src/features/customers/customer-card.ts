import type { Context } from "../../bot/context.ts";
import { cardRows } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, fields, list, text } from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import type { Deal } from "../../crm/deal.ts";
import type { PointMovement } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerName } from "../customer-lookup/look-up.ts";
import { dealRow } from "../deals/deal-row.ts";
import { movementRow } from "../loyalty/movements.ts";
import { customerRecord } from "./customer-record.ts";

const customerCardMessages = defineMessages({
  en: {
    lead: "Lead",
    contact: "Customer",
    account: "Company",
    number: "Number",
    deals: "Newest deals",
    movements: "Newest point movements",
    noDeals: "No deals yet.",
    noMovements: "No point movements yet.",
    loading: (part: string) => `${part}: loading…`,
    failed: (part: string) => `${part}: could not be read just now. Press the button to try again.`,
    newTicket: "New ticket",
    redeem: "Redeem gift",
    pointsButton: "Points",
    dealsButton: "Deals",
    edit: "Edit",
  },
  vi: {
    lead: "Khách tiềm năng",
    contact: "Khách hàng",
    account: "Doanh nghiệp",
    number: "Mã số",
    deals: "Giao dịch mới nhất",
    movements: "Biến động điểm mới nhất",
    noDeals: "Chưa có giao dịch.",
    noMovements: "Chưa có biến động điểm.",
    loading: (part) => `${part}: đang tải…`,
    failed: (part) => `${part}: hiện chưa đọc được. Bấm nút để thử lại.`,
    newTicket: "Tạo phiếu",
    redeem: "Đổi quà",
    pointsButton: "Điểm",
    dealsButton: "Giao dịch",
    edit: "Sửa",
  },
});

/** A part of the card that is read separately. The card does not wait for it. */
export type Part<T> = { state: "loading" } | { state: "failed" } | { state: "read"; value: T };

export interface CustomerParts {
  deals: Part<readonly Deal[]>;
  movements: Part<readonly PointMovement[]>;
}

/** The customer's card. */
export function customerCard(customer: Customer, parts: CustomerParts, ctx: Context): Card {
  const t = customerCardMessages[ctx.who.locale];
  const reference = referenceTo(customer);
  return {
    ...card(
      customerName(customer, ctx.who.locale),
      context([t[customer.kind], `${t.number} ${customer.customerId ?? customer.leadId ?? "–"}`].join(" · ")),
      fields(...cardRows(customerRecord, customer, ctx)),
      partBlock(parts.deals, t.deals, t, (deals) =>
        deals.length === 0
          ? text(t.noDeals)
          : list(
              t.deals,
              deals.map((deal) => dealRow(deal, ctx)),
            ),
      ),
      partBlock(parts.movements, t.movements, t, (movements) =>
        movements.length === 0
          ? text(t.noMovements)
          : list(
              t.movements,
              movements.map((movement) => movementRow(movement, ctx)),
            ),
      ),
      buttons(
        button(t.newTicket, "ticket", { customer: reference }, { style: "primary" }),
        button(t.redeem, "redeem", { customer: reference }),
        button(t.pointsButton, "points", { customer: reference }),
        customer.customerId === null ? null : button(t.dealsButton, "deals", { customer: reference }),
        button(t.edit, "editcustomer", { customer: reference }),
      ),
    ),
    names: [customer.name],
  };
}

function partBlock<T>(
  part: Part<T>,
  name: string,
  t: { loading: (part: string) => string; failed: (part: string) => string },
  draw: (value: T) => ReturnType<typeof list>,
) {
  if (part.state === "loading") return context(t.loading(name));
  if (part.state === "failed") return context(t.failed(name));
  return draw(part.value);
}
