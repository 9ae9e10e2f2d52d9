import type { Deal } from "../../crm/deals.ts";
import { readStoredPhone } from "../../crm/phone.ts";
import {
  beginDeal,
  type DealRow,
  dealChanges,
  dealDetails,
  dealName,
  dealNumber,
  dealReceiver,
} from "./deal-row.ts";
import type { Kind } from "./kind.ts";

/** Changes of deals that are there, by AntCRM's number; an empty cell leaves what the deal has. */
export const dealEdits: Kind<DealRow> = {
  name: "deal-edits",
  columns: [dealNumber, dealName, dealReceiver, ...dealDetails],
  begin: beginDeal,
  check: (row) => (Object.keys(dealChanges(row)).length === 0 ? { fault: "no-change" } : null),
  keys: ({ number }) => [number],
  group: () => "",
  isFindable: () => true,
  shown: (row) => [`#${row.number}`, ...Object.values(dealChanges(row)).map((value) => textOf(value))],
  async send(crm, rows) {
    const numbers = await crm.deals.updateMany(
      rows.map((row) => ({ number: row.number, changes: dealChanges(row) })),
    );
    // AntCRM may name none (antcrm-api.md 4, row 5): that says nothing.
    return numbers.length === 0 ? null : numbers.length;
  },
  async find(crm, row) {
    const deal = await crm.deals.byNumber(row.number);
    return deal !== null && carries(deal, row) ? "made" : "absent";
  },
};

function textOf(value: unknown): string {
  return typeof value === "object"
    ? Object.values(value ?? {})
        .filter(Boolean)
        .join(", ")
    : String(value);
}

/**
 * Does the deal read as the row wants it? What an answer does not show (a stage may come as an ObjectId, row 29) is not
 * held against it.
 */
function carries(deal: Deal, row: DealRow): boolean {
  const same = (read: string | number | null, wanted: string | number | undefined) =>
    wanted === undefined || read === null || read === wanted;
  return (
    same(deal.name, row.name) &&
    same(deal.receiverName, row.receiverName) &&
    same(
      deal.receiverPhone && (readStoredPhone(deal.receiverPhone) ?? deal.receiverPhone),
      row.receiverPhone,
    ) &&
    same(deal.value, row.value) &&
    same(deal.stage, row.stage) &&
    same(deal.branch, row.branch) &&
    same(deal.description, row.description)
  );
}
