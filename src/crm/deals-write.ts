import { AppError } from "../errors.ts";
import { asAddress, asPhones, phoneAsRead, phoneToSend } from "./contacts-write.ts";
import { type CustomField, customFieldsToSend } from "./custom-fields.ts";
import type { Address } from "./customer.ts";
import { checkAmount, checkCount, checkEmail, checkNumberId, checkText, given } from "./input.ts";

/** A product line as it is sent. `lineToSend` makes one of a line that was read. */
export interface DealLineInput {
  /** The product's name in AntCRM: src/crm/API.md#product-lines */
  name: string;
  /** Above 0: `2`, `0.5`. */
  quantity: number;
  /** Unit price, VND: `390000`. */
  value: number;
  /** `{ kind: "amount", value: 50000 }` takes 50,000 VND off the line, `{ kind: "percent", value: 10 }` a tenth. */
  discount?: { kind: "amount" | "percent"; value: number };
  productIdApiRing?: string;
  code?: string;
  note?: string;
}

/** What src/crm/API.md#put-opportunities can change: not owners, customer, own code and creation time. */
export interface DealChanges {
  name?: string;
  receiverName?: string;
  /** `"+84900000001"`. A stored text that is no number is sent as it is. */
  receiverPhone?: string;
  receiverAddress?: Omit<Address, "line">;
  /** Replaces the whole list: read, change, send back. */
  lines?: DealLineInput[];
  /** VND. Without it AntCRM computes the value from its own prices. */
  value?: number;
  receiverNote?: string;
  description?: string;
  /** The name of a stage, `"Chốt đơn"`: src/crm/API.md#deal-stages */
  stage?: string;
  /** The shop's or branch's name. */
  branch?: string;
  /** Replaces the whole list. */
  customFields?: CustomField[];
  /** VND. */
  shippingCost?: number;
}

export interface NewDeal extends DealChanges {
  name: string;
  receiverName: string;
  /** The caller's own order code: the operation's id. */
  opportunityIdApiRing?: string;
  /** E-mail addresses of the staff in charge, `["agent@example.com"]`. */
  dealByUsers?: string[];
  /** The customer: `{ customerId: "475", name: "An", phones: ["+84900000001"] }`. */
  dealWith?: { customerId: string; name: string; phones: string[] };
  createdAt?: Date;
}

/** The maximum in one request: src/crm/API.md#packages */
const MANY = 100;

/** The body of src/crm/API.md#post-opportunities */
export function newDealBody(input: NewDeal): Record<string, unknown> {
  const { receiverPhone, opportunityIdApiRing, dealByUsers, dealWith, createdAt } = input;
  return {
    ...dealBody(input),
    name: checkText(input.name, "name", 500),
    receiverName: checkText(input.receiverName, "receiverName", 500),
    ...given({
      receiverPhone: receiverPhone === undefined ? undefined : phoneToSend(receiverPhone),
      opportunityIdApiRing,
      dealByUsers: dealByUsers?.map(checkEmail),
      dealWith: dealWith && withBody(dealWith),
      // Milliseconds, as in answers. The vendor does not name the unit: src/crm/API.md#times
      createdAt: createdAt?.getTime(),
    }),
  };
}

/** The body of src/crm/API.md#put-opportunities */
export function dealChangesBody(number: string, changes: DealChanges): Record<string, unknown> {
  const body = dealBody(changes);
  if (Object.keys(body).length === 0) throw new AppError("invalid", "there is nothing to change");
  return { ...body, number: checkNumberId(number, "number") };
}

export function newDealsBody(inputs: readonly NewDeal[]): Record<string, unknown>[] {
  return checkCount(inputs, "deals", MANY).map(newDealBody);
}

/** It is not documented which of two edits of one deal in one request wins, so that is rejected. */
export function dealEditsBody(
  edits: readonly { number: string; changes: DealChanges }[],
): Record<string, unknown>[] {
  const bodies = checkCount(edits, "deals", MANY).map(({ number, changes }) =>
    dealChangesBody(number, changes),
  );
  if (new Set(bodies.map(({ number }) => number)).size < bodies.length) {
    throw new AppError("invalid", "one deal twice in one request");
  }
  return bodies;
}

/** The fields of both POST and PUT. An empty text probably clears the field: src/crm/API.md#updates */
function dealBody(fields: DealChanges): Record<string, unknown> {
  const { name, receiverName, receiverPhone, receiverAddress, lines, customFields } = fields;
  return given({
    name: name === undefined ? undefined : checkText(name, "name", 500),
    receiverName: receiverName === undefined ? undefined : checkText(receiverName, "receiverName", 500),
    receiverPhone: receiverPhone === undefined ? undefined : phoneAsRead(receiverPhone),
    receiverAddressObj: receiverAddress && asAddress(receiverAddress),
    groupPackage: lines?.map(lineBody),
    value: fields.value === undefined ? undefined : checkAmount(fields.value, "value"),
    receiverNote: fields.receiverNote,
    description: fields.description,
    stage: fields.stage,
    branch: fields.branch,
    cusFields: customFields && customFieldsToSend(customFields),
    shipping_cost:
      fields.shippingCost === undefined ? undefined : checkAmount(fields.shippingCost, "shippingCost"),
  });
}

/** `typeDiscount` 0 is an amount of money, 1 percent: src/crm/API.md#product-lines */
function lineBody(line: DealLineInput): Record<string, unknown> {
  const { discount, productIdApiRing, code, note } = line;
  const quantity = checkAmount(line.quantity, "quantity");
  if (quantity === 0) throw new AppError("invalid", "quantity is 0");
  if (discount?.kind === "percent" && discount.value > 100) {
    throw new AppError("invalid", "the discount is more than 100 percent");
  }
  return {
    name: checkText(line.name, "product name", 500),
    quantity,
    value: checkAmount(line.value, "unit price"),
    ...(discount && {
      typeDiscount: discount.kind === "percent" ? 1 : 0,
      discount: checkAmount(discount.value, "discount"),
    }),
    ...given({ productIdApiRing, code, note }),
  };
}

function withBody({ customerId, name, phones }: NonNullable<NewDeal["dealWith"]>): Record<string, unknown> {
  return {
    customerId: checkNumberId(customerId, "customerId"),
    name: checkText(name, "dealWith.name", 500),
    phones: asPhones(phones),
  };
}
