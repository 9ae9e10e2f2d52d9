import { customerReference } from "../../bot/arguments.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import { customerArgument } from "../../bot/record-commands/fields.ts";
import type { CustomerKey } from "../../crm/contacts-write.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import { AppError } from "../../errors.ts";
import { customerName, oneCustomer, pinnedCustomer } from "../customer-lookup/look-up.ts";

export const customerTarget: RecordTarget<Customer> = {
  argument: "customer",
  ...customerArgument,
  async find(reference, ctx, next) {
    const one = await oneCustomer(customerReference(reference), ctx, next);
    return "card" in one ? one : { found: one.customer };
  },
  read: (reference, { crm }) => pinnedCustomer(reference, crm),
  referenceOf: referenceTo,
  keyOf: referenceTo,
  titleOf: customerName,
  namesOf: ({ name }) => [name],
};

/**
 * How AntCRM wants a customer named in an edit or a deletion: `{ customerId: "9457" }`, `{ leadId: "2964" }`.
 * @throws AppError `invalid` the record has neither number, so nothing can be written to it
 */
export function keyOf({ customerId, leadId }: Customer): CustomerKey {
  if (customerId !== null) return { customerId };
  if (leadId !== null) return { leadId };
  throw new AppError("invalid", "the customer has no number in AntCRM");
}
