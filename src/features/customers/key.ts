import type { CustomerKey } from "../../crm/contacts-write.ts";
import type { Customer } from "../../crm/customer.ts";
import { AppError } from "../../errors.ts";

/**
 * How AntCRM wants a customer named in an edit or a deletion: `{ customerId: "9457" }`, `{ leadId: "2964" }`.
 * @throws AppError `invalid` the record has neither number, so nothing can be written to it
 */
export function keyOf({ customerId, leadId }: Customer): CustomerKey {
  if (customerId !== null) return { customerId };
  if (leadId !== null) return { leadId };
  throw new AppError("invalid", "the customer has no number in AntCRM");
}
