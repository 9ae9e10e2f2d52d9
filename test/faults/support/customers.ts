import type { Fixture } from "./fixture.ts";

/** A gift in the sandbox, with its price in points. */
export const GIFT = { code: "DAUMAY01", points: 10 };

export interface Customer {
  /** The customer's id in the journal: `"customer:9457"`. */
  key: string;
  /** Unique among the customers. */
  name: string;
  phone: string;
  points: number;
}

let customerCount = 0;

/** Adds a customer to the CRM. */
export function newCustomer({ crm }: Pick<Fixture, "crm">, points = 100): Customer {
  customerCount += 1;
  const phone = `090${1_000_000 + customerCount}`;
  const name = `Khách ${phone.slice(-5)}`;
  const { customerId } = crm.world.addCustomer({ name, phones: [phone], scoreAvailable: points });
  for (const code of [codeFor({ phone }), secondCodeFor({ phone })]) crm.world.addCode({ code, score: 50 });
  return { key: `customer:${customerId}`, name, phone, points };
}

/** Returns the customer's own accumulation code, valid once. */
export function codeFor({ phone }: Pick<Customer, "phone">): string {
  return `TIVI${phone}`;
}

/** Returns another code of the same customer. */
export function secondCodeFor(customer: Pick<Customer, "phone">): string {
  return `${codeFor(customer)}b`;
}

/** Returns the number of gifts that the customer has redeemed in AntCRM. */
export function giftsOf({ crm }: Pick<Fixture, "crm">, { key }: Customer): number {
  return crm.world.points.filter(
    ({ type, status, contact }) => type === 2 && status === 1 && key === `customer:${contact.customerId}`,
  ).length;
}
