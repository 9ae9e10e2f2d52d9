import { nationalNumber } from "./phone-numbers.ts";
import type { Customer } from "./records.ts";
import { insertByTime } from "./time-order.ts";

/**
 * How a phone filter compares numbers. `lenient`: by the subscriber number in any form, old prefixes too. `exact`: as
 * texts. The real behaviour is not documented, so the bot is tested with both: src/crm/API.md#phones-and-e-mails
 */
export type PhoneMatching = "lenient" | "exact";

/** All customers, from old to new, with an index of their keys. */
export class CustomerList {
  readonly list: Customer[] = [];
  private readonly byKey = new Map<string, Customer[]>();
  private readonly keysOf = new Map<Customer, string[]>();
  /** Customers that are not indexed yet. The next look-up indexes them, so that an import of ten thousand is fast. */
  private fresh: Customer[] = [];

  add(customer: Customer): void {
    insertByTime(this.list, customer);
    this.fresh.push(customer);
  }

  /** Applies the change and updates the index. */
  edit(customer: Customer, change: Partial<Customer>): void {
    this.indexFresh();
    Object.assign(customer, change);
    this.forget(customer);
    this.index(customer);
  }

  remove(customer: Customer): void {
    this.indexFresh();
    const place = this.list.indexOf(customer);
    if (place >= 0) this.list.splice(place, 1);
    this.forget(customer);
  }

  byPhone(phone: string, matching: PhoneMatching): readonly Customer[] {
    return this.at(matching === "exact" ? `as written ${phone}` : `phone ${nationalNumber(phone)}`);
  }

  byEmail(email: string): readonly Customer[] {
    return this.at(`email ${email.trim().toLowerCase()}`);
  }

  /** Finds by `customerId`, `leadId`, `_id` or the caller's `customerIdApiRing`; CRM numbers as digits. */
  byId(kind: "customerId" | "leadId" | "_id" | "customerIdApiRing", id: string): readonly Customer[] {
    return this.at(`${kind} ${id.trim()}`);
  }

  private at(key: string): readonly Customer[] {
    this.indexFresh();
    return this.byKey.get(key) ?? [];
  }

  private indexFresh(): void {
    const fresh = this.fresh;
    this.fresh = [];
    for (const customer of fresh) this.index(customer);
  }

  private index(customer: Customer): void {
    const keys = lookUpKeys(customer);
    this.keysOf.set(customer, keys);
    for (const key of keys) {
      const found = this.byKey.get(key);
      if (found === undefined) this.byKey.set(key, [customer]);
      else insertByTime(found, customer);
    }
  }

  private forget(customer: Customer): void {
    for (const key of this.keysOf.get(customer) ?? []) {
      const rest = this.at(key).filter((other) => other !== customer);
      if (rest.length === 0) this.byKey.delete(key);
      else this.byKey.set(key, rest);
    }
    this.keysOf.delete(customer);
  }
}

function lookUpKeys(customer: Customer): string[] {
  const keys = new Set<string>([`_id ${customer._id}`]);
  if (customer.customerId !== "") keys.add(`customerId ${customer.customerId}`);
  if (customer.leadId !== "") keys.add(`leadId ${customer.leadId}`);
  if (customer.customerIdApiRing !== "") keys.add(`customerIdApiRing ${customer.customerIdApiRing}`);
  for (const { value } of customer.phones) {
    keys.add(`as written ${value}`);
    // A text without digits is not a phone number.
    if (nationalNumber(value) !== "") keys.add(`phone ${nationalNumber(value)}`);
  }
  for (const { value } of customer.emails) keys.add(`email ${value.trim().toLowerCase()}`);
  return [...keys];
}
