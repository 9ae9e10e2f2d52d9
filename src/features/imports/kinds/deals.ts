import type { Deal } from "../../../crm/deal.ts";
import type { DealChanges } from "../../../crm/deals.ts";
import { type E164, readStoredPhone } from "../../../crm/phone.ts";
import { dealRecord } from "../../deals/deal-record.ts";
import type { RowEvidence, RowKind } from "../columns.ts";
import { type AddressCells, addressOf, emptyAddress, type ImportColumn, recordColumns } from "../columns.ts";
import { isRounded, numberOfCell } from "../values.ts";

/** A deal in a row of a file. Absent properties were not in the row. */
type DealRow = Omit<DealChanges, "receiverAddress"> &
  Required<Pick<DealChanges, "customFields">> & {
    /** AntCRM's number of an existing deal; empty for a new one. */
    number: string;
    code?: string;
    owners?: string[];
    /** `"2026-11-25"` */
    createdOn?: string;
    address: AddressCells;
  };

const dealNumber: ImportColumn<DealRow> = {
  key: "number",
  label: { vi: "Số đơn", en: "Deal number" },
  synonyms: [
    "mã giao dịch",
    "số giao dịch",
    "mã gd",
    "số đơn hàng",
    "mã",
    "number",
    "deal id",
    "id",
    "deal no",
  ],
  required: true,
  fill: (row, cell, field) => {
    const number = numberOfCell(cell);
    if (number === null) return { fault: isRounded(cell) ? "rounded" : "number", field, value: cell };
    row.number = number;
    return null;
  },
};

/** The columns that only new deals have: src/crm/API.md#post-opportunities */
const ONLY_NEW = ["code", "owner", "createdOn"];

/** New deals. The last line of each description holds a reference by which the deal is found again. */
export const dealImport: RowKind<DealRow> = {
  name: "deals",
  columns: recordColumns(dealRecord).map((column) =>
    column.key === "name" || column.key === "receiver" ? { ...column, required: true } : column,
  ),
  own: (row, name, value) => void row.customFields.push({ name, value }),
  begin: beginDeal,
  check: ({ createdOn }, today) =>
    createdOn !== undefined && createdOn > today ? { fault: "future", field: "createdOn" } : null,
  // The same goods may be bought twice. Only the shop's own code marks the same order.
  keys: ({ code }) => (code === undefined ? [] : [code]),
  group: () => "",
  // AntCRM finds deals by phone and customer only: src/crm/API.md#get-opportunities
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

/** Changes of existing deals by AntCRM's number. An empty cell changes nothing. */
export const dealEditImport: RowKind<DealRow> = {
  name: "deal-edits",
  columns: [dealNumber, ...recordColumns(dealRecord, (name) => !ONLY_NEW.includes(name))],
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

function beginDeal(): DealRow {
  return { number: "", address: emptyAddress(), customFields: [] };
}

/** Returns the fields to send for a new or an existing deal; those absent in the row are left out. */
function dealChanges(row: DealRow): DealChanges {
  const { number: _number, code: _code, owners: _owners, createdOn: _created, ...said } = row;
  const { address, customFields, ...fields } = said;
  const receiverAddress = addressOf(address);
  return {
    ...fields,
    ...(receiverAddress && { receiverAddress }),
    ...(customFields.length > 0 && { customFields }),
  };
}

function textOf(value: unknown): string {
  return typeof value === "object"
    ? Object.values(value ?? {})
        .filter(Boolean)
        .join(", ")
    : String(value);
}

/** Compares a deal with the values of a row. `unknowable` if AntCRM's answers do not show them. */
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
 * True if AntCRM's answers show all values of the row. A stage may be an ObjectId (src/crm/API.md#deal-stages). The
 * delivery note, the shipping cost, the address and custom fields are missing in one of the vendor's samples.
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
