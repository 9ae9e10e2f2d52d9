import type { Customer } from "../../crm/contacts.ts";
import { parsePhone } from "../../crm/phone.ts";
import type { PointsOf } from "../../crm/points.ts";

/** How the loyalty calls name a customer: they know phones and e-mails, no ids [seed 3.5]. Null where there is neither. */
export function loyaltyOf(customer: Customer): PointsOf | null {
  const phone = customer.phones.map(parsePhone).find((one) => one !== null);
  if (phone) return { phone };
  const email = customer.emails[0];
  return email === undefined ? null : { email };
}
