import { button, buttons, type Card, card, text } from "../cards/card.ts";
import { readablePhone } from "../crm/customer.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Args, Command } from "./command.ts";

const whomMessages = defineMessages({
  en: {
    title: "Which customer?",
    ask: (command: string, customers: string) => `“${command}” is for one customer: ${customers}?`,
    or: " or ",
    id: (number: string) => `customer ${number}`,
  },
  vi: {
    title: "Bạn chọn khách nào?",
    ask: (command, customers) => `“${command}” chỉ làm cho một khách: ${customers}?`,
    or: " hay ",
    id: (number) => `khách ${number}`,
  },
});

/** A request that names several customers, and whose command takes one. */
export interface Whom {
  command: Command;
  args: Args;
  /** The argument that takes the customer. */
  argument: string;
  /** As canonical text: `["+84867123456", "+84900000001"]`. */
  customers: readonly string[];
}

/** Asks which of the customers in a text is meant. A button does for one what the text asked for. */
export function whomCard({ command, args, argument, customers }: Whom, locale: Locale): Card {
  const t = whomMessages[locale];
  const names = customers.map((customer) => nameOf(customer, locale));
  const choices = customers.map((customer, index) =>
    button(names[index] ?? customer, command.name, { ...args, [argument]: customer }),
  );
  return card(t.title, text(t.ask(command.title(locale), names.join(t.or))), buttons(...choices));
}

function nameOf(customer: string, locale: Locale): string {
  if (customer.startsWith("+")) return readablePhone(customer);
  const number = /^(?:id|customer|lead):(\d+)$/.exec(customer)?.[1];
  return number === undefined ? customer : whomMessages[locale].id(number);
}
