import { AppError } from "../../../errors.ts";
import { type CustomerRow, customerFields, customerRows } from "./customer-row.ts";
import type { Kind } from "./kind.ts";

/**
 * Members for a segment. AntCRM shows no segment's members, so nobody can look for them afterwards [seed 3.7]. To put one
 * in twice is believed harmless [inferred].
 */
export const segment: Kind<CustomerRow> = {
  ...customerRows,
  name: "segment",
  group: () => "",
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
