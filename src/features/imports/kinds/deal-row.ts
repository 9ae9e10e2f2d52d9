import type { DealChanges } from "../../../crm/deals.ts";
import { dealRecord } from "../../deals/deal-record.ts";
import type { Column } from "../columns.ts";
import { isRounded, readNumber } from "../values.ts";
import { type AddressParts, addressOf, emptyAddress } from "./address.ts";
import { recordColumns } from "./record-columns.ts";

/** A deal in a row of a file. Absent properties were not in the row. */
export type DealRow = {
  /** AntCRM's number of an existing deal; empty for a new one. */
  number: string;
  name?: string;
  receiverName?: string;
  receiverPhone?: string;
  code?: string;
  value?: number;
  shippingCost?: number;
  stage?: string;
  branch?: string;
  description?: string;
  receiverNote?: string;
  owners?: string[];
  /** `"2026-11-25"` */
  createdOn?: string;
  address: AddressParts;
  customFields: { name: string; value: string }[];
};

const dealNumber: Column<DealRow> = {
  key: "number",
  label: { vi: "Mã giao dịch", en: "Deal number" },
  synonyms: ["số giao dịch", "mã gd", "mã", "number", "deal id", "id", "deal no"],
  required: true,
  fill: (row, cell, field) => {
    const number = readNumber(cell);
    if (number === null) return { fault: isRounded(cell) ? "rounded" : "number", field, value: cell };
    row.number = number;
    return null;
  },
};

/** The columns of new deals only: src/crm/API.md#post-opportunities */
const ONLY_NEW = ["code", "owner", "createdOn"];

export const newDealColumns: readonly Column<DealRow>[] = recordColumns(dealRecord).map((column) =>
  column.key === "name" || column.key === "receiver" ? { ...column, required: true } : column,
);

export const dealEditColumns: readonly Column<DealRow>[] = [
  dealNumber,
  ...recordColumns(dealRecord, (name) => !ONLY_NEW.includes(name)),
];

export function beginDeal(): DealRow {
  return {
    number: "",
    address: emptyAddress(),
    customFields: [],
  };
}

/** Returns the fields to send for a new or an existing deal; those absent in the row are left out. */
export function dealChanges(row: DealRow): DealChanges {
  const {
    number: _number,
    code: _code,
    owners: _owners,
    createdOn: _created,
    address,
    customFields,
    ...said
  } = row;
  const receiverAddress = addressOf(address);
  return {
    ...said,
    ...(receiverAddress && { receiverAddress }),
    ...(customFields.length > 0 && { customFields }),
  };
}
