import { type CustomerRow, customerFields, customerRows, findCustomer } from "./customer-row.ts";
import type { Kind } from "./kind.ts";

/** New customers: leads where no column says otherwise, as in AntCRM itself [seed 3.1]. */
export const customers: Kind<CustomerRow> = {
  ...customerRows,
  name: "customers",
  // What a mixed list answers is not documented (antcrm-api.md 3.1).
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
