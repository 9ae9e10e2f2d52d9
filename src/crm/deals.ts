import { AppError } from "../errors.ts";
import { type Calls, idsIn } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { asAddress, asPhones, phoneAsRead, phoneToSend } from "./contacts-write.ts";
import { type Address, type CustomField, customFieldsToSend } from "./customer.ts";
import { type Deal, type DealLineInput, type DealRecord, readDealRecord } from "./deal.ts";
import {
  type AllSent,
  checkAmount,
  checkCount,
  checkEmail,
  checkNumberId,
  checkText,
  given,
  optional,
  someChange,
} from "./input.ts";
import { newestFirst, readAllPages, readFirstPage } from "./pages.ts";
import { checkPhone, type E164 } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";

/** What src/crm/API.md#put-opportunities can change. Owners, customer, own code and creation time are fixed. */
export interface DealChanges {
  name?: string;
  receiverName?: string;
  /** `"+84900000001"`. A stored text that is no number is sent as it is. */
  receiverPhone?: string;
  receiverAddress?: Omit<Address, "line">;
  /** Replaces the whole list: read it, change it, send it back. */
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

const LIST = { path: "/opportunities", shape: readDealRecord, pageSize: 20, idOf: identity };
/** The maximum in one request: src/crm/API.md#packages */
const MANY = 100;
const byTime = newestFirst(({ createdAt, updatedAt }: Deal) => createdAt ?? updatedAt);

export function createDealsApi(calls: Calls, matching: PhoneMatching) {
  const readAll = async (query: QueryParams) =>
    (await readAllPages(calls, LIST, query, { maxPages: 10 })).records;

  return {
    /** @param text the CRM's number of the deal, `"3609"` */
    async byNumber(text: string): Promise<Deal | null> {
      const { number } = keyOf(text);
      const records = await readFirstPage(calls, LIST, { number });
      return records.find(({ deal }) => deal.number === number)?.deal ?? null;
    },

    /**
     * Returns the customer's deals, the newest first. `limit` applies after sorting. AntCRM promises no order, so the
     * list is read up to its page limit.
     */
    async ofCustomer(id: string, { limit }: { limit?: number } = {}): Promise<Deal[]> {
      const customerId = checkNumberId(id, "customerId");
      const records = await readAll({ customerId });
      return sorted(records.filter((record) => isWith(record, customerId))).slice(0, limit);
    },

    /** Returns the deals of the customers with this number, newest first. It tries the forms as for contacts. */
    async byPhone(text: E164): Promise<Deal[]> {
      const phone = checkPhone(text);
      const { found } = await matching.search(phone, async (form) =>
        // `phones` here and `phone` elsewhere, both a single text: src/crm/API.md#get-opportunities
        (await readAll({ phones: form })).filter((record) => carries(record, phone)),
      );
      return sorted(found);
    },

    /**
     * Returns all deals, the newest first, because AntCRM has no filter by date, stage or owner. `complete` is false if
     * the page limit ended the reading, by default 50 pages of 20 deals.
     */
    async list({ maxPages }: { maxPages?: number } = {}): Promise<{ deals: Deal[]; complete: boolean }> {
      const options = { maxPages: maxPages ?? 50, isPart: maxPages !== undefined };
      const { records, complete } = await readAllPages(calls, LIST, {}, options);
      return { deals: sorted(records), complete };
    },

    /**
     * @returns the CRM's number, `"9457"`
     * @throws AppError `refused`; `unclear` no readable answer came, or one without a number
     */
    async create(input: NewDeal): Promise<{ number: string }> {
      return { number: await calls.create("/opportunities", newDealBody(input), ["number"]) };
    },

    /** Sends only the given fields. A given list replaces the whole list. */
    async update(number: string, changes: DealChanges): Promise<void> {
      await calls.write("PUT", "/opportunities", changesBody(number, changes));
    },

    async remove(number: string): Promise<void> {
      await calls.remove("/opportunities", keyOf(number));
    },

    /**
     * Creates at most 100 deals in one request. Compare the count of numbers with the count sent, and read the deals
     * back: see src/crm/API.md#packages
     * @returns the numbers of the new deals, `["9457", "9458"]`
     */
    async createMany(inputs: readonly NewDeal[]): Promise<string[]> {
      const body = checkCount(inputs, "deals", MANY).map(newDealBody);
      return idsIn(await calls.write("POST", "/opportunities/package", body), "number");
    },

    /** Changes at most 100 deals. @returns the numbers in the answer, which may be none: src/crm/API.md#packages */
    async updateMany(edits: readonly { number: string; changes: DealChanges }[]): Promise<string[]> {
      const body = checkCount(edits, "deals", MANY).map((edit) => changesBody(edit.number, edit.changes));
      // It is not documented which of two edits of one deal wins.
      if (new Set(body.map(({ number }) => number)).size < body.length) {
        throw new AppError("invalid", "one deal twice in one request");
      }
      return idsIn(await calls.write("PUT", "/opportunities/package", body), "number");
    },
  };
}

function keyOf(number: string) {
  return { number: checkNumberId(number, "number") };
}

/** Only the vendor's newer page has this filter. A CRM without the filter answers with the deals of all customers. */
function isWith({ customerIds }: DealRecord, customerId: string): boolean {
  return customerIds.length === 0 || customerIds.includes(customerId);
}

/** True for a deal of this number. The receiver's number counts only if the record has no number of the customer. */
function carries({ deal, customerPhones }: DealRecord, phone: E164): boolean {
  return customerPhones.length > 0 ? customerPhones.includes(phone) : deal.receiverPhone === phone;
}

/** Returns what identifies a deal, its number, its ObjectId or its content: src/crm/API.md#get-opportunities */
function identity({ deal, objectId }: DealRecord): string {
  return deal.number || objectId || JSON.stringify([deal.name, deal.value, deal.createdAt]);
}

function sorted(records: readonly DealRecord[]): Deal[] {
  return records.map(({ deal }) => deal).sort((a, b) => byTime(a, b) || Number(b.number) - Number(a.number));
}

/** The body of src/crm/API.md#post-opportunities */
function newDealBody(input: NewDeal): Record<string, unknown> {
  const { receiverPhone, opportunityIdApiRing, dealByUsers, dealWith, createdAt } = input;
  return {
    ...dealBody(input),
    name: checkText(input.name, "name", 500),
    receiverName: checkText(input.receiverName, "receiverName", 500),
    ...given({
      receiverPhone: optional(receiverPhone, phoneToSend),
      opportunityIdApiRing,
      dealByUsers: dealByUsers?.map(checkEmail),
      dealWith: dealWith && withBody(dealWith),
      // Milliseconds, as in answers. The vendor does not name the unit: src/crm/API.md#times
      createdAt: createdAt?.getTime(),
    }),
  };
}

/** The body of src/crm/API.md#put-opportunities */
function changesBody(number: string, changes: DealChanges) {
  return { ...someChange(dealBody(changes)), ...keyOf(number) };
}

/** Returns the fields of both POST and PUT. An empty text probably clears the field: src/crm/API.md#updates */
function dealBody(fields: DealChanges): Record<string, unknown> {
  const { name, receiverName, receiverPhone, receiverAddress, lines, value, shippingCost, ...plain } = fields;
  const { receiverNote, description, stage, branch, customFields, ...notSent } = plain;
  notSent satisfies AllSent;
  return given({
    name: optional(name, (text) => checkText(text, "name", 500)),
    receiverName: optional(receiverName, (text) => checkText(text, "receiverName", 500)),
    receiverPhone: optional(receiverPhone, phoneAsRead),
    receiverAddressObj: receiverAddress && asAddress(receiverAddress),
    groupPackage: lines?.map(lineBody),
    value: optional(value, (amount) => checkAmount(amount, "value")),
    receiverNote,
    description,
    stage,
    branch,
    cusFields: customFields && customFieldsToSend(customFields),
    shipping_cost: optional(shippingCost, (amount) => checkAmount(amount, "shippingCost")),
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
