import type { Customer } from "../../crm/customer.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";

const messages = defineMessages({ en: { unnamed: "(no name)" }, vi: { unnamed: "(chưa có tên)" } });

/** What a customer is called in a card, also where the record has no name. */
export function customerName({ name }: Pick<Customer, "name">, locale: Locale): string {
  return name || messages[locale].unnamed;
}
