import type { Deal } from "../../../crm/deal.ts";
import { readStoredPhone } from "../../../crm/phone.ts";
import { addressOf } from "./address.ts";
import { beginDeal, type DealRow, dealChanges, dealEditColumns } from "./deal-row.ts";
import type { Kind, RowEvidence } from "./kind.ts";

/** Changes of existing deals by AntCRM's number. An empty cell changes nothing. */
export const dealEdits: Kind<DealRow> = {
  name: "deal-edits",
  columns: dealEditColumns,
  begin: beginDeal,
  check: (row) => (Object.keys(dealChanges(row)).length === 0 ? { fault: "no-change" } : null),
  keys: ({ number }) => [number],
  group: () => "",
  // Sending the same change twice is harmless.
  isFindable: () => true,
  shown: (row) => [`#${row.number}`, ...Object.values(dealChanges(row)).map((value) => textOf(value))],
  async send(crm, rows) {
    const numbers = await crm.deals.updateMany(
      rows.map((row) => ({ number: row.number, changes: dealChanges(row) })),
    );
    // The answer may name no deal, which shows nothing: src/crm/API.md#packages
    return numbers.length === 0 ? null : numbers.length;
  },
  async find(crm, row) {
    const deal = await crm.deals.byNumber(row.number);
    return deal === null ? "absent" : compare(deal, row);
  },
};

function textOf(value: unknown): string {
  return typeof value === "object"
    ? Object.values(value ?? {})
        .filter(Boolean)
        .join(", ")
    : String(value);
}

/** Does the deal hold the row's values? `unknowable` where answers do not show them. */
function compare(deal: Deal, row: DealRow): RowEvidence {
  const phone = deal.receiverPhone && (readStoredPhone(deal.receiverPhone) ?? deal.receiverPhone);
  const read = { ...deal, receiverPhone: phone };
  const isSame = SHOWN.every((key) => row[key] === undefined || row[key] === read[key]);
  if (!isSame || (row.stage !== undefined && deal.stage !== null && row.stage !== deal.stage))
    return "absent";
  return isShownWhole(row, deal) ? "made" : "unknowable";
}

const SHOWN = ["name", "receiverName", "receiverPhone", "value", "branch", "description"] as const;

/**
 * A stage may be an ObjectId (src/crm/API.md#deal-stages); the delivery note, the shipping cost, the address and own
 * fields are not in both of the vendor's samples.
 */
function isShownWhole(
  { stage, receiverNote, shippingCost, address, customFields }: DealRow,
  deal: Deal,
): boolean {
  return (
    (stage === undefined || deal.stage !== null) &&
    (receiverNote === undefined || receiverNote === deal.receiverNote) &&
    (shippingCost === undefined || shippingCost === deal.shippingCost) &&
    addressOf(address) === null &&
    customFields.length === 0
  );
}
