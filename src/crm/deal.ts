import type { z } from "zod";
import { type CustomField, readCustomFields } from "./custom-fields.ts";
import { type Address, readAddresses, readStaff } from "./customer.ts";
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

/** A deal, an order, an opportunity: one object in AntCRM. See src/crm/API.md#deals */
export interface Deal {
  /** The CRM's number, `"3609"`; empty where the record has none, see src/crm/API.md#get-opportunities */
  number: string;
  name: string;
  /** In the tenant's currency, VND. */
  value: number | null;
  /** The stage's name; null for a bare ObjectId, see src/crm/API.md#deal-stages */
  stage: string | null;
  /** A code beside the stage: `"LOST"` is the only one seen. */
  status: string | null;
  receiverName: string | null;
  /** E.164 where understood, else as stored. */
  receiverPhone: string | null;
  /** The delivery address. */
  receiverAddress: Address | null;
  /** The delivery note. No sample of an answer shows it, so null may also mean that AntCRM did not send it. */
  receiverNote: string | null;
  shippingCost: number | null;
  /** E-mail addresses or names of the staff in charge. */
  owners: string[];
  /** The customer, as far as the record names one. */
  customer: DealCustomer | null;
  lines: DealLine[];
  branch: string | null;
  description: string | null;
  customFields: CustomField[];
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** `{ customerId: "475", name: "An", phones: ["+84900000001"] }` */
interface DealCustomer {
  customerId: string | null;
  name: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
}

export interface DealLine {
  name: string;
  code: string | null;
  productIdApiRing: string | null;
  quantity: number | null;
  /** Unit price. */
  value: number | null;
  /** `amount` in money, or `percent` of the price. */
  discount: { kind: "amount" | "percent"; value: number } | null;
  note: string | null;
}

export interface DealRecord {
  deal: Deal;
  objectId: string | null;
  /** The customers, as far as the record names them: no sample shows this part whole. */
  customerIds: string[];
  customerPhones: string[];
}

const dealFields = record({
  number: readNumberId,
  _id: readObjectId,
  name: readText,
  value: readAmount,
  // An ObjectId or a name: src/crm/API.md#deal-stages
  stage: readLabel,
  status: readLabel,
  receiverName: readText,
  receiverPhone: readPhone,
  receiverAddressObj: readAddresses,
  receiverNote: readText,
  shipping_cost: readAmount,
  // Written as `dealByUsers`, read as `dealBy.users`: src/crm/API.md#deal-fields-of-two-names
  dealByUsers: readOwners,
  dealBy: (value) => (isRecord(value) ? readOwners(value.users) : readOwners(value)),
  // Both lists may be there, and one of them empty: src/crm/API.md#deal-fields-of-two-names
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

/** A record of src/crm/API.md#get-opportunities, in either form; without number, id and name it is unreadable. */
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

/** `typeDiscount` 0 is an amount of money, 1 percent: src/crm/API.md#product-lines */
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
