import { readAddresses, readCustomFields, readStaff } from "./customer.ts";
import {
  fields,
  filled,
  isRecord,
  type Raw,
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
} from "./shapes.ts";

/** A deal, an order, an opportunity: one object in AntCRM. See src/crm/API.md#deals */
export type Deal = ReturnType<typeof readDeal>;

export interface DealRecord {
  deal: Deal;
  objectId: string | null;
  /** Empty if the record names nobody. No sample of an answer shows the customer completely. */
  customerIds: string[];
  customerPhones: string[];
}

const readDeal = fields({
  /** The CRM's number, `"3609"`; empty where the record has none, see src/crm/API.md#get-opportunities */
  number: (value) => readNumberId(value) ?? "",
  name: readTextOrEmpty,
  /** In the tenant's currency, VND. */
  value: readAmount,
  /** The stage's name; null for a bare ObjectId, see src/crm/API.md#deal-stages */
  stage: readLabel,
  /** A code beside the stage: `"LOST"` is the only one seen. */
  status: readLabel,
  receiverName: readText,
  /** E.164 where understood, else as stored. */
  receiverPhone: readPhone,
  /** The delivery address. */
  receiverAddress: ["receiverAddressObj", (value) => readAddresses(value)[0] ?? null],
  /** The delivery note. No sample of an answer shows it, so null may also mean that AntCRM did not send it. */
  receiverNote: readText,
  shippingCost: ["shipping_cost", readAmount],
  /** E-mail addresses or names of the staff in charge. */
  owners: [ownersOf],
  /** The customer; null if the record names nobody. */
  customer: [(raw) => partiesOf(raw).find(isSomebody) ?? null],
  /** A record may have both lists, and one of them may be empty: src/crm/API.md#deal-fields-of-two-names */
  lines: [(raw) => filled(readLines(raw.groupPackage)) ?? readLines(raw.package)],
  branch: readLabel,
  description: readText,
  customFields: ["cusFields", readCustomFields],
  createdAt: readDate,
  updatedAt: readDate,
});

/** Reads a record of src/crm/API.md#get-opportunities, in either form; null without number, id and name. */
export function readDealRecord(raw: Raw): DealRecord | null {
  const deal = readDeal(raw);
  const objectId = readObjectId(raw._id);
  if (deal.number === "" && objectId === null && deal.name === "") return null;
  const parties = partiesOf(raw);
  return {
    deal,
    objectId,
    customerIds: parties.flatMap(({ customerId }) => customerId ?? []),
    customerPhones: parties.flatMap(({ phones }) => phones),
  };
}

/** Written as `dealByUsers`, read as `dealBy.users`: src/crm/API.md#deal-fields-of-two-names */
function ownersOf({ dealByUsers, dealBy }: Raw): string[] {
  return filled(readOwners(dealByUsers)) ?? readOwners(isRecord(dealBy) ? dealBy.users : dealBy);
}

function readOwners(value: unknown): string[] {
  return readList(value)
    .map(readStaff)
    .filter((owner) => owner !== null);
}

const readDealParty = fields({ customerId: readNumberId, name: readText, phones: readPhones });

function partiesOf({ dealWith, contacts }: Raw) {
  return [...readList(dealWith), ...readList(contacts)].filter(isRecord).map(readDealParty);
}

function isSomebody({ customerId, name, phones }: ReturnType<typeof readDealParty>): boolean {
  return customerId !== null || name !== null || phones.length > 0;
}

export type DealLine = ReturnType<typeof readLine>;

const readLine = fields({
  name: readTextOrEmpty,
  code: readText,
  productIdApiRing: readText,
  quantity: readAmount,
  /** Unit price. */
  value: readAmount,
  discount: [readDiscount],
  note: readText,
});

function readLines(value: unknown): DealLine[] {
  return readList(value)
    .filter(isRecord)
    .map(readLine)
    .filter(({ name, code }) => name !== "" || code !== null);
}

/** `amount` in money, or `percent` of the price. */
interface Discount {
  kind: "amount" | "percent";
  value: number;
}

/** `typeDiscount` 0 is an amount of money, 1 percent: src/crm/API.md#product-lines */
function readDiscount({ discount, typeDiscount }: Raw): Discount | null {
  const value = readAmount(discount);
  return value ? { kind: readAmount(typeDiscount) === 1 ? "percent" : "amount", value } : null;
}

/** A product line as it is sent. */
export interface DealLineInput {
  /** The product's name in AntCRM: src/crm/API.md#product-lines */
  name: string;
  /** Above 0: `2`, `0.5`. */
  quantity: number;
  /** Unit price, VND: `390000`. */
  value: number;
  /** `{ kind: "amount", value: 50000 }` takes 50,000 VND off the line, `{ kind: "percent", value: 10 }` a tenth. */
  discount?: Discount;
  productIdApiRing?: string;
  code?: string;
  note?: string;
}

/**
 * Returns the total of a deal in whole dong: each line's price less its discount, at least 0, plus shipping. Without
 * shipping, the total is the `value` to send. If no `value` is sent, AntCRM computes it from its own prices. See
 * src/crm/API.md#post-opportunities
 *
 * `dealTotal([{ name: "Combo", quantity: 2, value: 390_000, discount: { kind: "percent", value: 10 } }], 30_000)` →
 * `732000`
 */
export function dealTotal(lines: readonly DealLineInput[], shippingCost = 0): number {
  return lines.reduce((sum, line) => sum + lineTotal(line), Math.round(shippingCost));
}

/** Returns the total of one line: `quantity × value` less its discount, in whole dong. */
export function lineTotal({ quantity, value, discount }: DealLineInput): number {
  const gross = quantity * value;
  const off = discount?.kind === "percent" ? (gross * discount.value) / 100 : (discount?.value ?? 0);
  return Math.max(0, Math.round(gross - off));
}

/** Converts a line that was read into the line that an edit sends. A missing quantity is 1, a missing price 0. */
export function lineToSend(line: DealLine): DealLineInput {
  const { name, quantity, value, discount, productIdApiRing, code, note } = line;
  return {
    name,
    quantity: quantity ?? 1,
    value: value ?? 0,
    ...(discount && { discount }),
    ...(productIdApiRing !== null && { productIdApiRing }),
    ...(code !== null && { code }),
    ...(note !== null && { note }),
  };
}
