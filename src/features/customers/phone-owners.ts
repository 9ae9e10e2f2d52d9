import type { Context } from "../../bot/context.ts";
import { button, type Card, card, list, type Row, text } from "../../cards/card.ts";
import type { Crm } from "../../crm/crm.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import { parsePhone } from "../../crm/phone.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Texts } from "../../records/changes.ts";
import { customerName } from "../customer-lookup/look-up.ts";

const phoneOwnersMessages = defineMessages({
  en: {
    title: "Already in AntCRM",
    one: "Somebody has this phone or e-mail already:",
    several: (count: number) => `${count} customers have this phone or e-mail already:`,
    open: "Open this customer",
  },
  vi: {
    title: "Đã có trong AntCRM",
    one: "Đã có khách dùng số điện thoại hoặc e-mail này:",
    several: (count) => `Đã có ${count} khách dùng số điện thoại hoặc e-mail này:`,
    open: "Mở khách này",
  },
});

const SHOWN = 5;

/** Finds the customers who have one of these phones or e-mails, each once. */
export async function phoneOwnersOf({ phones, emails }: Texts, crm: Crm): Promise<Customer[]> {
  const known = textsIn(phones)
    .map(parsePhone)
    .filter((phone) => phone !== null);
  const found = await Promise.all([
    ...known.map(async (phone) => (await crm.contacts.byPhone(phone)).customers),
    ...textsIn(emails).map((email) => crm.contacts.byEmail(email)),
  ]);
  const byReference = new Map(found.flat().map((one) => [referenceTo(one), one]));
  return [...byReference.values()];
}

/** Shows the customers with the same phone or e-mail; null where there are none. */
export async function sameCustomer(typed: Texts, ctx: Context): Promise<Card | null> {
  const phoneOwners = await phoneOwnersOf(typed, ctx.crm);
  if (phoneOwners.length === 0) return null;
  const t = phoneOwnersMessages[ctx.who.locale];
  const shown = phoneOwners.slice(0, SHOWN);
  const rows = shown.map((one): Row => {
    const detail = [one.phones.map(readablePhone).join(", "), one.emails.join(", "), one.stage];
    return {
      title: customerName(one, ctx.who.locale),
      detail: detail.filter(Boolean).join(" · "),
      buttons: [button(t.open, "customer", { customer: referenceTo(one) }, { style: "primary" })],
      customer: referenceTo(one),
    };
  });
  const sentence = phoneOwners.length === 1 ? t.one : t.several(phoneOwners.length);
  return {
    ...card(t.title, text(sentence), list("", rows)),
    tone: "warning",
    names: shown.map(({ name }) => name),
  };
}

function textsIn(typed: string | undefined): string[] {
  return typed === undefined ? [] : typed.split("\n");
}
