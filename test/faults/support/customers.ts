import type { Stage } from "./stage.ts";

/** A gift of the sandbox, and its price in points. */
export const GIFT = { code: "DAUMAY01", points: 10 };

export interface Customer {
  /** As the journal calls them: `"customer:9457"`. */
  key: string;
  /** Nobody else's. */
  name: string;
  phone: string;
  points: number;
}

let born = 0;

/** Somebody new in the CRM. */
export function newCustomer({ crm }: Pick<Stage, "crm">, points = 100): Customer {
  born += 1;
  const phone = `090${1_000_000 + born}`;
  const name = `Khách ${phone.slice(-5)}`;
  const { customerId } = crm.world.addCustomer({ name, phones: [phone], scoreAvailable: points });
  crm.world.addCode({ code: codeFor({ phone }), score: 50 });
  return { key: `customer:${customerId}`, name, phone, points };
}

/** The accumulation code that is theirs to use, once. */
export function codeFor({ phone }: Pick<Customer, "phone">): string {
  return `TIVI${phone}`;
}

/** How many gifts AntCRM has really given this customer. */
export function giftsOf({ crm }: Pick<Stage, "crm">, { key }: Customer): number {
  return crm.world.points.filter(
    ({ type, status, contact }) => type === 2 && status === 1 && key === `customer:${contact.customerId}`,
  ).length;
}
