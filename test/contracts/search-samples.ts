import type { Customer } from "../../src/crm/customer.ts";
import { readCustomerRecord } from "../../src/crm/customer.ts";
import { noon } from "./store-samples.ts";

interface Given extends Partial<Omit<Customer, "addresses">> {
  /** Street, district and city: `["Cộng Hoà", "Tân Bình", "Hồ Chí Minh"]`. */
  place?: readonly string[];
  /** AntCRM keeps it beside the street. */
  houseNumber?: string;
}

/** Creates a customer as AntCRM's client reads one. */
export function indexedCustomer(name: string, { place = [], houseNumber, ...given }: Given): Customer {
  const [streetName, state, city] = place;
  const read = readCustomerRecord({
    name,
    customerId: given.customerId ?? "1",
    addresses: [{ street: houseNumber, streetName, state, city }],
  });
  if (read === null) throw new Error("a customer without a name");
  return { ...read, updatedAt: noon, ...given };
}
