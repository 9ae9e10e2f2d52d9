import { type CustomField, readCustomFields } from "./custom-fields.ts";
import { type Address, readAddresses, readStaff } from "./customer.ts";
import {
  fields,
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
  readTextOrEmpty,
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

type Raw = Readonly<Record<string, unknown>>;

const readDeal = fields({
  number: ["number", (value) => readNumberId(value) ?? ""],
  name: readTextOrEmpty,
  value: readAmount,
  // An ObjectId or a name: src/crm/API.md#deal-stages
  stage: readLabel,
  status: readLabel,
  receiverName: readText,
  receiverPhone: readPhone,
  receiverAddress: ["receiverAddressObj", (value) => readAddresses(value)[0] ?? null],
  receiverNote: readText,
  shippingCost: ["shipping_cost", readAmount],
  owners: [ownersOf],
  customer: [(raw) => partiesOf(raw).find(isSomebody) ?? null],
  lines: [linesOf],
  branch: readLabel,
  description: readText,
  customFields: ["cusFields", readCustomFields],
  createdAt: readDate,
  updatedAt: readDate,
});

/** A record of src/crm/API.md#get-opportunities, in either form; without number, id and name it is unreadable. */
export const dealShape = record({
  deal: [(raw): Deal => readDeal(raw)],
  objectId: ["_id", readObjectId],
  customerIds: [(raw) => partiesOf(raw).flatMap(({ customerId }) => customerId ?? [])],
  customerPhones: [(raw) => partiesOf(raw).flatMap(({ phones }) => phones)],
}).refine(({ deal, objectId }) => deal.number !== "" || objectId !== null || deal.name !== "");

/** Written as `dealByUsers`, read as `dealBy.users`: src/crm/API.md#deal-fields-of-two-names */
function ownersOf({ dealByUsers, dealBy }: Raw): string[] {
  const owners = readOwners(dealByUsers);
  return owners.length > 0 ? owners : readOwners(isRecord(dealBy) ? dealBy.users : dealBy);
}

/** Both lists may be there, and one of them empty: src/crm/API.md#deal-fields-of-two-names */
function linesOf(raw: Raw): DealLine[] {
  const lines = readLines(raw.groupPackage);
  return lines.length > 0 ? lines : readLines(raw.package);
}

function partiesOf({ dealWith, contacts }: Raw): DealCustomer[] {
  return [...readParties(dealWith), ...readParties(contacts)];
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
