import { z } from "zod";
import { customer } from "../../bot/arguments.ts";
import { type Context, defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing/before.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { card, field, fields, text } from "../../cards/card.ts";
import type { Customer } from "../../crm/customer.ts";
import { readablePhone, referenceTo } from "../../crm/customer-reference.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { lookUp, oneCustomer } from "../customer-lookup/look-up.ts";
import { keyOf } from "./key.ts";

const deleteCustomerMessages = defineMessages({
  en: {
    name: "Delete customer",
    summary: "Delete a customer in AntCRM",
    ask: (name: string) => `Delete ${name}?`,
    number: "Number",
    phones: "Phone",
    emails: "E-mail",
    points: "Points that go with it",
    deals: "Deals of this customer",
    dealNames: (names: string, more: number) => (more > 0 ? `${names} and ${more} more` : names),
    unread: "could not be read just now",
    lost: "The record, its points and its tags are lost in AntCRM, and I cannot bring them back.",
    confirm: "Delete",
    done: (number: string) => `Customer ${number} deleted`,
    unnamed: "(no name)",
  },
  vi: {
    name: "Xoá khách",
    summary: "Xoá một khách trong AntCRM",
    ask: (name) => `Xoá khách ${name}?`,
    number: "Mã số",
    phones: "Điện thoại",
    emails: "E-mail",
    points: "Điểm sẽ mất",
    deals: "Giao dịch của khách",
    dealNames: (names, more) => (more > 0 ? `${names} và ${more} giao dịch khác` : names),
    unread: "hiện chưa đọc được",
    lost: "Hồ sơ, điểm và nhãn của khách sẽ mất trong AntCRM, bot không lấy lại được.",
    confirm: "Xoá khách",
    done: (number) => `Đã xoá khách số ${number}`,
    unnamed: "(chưa có tên)",
  },
});

const labels = defineMessages({ en: { customer: "Customer" }, vi: { customer: "Khách hàng" } });

const DEALS_NAMED = 3;

/** Deletes a customer. AntCRM has no way back, so the question names what goes with the record. */
export const deleteCustomer = defineCommand({
  name: "deletecustomer",
  aliases: ["xoá khách", "xoá khách hàng", "xoá lead", "delete customer", "remove customer", "delete lead"],
  role: "manager",
  messages: deleteCustomerMessages,
  labels,
  input: z.object({ customer: customer() }),

  async ask(ctx) {
    const { input, t, who, formats } = ctx;
    const one = await oneCustomer(input.customer, ctx, { command: "deletecustomer", args: {} });
    if ("card" in one) return one.card;
    const found = one.customer;
    const several = (label: string, values: readonly string[]) =>
      values.length === 0 ? null : field(label, values.join(", "));
    return {
      card: {
        ...card(
          t.ask(found.name || t.unnamed),
          fields(
            field(
              t.number,
              [numberOf(found), choiceNames[who.locale](found.kind)].filter(Boolean).join(" · "),
            ),
            several(t.phones, found.phones.map(readablePhone)),
            several(t.emails, found.emails),
            found.points ? field(t.points, formats.number(found.points)) : null,
            field(t.deals, await dealsOf(found, ctx)),
          ),
          text(t.lost),
        ),
        tone: "warning",
        names: [found.name],
      },
      customer: referenceTo(found),
      args: { customer: referenceTo(found), ...asShown(identity(found)) },
      confirmLabel: t.confirm,
      danger: true,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const [found] = (await lookUp(input.customer, crm)).customers;
      if (found === undefined) throw new AppError("not-found", "customer: deleted already");
      mustBeAsShown(operation, identity(found));
      return {
        seen: [],
        async send() {
          await crm.contacts.remove(keyOf(found));
          return referenceTo(found);
        },
      };
    },

    async evidence({ crm, input }, operation) {
      const { customers } = await lookUp(input.customer, crm);
      return evidenceOfState(operation, customers.length === 0, null);
    },
  },

  receipt: async ({ input, t }) => {
    const { customer: reference } = input;
    const number = "id" in reference ? reference.id : "";
    return { ...card(t.done(number)), tone: "good" };
  },
});

/** Whom the question named, so that a record that has become somebody else's is not deleted. */
function identity({ name, phones, emails }: Customer) {
  return { name, phones: phones.join(", "), emails: emails.join(", ") };
}

function numberOf({ customerId, leadId }: Customer): string {
  return customerId ?? leadId ?? "";
}

async function dealsOf(found: Customer, { crm, who }: Context): Promise<string> {
  const t = deleteCustomerMessages[who.locale];
  if (found.customerId === null) return "0";
  const deals = await crm.deals.ofCustomer(found.customerId).catch(() => null);
  if (deals === null) return t.unread;
  if (deals.length === 0) return "0";
  const named = deals.slice(0, DEALS_NAMED).map(({ number, name }) => `#${number} ${name}`);
  return `${deals.length} (${t.dealNames(named.join(", "), deals.length - named.length)})`;
}
