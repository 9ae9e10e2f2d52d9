import { type CustomerRow, customerFields, customerRows, findCustomer } from "./customer-row.ts";
import type { Kind } from "./kind.ts";

/** New customers, by default leads, as in AntCRM itself. */
export const customers: Kind<CustomerRow> = {
  ...customerRows,
  name: "customers",
  // The answer to a mixed list is not documented: src/crm/API.md#packages
  group: ({ kind }) => (kind === "lead" ? "lead" : "customer"),
  async send(crm, rows) {
    const { customerIds, leadIds } = await crm.contacts.createMany(
      rows.map((row) =>
        Object.assign(customerFields(row), { kind: row.kind, customerIdApiRing: row.code ?? row.id }),
      ),
    );
    return customerIds.length + leadIds.length;
  },
  find: findCustomer,
};
