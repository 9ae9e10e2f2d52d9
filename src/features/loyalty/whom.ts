import type { Crm } from "../../crm/crm.ts";
import type { Customer } from "../../crm/customer.ts";
import { parsePhone } from "../../crm/phone.ts";
import type { PointMovement, PointsOf } from "../../crm/points.ts";

/** The phone or e-mail of a customer: loyalty calls take no ids. Null where there is neither. See src/crm/API.md#points */
export function loyaltyOf(customer: Customer): PointsOf | null {
  return waysTo(customer)[0] ?? null;
}

/**
 * The phone or e-mail that only this customer has, or null. Several customers may share a number, and it is not documented
 * whose points AntCRM would take. Leads do not count, because they have no points: src/crm/API.md#points
 */
export async function loyaltyOfAlone(customer: Customer, { contacts }: Crm): Promise<PointsOf | null> {
  for (const way of waysTo(customer)) {
    const found = way.phone
      ? (await contacts.byPhone(way.phone)).customers
      : await contacts.byEmail(way.email ?? "");
    if (found.every((one) => one.kind === "lead" || one.customerId === customer.customerId)) return way;
  }
  return null;
}

/** A customer's own movements, the newest first; null where AntCRM cannot be asked for them. */
export async function movementsOf(
  customer: Customer,
  crm: Crm,
  { kind }: { kind?: PointMovement["kind"] } = {},
): Promise<{ movements: PointMovement[]; complete: boolean } | null> {
  const whom = loyaltyOf(customer);
  if (whom === null) return null;
  const history = await crm.points.history(whom, kind === undefined ? {} : { kind });
  // Whoever shares the number is in the same history.
  const own = ({ customerId }: PointMovement) => customerId === null || customerId === customer.customerId;
  return { ...history, movements: history.movements.filter(own) };
}

function waysTo({ phones, emails }: Customer): PointsOf[] {
  const numbers = phones.map(parsePhone).filter((phone) => phone !== null);
  return [...numbers.map((phone) => ({ phone })), ...emails.map((email) => ({ email }))];
}
