import type { z } from "zod";
import { readCustomFields } from "./custom-fields.ts";
import { readAddresses, readStaff } from "./customer-shape.ts";
import type { Deal, DealCustomer, DealLine } from "./deals.ts";
import {
  isRecord,
  readAmount,
  readDate,
  readLabel,
  readList,
  readNumberId,
  readObjectId,
  readPhone,
  readPhones,
  readText,
  record,
} from "./shapes.ts";

export interface DealRecord {
  deal: Deal;
  objectId: string | null;
  /** Whom the deal is with, as far as the record says: neither of the two samples shows it whole. */
  customerIds: string[];
  customerPhones: string[];
}

const dealFields = record({
  number: readNumberId,
  _id: readObjectId,
  name: readText,
  value: readAmount,
  // Row 29: an ObjectId in the newer sample, a name in requests.
  stage: readLabel,
  status: readLabel,
  receiverName: readText,
  receiverPhone: readPhone,
  receiverAddressObj: readAddresses,
  receiverNote: readText,
  shipping_cost: readAmount,
  // Row 30: `dealByUsers` is written, `dealBy.users` is read.
  dealByUsers: readOwners,
  dealBy: (value) => (isRecord(value) ? readOwners(value.users) : readOwners(value)),
  // Row 30: both lists may be there, and one of them empty.
  groupPackage: readLines,
  package: readLines,
  branch: readLabel,
  description: readText,
  cusFields: readCustomFields,
  dealWith: readParties,
  contacts: readParties,
  createdAt: readDate,
  updatedAt: readDate,
});

/** A deal as GET /opportunities answers, in either form [seed][docs 2]. Unreadable: no number, no id and no name. */
export const dealShape = dealFields
  .refine(({ number, _id, name }) => number !== null || _id !== null || name !== null)
  .transform((record): DealRecord => {
    const parties = [...record.dealWith, ...record.contacts];
    return {
      deal: toDeal(record),
      objectId: record._id,
      customerIds: parties.map(({ customerId }) => customerId).filter((id) => id !== null),
      customerPhones: parties.flatMap(({ phones }) => phones),
    };
  });

function toDeal(record: z.output<typeof dealFields>): Deal {
  return {
    number: record.number ?? "",
    name: record.name ?? "",
    value: record.value,
    stage: record.stage,
    status: record.status,
    receiverName: record.receiverName,
    receiverPhone: record.receiverPhone,
    receiverAddress: record.receiverAddressObj[0] ?? null,
    receiverNote: record.receiverNote,
    shippingCost: record.shipping_cost,
    owners: record.dealByUsers.length > 0 ? record.dealByUsers : record.dealBy,
    customer: [...record.dealWith, ...record.contacts].find(isSomebody) ?? null,
    lines: record.groupPackage.length > 0 ? record.groupPackage : record.package,
    branch: record.branch,
    description: record.description,
    customFields: record.cusFields,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

function readOwners(value: unknown): string[] {
  return readList(value)
    .map(readStaff)
    .filter((owner) => owner !== null);
}

function readLines(value: unknown): DealLine[] {
  return readList(value)
    .filter(isRecord)
    .map((line) => ({
      name: readText(line.name) ?? "",
      code: readText(line.code),
      productIdApiRing: readText(line.productIdApiRing),
      quantity: readAmount(line.quantity),
      value: readAmount(line.value),
      discount: readDiscount(line),
      note: readText(line.note),
    }))
    .filter(({ name, code }) => name !== "" || code !== null);
}

/** `typeDiscount` 0 is an amount of money, 1 percent [seed 2]. */
function readDiscount({ discount, typeDiscount }: Record<string, unknown>): DealLine["discount"] {
  const value = readAmount(discount);
  return value ? { kind: readAmount(typeDiscount) === 1 ? "percent" : "amount", value } : null;
}

function readParties(value: unknown): DealCustomer[] {
  return readList(value)
    .filter(isRecord)
    .map((party) => ({
      customerId: readNumberId(party.customerId),
      name: readText(party.name),
      phones: readPhones(party.phones),
    }));
}

function isSomebody({ customerId, name, phones }: DealCustomer): boolean {
  return customerId !== null || name !== null || phones.length > 0;
}
