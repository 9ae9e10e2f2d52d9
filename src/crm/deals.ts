import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { type DealRecord, dealShape } from "./deal-shape.ts";
import { checkNumberId } from "./input.ts";
import { readAllPages, readRecords } from "./pages.ts";
import { type E164, parsePhone } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";

/** A deal, an order, an opportunity: one object in AntCRM [seed 3.2]. */
export interface Deal {
  /** The CRM's number, `"3609"`. Empty where the CRM did not send one: the newer records may lack it [docs]. */
  number: string;
  name: string;
  /** In the tenant's currency, VND. */
  value: number | null;
  /** The stage's name; null where the CRM answers with a bare ObjectId. */
  stage: string | null;
  /** A code of its own: `"LOST"` is the only one seen [docs]. */
  status: string | null;
  receiverName: string | null;
  /** E.164 where understood, else as stored. */
  receiverPhone: string | null;
  /** E-mail addresses or names of the staff in charge. */
  owners: string[];
  lines: DealLine[];
  branch: string | null;
  description: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

export interface DealLine {
  name: string;
  code: string | null;
  quantity: number | null;
  /** Unit price. */
  value: number | null;
  /** `amount` in money, or `percent` of the price. */
  discount: { kind: "amount" | "percent"; value: number } | null;
  note: string | null;
}

export interface DealsApi {
  /** @param number the CRM's number of the deal, `"3609"` */
  byNumber(number: string): Promise<Deal | null>;
  /** The newest first. `limit` cuts after sorting: the CRM promises no order, so its list is read to the cap. */
  ofCustomer(customerId: string, options?: { limit?: number }): Promise<Deal[]>;
  /** The deals of whoever carries this number, the newest first; the forms are tried as for contacts. */
  byPhone(phone: E164): Promise<Deal[]>;
}

const LIST = { path: "/opportunities", shape: dealShape };
/** "At most 20 a page" [seed]. */
const PAGE_SIZE = 20;
const MAX_PAGES = 10;

export function createDeals(calls: Calls, matching: PhoneMatching): DealsApi {
  const readAll = async (query: Query) => {
    const walk = { pageSize: PAGE_SIZE, maxPages: MAX_PAGES, ahead: 4, idOf: identity };
    return (await readAllPages(calls, LIST, query, walk)).records;
  };

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
        // Row 14: `phones` here, `phone` elsewhere, and a single text.
        (await readAll({ phones: form })).filter((record) => carries(record, phone)),
      );
      return newestFirst(found);
    },
  };
}

/** The filter is known from [docs] alone: a CRM without it would answer with everybody's deals. */
function isWith({ customerIds }: DealRecord, customerId: string): boolean {
  return customerIds.length === 0 || customerIds.includes(customerId);
}

/** The goods may go to another number than the customer's: where the deal says whom it is with, that decides. */
function carries({ deal, customerPhones }: DealRecord, phone: E164): boolean {
  return customerPhones.length > 0 ? customerPhones.includes(phone) : deal.receiverPhone === phone;
}

/** The real record of [docs] shows no number; a deal without either id is told by what it says. */
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
