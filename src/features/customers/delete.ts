import { parseCustomerReference } from "../../bot/arguments.ts";
import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import { cardRows, customerArgument } from "../../bot/record-commands/fields.ts";
import { field } from "../../cards/card.ts";
import type { CustomerKey } from "../../crm/contacts-write.ts";
import type { Customer } from "../../crm/customer.ts";
import { referenceTo } from "../../crm/customer.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerName, oneCustomer, pinnedCustomer } from "../customer-lookup/look-up.ts";
import { customerRecord } from "./customer-record.ts";

export const customerTarget: RecordTarget<Customer> = {
  argument: "customer",
  ...customerArgument,
  async find(reference, ctx, next) {
    const one = await oneCustomer(parseCustomerReference(reference), ctx, next);
    return "card" in one ? one : { found: one.customer };
  },
  read: (reference, { crm }) => pinnedCustomer(reference, crm),
  referenceOf: referenceTo,
  keyOf: referenceTo,
  titleOf: customerName,
  namesOf: ({ name }) => [name],
};

/**
 * Returns the key by which AntCRM edits or deletes a customer: `{ customerId: "9457" }`, `{ leadId: "2964" }`.
 * @throws AppError `invalid` the record has neither number, so it cannot be changed
 */
export function keyOf({ customerId, leadId }: Customer): CustomerKey {
  if (customerId !== null) return { customerId };
  if (leadId !== null) return { leadId };
  throw new AppError("invalid", "the customer has no number in AntCRM");
}

const deleteCustomerMessages = defineMessages({
  en: {
    name: "Delete customer",
    summary: "Delete a customer in AntCRM",
    ask: (name: string) => `Delete ${name}?`,
    points: "Points that go with it",
    deals: "Deals of this customer",
    dealNames: (names: string, more: number) => (more > 0 ? `${names} and ${more} more` : names),
    lost: "The record, its points and its tags are lost in AntCRM, and I cannot bring them back.",
    confirm: "Delete",
    done: (number: string) => `Customer ${number} deleted`,
  },
  vi: {
    name: "Xoá khách",
    summary: "Xoá một khách trong AntCRM",
    ask: (name) => `Xoá khách ${name}?`,
    points: "Điểm sẽ mất",
    deals: "Đơn hàng của khách",
    dealNames: (names, more) => (more > 0 ? `${names} và ${more} đơn khác` : names),
    lost: "Hồ sơ, điểm và nhãn của khách sẽ mất trong AntCRM, bot không lấy lại được.",
    confirm: "Xoá khách",
    done: (number) => `Đã xoá khách số ${number}`,
  },
});

const DEALS_NAMED = 3;

/** Deletes a customer. AntCRM cannot undo this, so the question names what is deleted with the record. */
export const deleteCustomer = deleteCommand({
  name: "deletecustomer",
  aliases: ["xoá khách", "xoá khách hàng", "xoá lead", "delete customer", "remove customer", "delete lead"],
  role: "manager",
  messages: deleteCustomerMessages,
  examples: {
    vi: ["xoá khách 476", "xoá khách 0867 123 456", "xoa khach 476"],
    en: ["delete customer 476"],
  },
  target: customerTarget,
  async rows(found, ctx) {
    const { t, who, common, formats } = ctx;
    const number = [found.customerId ?? found.leadId, choiceNames[who.locale](found.kind)];
    const contacts = cardRows(customerRecord, found, ctx, ["phones", "emails"]);
    return [
      field(common.number, number.filter(Boolean).join(" · ")),
      ...contacts,
      found.points ? field(t.points, formats.number(found.points)) : null,
      field(t.deals, await dealsOf(found, ctx)),
    ];
  },
  // The record is not deleted if it has become another person's since the question.
  identity: ({ name, phones, emails }) => ({ name, phones: phones.join(", "), emails: emails.join(", ") }),
  remove: ({ crm }, found) => crm.contacts.remove(keyOf(found)),
  doneTitle(text) {
    const reference = parseCustomerReference(text);
    return "id" in reference ? reference.id : "";
  },
});

async function dealsOf(found: Customer, { crm, who, common }: Context): Promise<string> {
  const t = deleteCustomerMessages[who.locale];
  if (found.customerId === null) return "0";
  // If the deals cannot be read, the card says so. This does not prevent the deletion.
  const deals = await crm.deals.ofCustomer(found.customerId).catch(() => null);
  if (deals === null) return common.unread;
  if (deals.length === 0) return "0";
  const named = deals.slice(0, DEALS_NAMED).map(({ number, name }) => `#${number} ${name}`);
  return `${deals.length} (${t.dealNames(named.join(", "), deals.length - named.length)})`;
}
