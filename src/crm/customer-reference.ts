import type { Customer } from "./customer.ts";
import { type E164, formatPhone, parsePhone } from "./phone.ts";

/** How a button refers to this customer: `"customer:9457"`, `"lead:2964"`, else a phone or an e-mail. */
export function referenceTo(customer: Customer): string {
  if (customer.customerId !== null) return `customer:${customer.customerId}`;
  if (customer.leadId !== null) return `lead:${customer.leadId}`;
  return (
    customer.phones.find((phone) => parsePhone(phone) !== null) ??
    customer.emails[0] ??
    `name:${customer.name}`
  );
}

/** How people recognise this customer: `"Trần Thị Bình · 0867 123 456"`. */
export function calledBy({ name, phones }: Customer): string {
  return [name, ...phones.slice(0, 1).map(readablePhone)].filter((part) => part !== "").join(" · ");
}

/** A number as people read it. One that is not understood stays as it is stored. */
export function readablePhone(phone: string): string {
  return phone.startsWith("+") ? formatPhone(phone as E164) : phone;
}

/** A customer as another record names them. */
interface Named {
  customerId: string | null;
  leadId: string | null;
  phones: readonly string[];
  emails: readonly string[];
}

/**
 * How a button refers to them: `"customer:9457"`, `"lead:2964"`, else a phone or an e-mail; null where there is none.
 */
export function customerReference(customer: Named | null): string | null {
  if (customer?.customerId) return `customer:${customer.customerId}`;
  if (customer?.leadId) return `lead:${customer.leadId}`;
  return customer?.phones[0] ?? customer?.emails[0] ?? null;
}

/** Whom a record shows, for the audit and the quota: a reference or the name; null where it names nobody. */
export function shownAs(customer: (Named & { name: string | null }) | null): string | null {
  return customerReference(customer) ?? (customer?.name ? `name:${customer.name}` : null);
}
