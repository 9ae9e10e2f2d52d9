import type { E164 } from "../../../crm/phone.ts";
import { beginDeal, type DealRow, dealChanges, newDealColumns } from "./deal-row.ts";
import type { Kind } from "./kind.ts";

/** New deals. The last line of each description holds a reference by which the deal is found again. */
export const deals: Kind<DealRow> = {
  name: "deals",
  columns: newDealColumns,
  own: (row, name, value) => void row.customFields.push({ name, value }),
  begin: beginDeal,
  check: ({ createdOn }, today) =>
    createdOn !== undefined && createdOn > today ? { fault: "future", field: "createdOn" } : null,
  // The same goods may be bought twice. Only the shop's own code marks the same order.
  keys: ({ code }) => (code === undefined ? [] : [code]),
  group: () => "",
  // AntCRM finds deals by phone and customer alone: src/crm/API.md#get-opportunities
  isFindable: ({ receiverPhone }) => receiverPhone !== undefined,
  shown: ({ name = "", receiverName = "", receiverPhone, value }) => [
    name,
    receiverName,
    ...(receiverPhone === undefined ? [] : [receiverPhone]),
    ...(value === undefined ? [] : [String(value)]),
  ],
  async send(crm, rows) {
    const numbers = await crm.deals.createMany(
      rows.map((row) => ({
        ...dealChanges(row),
        name: row.name ?? "",
        receiverName: row.receiverName ?? "",
        description: [row.description ?? "", row.reference].join("\n").trim(),
        opportunityIdApiRing: row.code ?? row.id,
        ...(row.owners && { dealByUsers: row.owners }),
        // Noon in Vietnam is the same day in every time zone that AntCRM may use.
        ...(row.createdOn && { createdAt: new Date(`${row.createdOn}T12:00:00+07:00`) }),
      })),
    );
    return numbers.length;
  },
  async find(crm, { receiverPhone, reference }) {
    if (receiverPhone === undefined) return "unknowable";
    const found = await crm.deals.byPhone(receiverPhone as E164);
    return found.some(({ description }) => description?.split(/\s+/).includes(reference)) ? "made" : "absent";
  },
};
