import { decodeAddresses, decodeCustomFields, decodeStaff } from "./customer.ts";
import {
  decodeAmount,
  decodeDate,
  decodeLabel,
  decodeLine,
  decodeLineOrEmpty,
  decodeList,
  decodeNumberId,
  decodeObjectId,
  decodePhone,
  decodePhones,
  decodeText,
  fields,
  filled,
  isRecord,
  type Raw,
} from "./shapes.ts";

/** A deal, an order, an opportunity: one object in AntCRM. See src/crm/API.md#deals */
export type Deal = ReturnType<typeof decodeDeal>;

export interface DealRecord {
  deal: Deal;
  objectId: string | null;
  /** Empty if the record names nobody. No sample of an answer shows the customer completely. */
  customerIds: string[];
  customerPhones: string[];
}

const decodeDeal = fields({
  /** The CRM's number, `"3609"`; empty where the record has none, see src/crm/API.md#get-opportunities */
  number: (value) => decodeNumberId(value) ?? "",
  name: decodeLineOrEmpty,
  /** In the tenant's currency, VND. */
  value: decodeAmount,
  /** The stage's name; null for a bare ObjectId, see src/crm/API.md#deal-stages */
  stage: decodeLabel,
  /** A code beside the stage: `"LOST"` is the only one seen. */
  status: decodeLabel,
  receiverName: decodeLine,
  /** E.164 where understood, else as stored. */
  receiverPhone: decodePhone,
  /** The delivery address. */
  receiverAddress: ["receiverAddressObj", (value) => decodeAddresses(value)[0] ?? null],
  /** The delivery note. No sample of an answer shows it, so null may also mean that AntCRM did not send it. */
  receiverNote: decodeText,
  shippingCost: ["shipping_cost", decodeAmount],
  /** E-mail addresses or names of the staff in charge. */
  owners: [ownersOf],
  /** The customer; null if the record names nobody. */
  customer: [(raw) => partiesOf(raw).find(isSomebody) ?? null],
  /** A record may have both lists, and one of them may be empty: src/crm/API.md#deal-fields-of-two-names */
  lines: [(raw) => filled(decodeLines(raw.groupPackage)) ?? decodeLines(raw.package)],
  branch: decodeLabel,
  description: decodeText,
  customFields: ["cusFields", decodeCustomFields],
  createdAt: decodeDate,
  updatedAt: decodeDate,
});

/** Reads a record of src/crm/API.md#get-opportunities, in either form; null without number, id and name. */
export function readDealRecord(raw: Raw): DealRecord | null {
  const deal = decodeDeal(raw);
  const objectId = decodeObjectId(raw._id);
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
  return filled(decodeOwners(dealByUsers)) ?? decodeOwners(isRecord(dealBy) ? dealBy.users : dealBy);
}

function decodeOwners(value: unknown): string[] {
  return decodeList(value)
    .map(decodeStaff)
    .filter((owner) => owner !== null);
}

const readDealParty = fields({ customerId: decodeNumberId, name: decodeLine, phones: decodePhones });

function partiesOf({ dealWith, contacts }: Raw) {
  return [...decodeList(dealWith), ...decodeList(contacts)].filter(isRecord).map(readDealParty);
}

function isSomebody({ customerId, name, phones }: ReturnType<typeof readDealParty>): boolean {
  return customerId !== null || name !== null || phones.length > 0;
}

export type DealLine = ReturnType<typeof readLine>;

const readLine = fields({
  name: decodeLineOrEmpty,
  code: decodeText,
  productIdApiRing: decodeText,
  quantity: decodeAmount,
  /** Unit price. */
  value: decodeAmount,
  discount: [decodeDiscount],
  note: decodeText,
});

function decodeLines(value: unknown): DealLine[] {
  return decodeList(value)
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
function decodeDiscount({ discount, typeDiscount }: Raw): Discount | null {
  const value = decodeAmount(discount);
  return value ? { kind: decodeAmount(typeDiscount) === 1 ? "percent" : "amount", value } : null;
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
