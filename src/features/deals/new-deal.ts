import { z } from "zod";
import { amount, customer, dealLines, email, line, lines, phone } from "../../bot/arguments.ts";
import type { Args } from "../../bot/command.ts";
import type { Customer } from "../../crm/customer.ts";
import { dealTotal } from "../../crm/deal-total.ts";
import type { DealLineInput, NewDeal } from "../../crm/deals-write.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import { STAFF } from "../team/staff-list.ts";
import { BRANCHES, STAGES } from "./deal-lists.ts";

/** What a new deal is made of: how it is typed, and how it goes to AntCRM. */

const newDealMessages = defineMessages({
  en: {
    reference: "Ref",
    named: (first: string, others: number) => (others === 0 ? first : `${first} and ${others} more`),
  },
  vi: {
    reference: "Mã",
    named: (first, others) => (others === 0 ? first : `${first} và ${others} sản phẩm khác`),
  },
});

export const newDealLabels = defineMessages({
  en: {
    customer: "Customer",
    lines: "Products",
    name: "Deal name",
    shipping: "Shipping",
    stage: "Stage",
    branch: "Branch",
    owner: "In charge (e-mail)",
    receiver: "Receiver",
    receiverPhone: "Receiver's phone",
    delivery: "Delivery note",
    note: "Note",
  },
  vi: {
    customer: "Khách hàng",
    lines: "Sản phẩm",
    name: "Tên giao dịch",
    shipping: "Phí giao hàng",
    stage: "Giai đoạn",
    branch: "Chi nhánh",
    owner: "Phụ trách (e-mail)",
    receiver: "Người nhận",
    receiverPhone: "SĐT người nhận",
    delivery: "Ghi chú giao hàng",
    note: "Ghi chú",
  },
});

/** What people call the fee before a colon. */
export const SHIPPING_NAMES = ["phí ship", "ship", "phí giao"];

export const newDealInput = z.object({
  customer: customer(),
  lines: dealLines(),
  name: line(200).optional(),
  shipping: amount({ alsoCalled: SHIPPING_NAMES }).optional(),
  stage: line(100, { learned: STAGES }).optional(),
  branch: line(200, { learned: BRANCHES }).optional(),
  owner: email({ learned: STAFF }).optional(),
  receiver: line(200).optional(),
  receiverPhone: phone().optional(),
  delivery: line(500).optional(),
  note: lines(5_000, { keyed: true }).optional(),
});

export type NewDealInput = z.output<typeof newDealInput>;

/** The deal as it is sent, its total with it, and the operation's reference in the last line of its description. */
export function asNewDeal(
  input: NewDealInput,
  { customerId, name, phones }: Pick<Customer, "name" | "phones"> & { customerId: string },
  sold: DealLineInput[],
  { operation, locale }: { operation: Pick<Operation, "id" | "reference">; locale: Locale },
): NewDeal {
  const { stage, branch, owner, shipping, delivery, note = "" } = input;
  const receiverPhone = input.receiverPhone ?? phones[0];
  return {
    name: input.name ?? nameFor(sold, locale),
    receiverName: input.receiver ?? (name || receiverPhone || customerId),
    ...(receiverPhone !== undefined && { receiverPhone }),
    opportunityIdApiRing: operation.id,
    dealWith: { customerId, name, phones },
    ...(owner !== undefined && { dealByUsers: [owner] }),
    lines: sold,
    value: dealTotal(sold, shipping),
    ...(shipping !== undefined && { shippingCost: shipping }),
    ...(stage !== undefined && { stage }),
    ...(branch !== undefined && { branch }),
    ...(delivery !== undefined && { receiverNote: delivery }),
    description: [note, `${newDealMessages[locale].reference} ${operation.reference}`].join("\n").trim(),
  };
}

/** A deal that nobody named is called by what is sold. */
export function nameFor([first, ...others]: readonly DealLineInput[], locale: Locale): string {
  return newDealMessages[locale].named(first?.name ?? "", others.length);
}

/** What was given beside the customer, to go on with whoever is picked. */
export function keptArgs({ customer: _, lines: typed, shipping, ...texts }: NewDealInput): Args {
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    lines: JSON.stringify(typed),
    ...(shipping !== undefined && { shipping: String(shipping) }),
  };
}
