import { type CustomerReference, customer } from "../../bot/arguments.ts";
import type { SegmentMember } from "../../crm/contacts-write.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Customer } from "../../crm/customer.ts";
import type { E164 } from "../../crm/phone.ts";
import { readCustomer } from "../../understanding/customer.ts";
import { lookUp } from "../customer-lookup/look-up.ts";

/** Whom the references mean. */
export interface Members {
  found: Customer[];
  /** What was typed and means nobody. */
  nobody: string[];
  /** What was typed and means several. */
  several: { typed: string; customers: Customer[] }[];
  /** Found, but AntCRM could not know them again: it does so by phone or e-mail. */
  unreachable: Customer[];
}

/**
 * Looks for each of them.
 * @param phones   `["+84867123456"]`
 * @param others   anything else that names a customer: `["customer:475", "lead 2964", "an@example.com"]`
 */
export async function findMembers(
  phones: readonly E164[],
  others: readonly string[],
  crm: Crm,
): Promise<Members> {
  const asked: { typed: string; reference: CustomerReference | null }[] = [
    ...phones.map((phone) => ({ typed: phone, reference: { by: "phone" as const, phone } })),
    ...others.map((typed) => ({ typed, reference: referenceOf(typed) })),
  ];
  const answers = await Promise.all(
    asked.map(async ({ typed, reference }) => ({
      typed,
      customers: reference === null ? [] : (await lookUp(reference, crm)).customers,
    })),
  );
  const single = distinct(answers.flatMap(({ customers }) => (customers.length === 1 ? customers : [])));
  return {
    found: single.filter(isReachable),
    unreachable: single.filter((one) => !isReachable(one)),
    nobody: answers.filter(({ customers }) => customers.length === 0).map(({ typed }) => typed),
    several: answers.filter(({ customers }) => customers.length > 1),
  };
}

/** A customer for src/crm/API.md#post-segmentsset-contact, with phones and e-mails as they are stored. */
export function memberOf({ name, phones, emails, kind }: Customer): SegmentMember {
  return { name: name || (phones[0] ?? emails[0] ?? ""), phones, emails, kind };
}

function referenceOf(typed: string): CustomerReference | null {
  const canonical = readCustomer(typed);
  return canonical === null ? null : customer().parse(canonical);
}

function isReachable({ phones, emails }: Customer): boolean {
  return phones.length > 0 || emails.length > 0;
}

/** One customer may have been named by two of their numbers. */
function distinct(customers: readonly Customer[]): Customer[] {
  const byId = new Map<string, Customer>();
  for (const one of customers) byId.set(`${one.customerId} ${one.leadId} ${one.objectId} ${one.name}`, one);
  return [...byId.values()];
}
