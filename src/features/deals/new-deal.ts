import type { Customer } from "../../crm/customer.ts";
import { type DealLineInput, dealTotal } from "../../crm/deal.ts";
import type { NewDeal } from "../../crm/deals.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import { newBody, type Texts } from "../../records/changes.ts";
import { dealRecord } from "./deal-record.ts";

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

/** Returns the deal to send. It has a total, and the operation's reference in the last line of its description. */
export function asNewDeal(
  input: Texts,
  { customerId, name, phones }: Pick<Customer, "name" | "phones"> & { customerId: string },
  sold: DealLineInput[],
  { operation, locale }: { operation: Pick<Operation, "id" | "reference">; locale: Locale },
): NewDeal {
  const {
    shipping,
    note = "",
    receiverPhone = phones[0],
    receiver = name || receiverPhone || customerId,
  } = input;
  return {
    ...newBody(dealRecord, { ...input, receiverPhone }),
    name: input.name ?? nameFor(sold, locale),
    receiverName: receiver,
    opportunityIdApiRing: operation.id,
    dealWith: { customerId, name, phones },
    lines: sold,
    value: dealTotal(sold, shipping === undefined ? 0 : Number(shipping)),
    description: [note, `${newDealMessages[locale].reference} ${operation.reference}`].join("\n").trim(),
  };
}

/** Names a deal by its products. */
export function nameFor([first, ...others]: readonly DealLineInput[], locale: Locale): string {
  return newDealMessages[locale].named(first?.name ?? "", others.length);
}
