import { AppError } from "../../../errors.ts";
import {
  beginCustomer,
  type CustomerRow,
  checkCustomer,
  customerColumns,
  customerFields,
  shownCustomer,
} from "./customer-row.ts";
import type { Kind } from "./kind.ts";

/** Members for a segment. AntCRM shows no segment's members, so nobody can look for them afterwards [seed 3.7]. */
export const segment: Kind<CustomerRow> = {
  name: "segment",
  columns: customerColumns,
  own: (row, name, value) => void row.customFields.push({ name, value }),
  begin: beginCustomer,
  check: checkCustomer,
  keys: ({ phones, emails }) => [...phones, ...emails.map((email) => email.toLowerCase())],
  group: () => "",
  // Nobody can look for a member, but to put one in twice is believed harmless [inferred].
  isFindable: () => true,
  shown: shownCustomer,
  async send(crm, rows, { segment: id }) {
    if (id === undefined) throw new AppError("bug", "an import into no segment");
    await crm.segments.setContacts(
      id,
      rows.map((row) => ({ ...customerFields(row), ...(row.code && { customerIdApiRing: row.code }) })),
    );
    return null;
  },
  find: async () => "unknowable",
};
