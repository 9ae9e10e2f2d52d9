import { AppError } from "../errors.ts";
import { idsIn, noIdIn } from "./answers.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { type Deal, type DealRecord, dealShape } from "./deal.ts";
import {
  type DealChanges,
  dealChangesBody,
  dealEditsBody,
  type NewDeal,
  newDealBody,
  newDealsBody,
} from "./deals-write.ts";
import { checkNumberId } from "./input.ts";
import { readAllPages, readRecords } from "./pages.ts";
import { type E164, parsePhone } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";
import { readNumberId } from "./shapes.ts";

export interface DealsApi {
  /** @param number the CRM's number of the deal, `"3609"` */
  byNumber(number: string): Promise<Deal | null>;
  /**
   * The newest first. `limit` applies after sorting: AntCRM promises no order, so the list is read to its page limit.
   */
  ofCustomer(customerId: string, options?: { limit?: number }): Promise<Deal[]>;
  /** The deals of the customers with this number, the newest first. It tries the forms as for contacts. */
  byPhone(phone: E164): Promise<Deal[]>;
  /**
   * All deals, the newest first: AntCRM has no filter by date, stage or owner. `complete` is false where the page limit
   * ended the reading, by default 50 pages of 20 deals.
   */
  list(options?: { maxPages?: number }): Promise<{ deals: Deal[]; complete: boolean }>;
  /**
   * @returns the CRM's number, `"9457"`
   * @throws AppError `refused`; `unclear` no readable answer came, or one without a number
   */
  create(input: NewDeal): Promise<{ number: string }>;
  /** Sends only the given fields. A given list replaces the whole list. */
  update(number: string, changes: DealChanges): Promise<void>;
  remove(number: string): Promise<void>;
  /**
   * At most 100 in one request. Compare the count of numbers with the count sent, and read back: see
   * src/crm/API.md#packages
   * @returns the numbers of the new deals, `["9457", "9458"]`
   */
  createMany(inputs: readonly NewDeal[]): Promise<string[]>;
  /** At most 100 in one request. @returns the numbers in the answer, which may be none: src/crm/API.md#packages */
  updateMany(edits: readonly { number: string; changes: DealChanges }[]): Promise<string[]>;
}

const LIST = { path: "/opportunities", shape: dealShape };
/** The maximum: src/crm/API.md#paging */
const PAGE_SIZE = 20;
const MAX_PAGES_OF_CUSTOMER = 10;
const MAX_PAGES_OF_LIST = 50;

export function createDeals(calls: Calls, matching: PhoneMatching): DealsApi {
  const walk = (query: Query, maxPages: number, isPart = false) =>
    readAllPages(calls, LIST, query, { pageSize: PAGE_SIZE, maxPages, isPart, ahead: 4, idOf: identity });
  const readAll = async (query: Query) => (await walk(query, MAX_PAGES_OF_CUSTOMER)).records;

  return {
    async byNumber(text) {
      const number = checkNumberId(text, "number");
      const records = await readRecords(calls, LIST, { number, page: 1, limit: PAGE_SIZE });
      return records.find(({ deal }) => deal.number === number)?.deal ?? null;
    },

    async ofCustomer(id, { limit } = {}) {
      const customerId = checkNumberId(id, "customerId");
      const records = await readAll({ customerId });
      return newestFirst(records.filter((record) => isWith(record, customerId))).slice(0, limit);
    },

    async byPhone(text) {
      const phone = parsePhone(text);
      if (!phone) throw new AppError("invalid", "the phone is not a number");
      const { found } = await matching.search(phone, async (form) =>
        // `phones` here and `phone` elsewhere, both a single text: src/crm/API.md#get-opportunities
        (await readAll({ phones: form })).filter((record) => carries(record, phone)),
      );
      return newestFirst(found);
    },

    async list({ maxPages } = {}) {
      const { records, complete } = await walk({}, maxPages ?? MAX_PAGES_OF_LIST, maxPages !== undefined);
      return { deals: newestFirst(records), complete };
    },

    async create(input) {
      const answer = await calls.write("POST", "/opportunities", newDealBody(input));
      const number = idsIn(answer, "number", readNumberId)[0];
      if (number === undefined) throw noIdIn("POST /opportunities");
      return { number };
    },

    async update(number, changes) {
      await calls.write("PUT", "/opportunities", dealChangesBody(number, changes));
    },

    async remove(text) {
      // The key is sent in both places: src/crm/API.md#deletions
      const key = { number: checkNumberId(text, "number") };
      await calls.write("DELETE", "/opportunities", key, { query: key });
    },

    async createMany(inputs) {
      const answer = await calls.write("POST", "/opportunities/package", newDealsBody(inputs));
      return idsIn(answer, "number", readNumberId);
    },

    async updateMany(edits) {
      const answer = await calls.write("PUT", "/opportunities/package", dealEditsBody(edits));
      return idsIn(answer, "number", readNumberId);
    },
  };
}

/** Only the newer page has this filter. A CRM without it answers with the deals of all customers. */
function isWith({ customerIds }: DealRecord, customerId: string): boolean {
  return customerIds.length === 0 || customerIds.includes(customerId);
}

/** The customer's number decides. The receiver's may be another one, and counts only where no customer is named. */
function carries({ deal, customerPhones }: DealRecord, phone: E164): boolean {
  return customerPhones.length > 0 ? customerPhones.includes(phone) : deal.receiverPhone === phone;
}

/** Identifies a deal by its number, its ObjectId, or its content: src/crm/API.md#get-opportunities */
function identity({ deal, objectId }: DealRecord): string {
  return deal.number || objectId || JSON.stringify([deal.name, deal.value, deal.createdAt]);
}

function newestFirst(records: readonly DealRecord[]): Deal[] {
  return records
    .map(({ deal }) => deal)
    .sort((a, b) => madeAt(b) - madeAt(a) || Number(b.number) - Number(a.number));
}

function madeAt({ createdAt, updatedAt }: Deal): number {
  return (createdAt ?? updatedAt)?.getTime() ?? 0;
}
