import { AppError } from "../../../errors.ts";
import { type CustomerRow, customerFields, customerRows } from "./customer-row.ts";
import type { Kind } from "./kind.ts";

/**
 * Members of a segment. No call lists them, so they cannot be looked up afterwards. To add one twice is believed
 * harmless: src/crm/API.md#segments
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
