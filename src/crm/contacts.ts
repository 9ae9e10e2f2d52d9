import { AppError } from "../errors.ts";
import { idsIn, noIdIn } from "./answers.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import {
  bulkBody,
  type CustomerFields,
  type CustomerKey,
  customerChangesBody,
  KIND_CODES,
  keyBody,
  type NewCustomer,
  newCustomerBody,
} from "./contacts-write.ts";
import { type Customer, type CustomerRecord, customerShape } from "./customer.ts";
import { checkEmail, checkNumberId, checkText } from "./input.ts";
import { rankByName } from "./name-search.ts";
import { readAllPages, readRecords } from "./pages.ts";
import { type E164, parsePhone } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";
import { readNumberId } from "./shapes.ts";
import { checkWindow, daysAround, isInWindow } from "./window.ts";

/** Ranges hold their beginning and not their end; each may be open. */
interface CustomerFilter {
  kind?: Customer["kind"];
  createdFrom?: Date;
  createdTo?: Date;
  updatedFrom?: Date;
  updatedTo?: Date;
  /** 50 pages of 20 customers unless told otherwise. */
  maxPages?: number;
}

interface NameSearch {
  customers: Customer[];
  /** How many customers were looked at. */
  looked: number;
  /** The whole list was seen. */
  complete: boolean;
}

interface CreatedCustomer {
  customerId: string | null;
  leadId: string | null;
}

export interface ContactsApi {
  /**
   * The customers who carry this number. The forms the CRM may store are tried in order, and the first hit ends the
   * search; whoever does not really carry the number is left out.
   * @param phone `"+84867123456"`
   * @returns `tried`: the forms asked for, `["0867123456", "84867123456"]`
   */
  byPhone(phone: E164): Promise<{ customers: Customer[]; tried: string[] }>;
  /** The customers who carry this address, upper and lower case alike. */
  byEmail(email: string): Promise<Customer[]>;
  /** @param id the CRM's number of a contact or an account, `"9457"` */
  byCustomerId(id: string): Promise<Customer | null>;
  /** @param id the CRM's number of a lead, `"2964"` */
  byLeadId(id: string): Promise<Customer | null>;
  /**
   * The customers whose name holds all these words, accents and case ignored, best matches first. AntCRM has no such
   * filter, so its list is read page by page (20 customers each) up to `maxPages`, 20 unless told otherwise.
   */
  searchByName(name: string, options?: { maxPages?: number }): Promise<NameSearch>;
  /**
   * The customers of a kind and of a range of time, the newest first: by their last change where `updated…` was asked
   * for, else by their creation. `complete` is false where the cap ended the walk.
   */
  list(filter?: CustomerFilter): Promise<{ customers: Customer[]; complete: boolean }>;
  create(input: NewCustomer): Promise<CreatedCustomer>;
  /**
   * Only the fields given are sent; a list given replaces the whole list: read, change, send back. A phone or an e-mail
   * that nobody understands goes back as it stands in the CRM, so new ones are the caller's to check.
   */
  update(key: CustomerKey, changes: CustomerFields): Promise<void>;
  remove(key: CustomerKey): Promise<void>;
  /**
   * At most 100, all leads or all customers. What the CRM does with a list of which it dislikes one is not documented:
   * compare the number of ids with the number sent, and read back.
   */
  createMany(inputs: readonly NewCustomer[]): Promise<{ customerIds: string[]; leadIds: string[] }>;
}

const LIST = { path: "/contacts", shape: customerShape };
/** "At most 20 customers a page" [seed]. */
const PAGE_SIZE = 20;
const MAX_PAGES_OF_SEARCH = 20;
const MAX_PAGES_OF_LIST = 50;

export function createContacts(calls: Calls, matching: PhoneMatching): ContactsApi {
  const askRecords = (query: Query) => readRecords(calls, LIST, { ...query, page: 1, limit: PAGE_SIZE });
  const ask = async (query: Query) => (await askRecords(query)).map(({ customer }) => customer);
  const walk = async (query: Query, maxPages: number, isPart = false) => {
    const options = { pageSize: PAGE_SIZE, maxPages, isPart, ahead: 4, idOf: identity };
    const { records, complete } = await readAllPages(calls, LIST, query, options);
    return { customers: records.map(({ customer }) => customer), complete };
  };

  return {
    async byPhone(text) {
      const phone = parsePhone(text);
      if (!phone) throw new AppError("invalid", "the phone is not a number");
      const { found, tried } = await matching.search(phone, async (form) => {
        const answered = await askRecords({ phone: form });
        const phoneOwners = answered.filter(({ customer }) => customer.phones.includes(phone));
        // Strangers in the answer: the filter was ignored, and shows nothing about how it matches.
        const isFiltered = phoneOwners.length === answered.length;
        if (isFiltered) for (const { storedPhones } of phoneOwners) matching.learn(phone, form, storedPhones);
        return phoneOwners;
      });
      return { customers: found.map(({ customer }) => customer), tried };
    },

    async byEmail(email) {
      const address = checkEmail(email);
      const wanted = address.toLowerCase();
      return (await ask({ email: address })).filter(({ emails }) =>
        emails.some((own) => own.toLowerCase() === wanted),
      );
    },

    async byCustomerId(id) {
      const customerId = checkNumberId(id, "customerId");
      return (await ask({ customerId })).find((customer) => customer.customerId === customerId) ?? null;
    },

    async byLeadId(id) {
      const leadId = checkNumberId(id, "leadId");
      return (await ask({ leadId })).find((customer) => customer.leadId === leadId) ?? null;
    },

    async searchByName(name, { maxPages = MAX_PAGES_OF_SEARCH } = {}) {
      const search = checkText(name, "name", 200);
      const { customers, complete } = await walk({}, maxPages, true);
      return { customers: rankByName(customers, search), looked: customers.length, complete };
    },

    async list(filter = {}) {
      const { customers, complete } = await walk(toQuery(filter), filter.maxPages ?? MAX_PAGES_OF_LIST);
      const isByUpdate = filter.updatedFrom !== undefined || filter.updatedTo !== undefined;
      const timeOf = ({ createdAt, updatedAt }: Customer) =>
        (isByUpdate ? (updatedAt ?? createdAt) : createdAt)?.getTime() ?? 0;
      const wanted = customers.filter((customer) => isWanted(customer, filter));
      return { customers: wanted.sort((a, b) => timeOf(b) - timeOf(a)), complete };
    },

    async create(input) {
      const answer = await calls.write("POST", "/contacts", newCustomerBody(input));
      const created = {
        customerId: idsIn(answer, "customerId", readNumberId)[0] ?? null,
        leadId: idsIn(answer, "leadId", readNumberId)[0] ?? null,
      };
      if (created.customerId === null && created.leadId === null) throw noIdIn("POST /contacts");
      return created;
    },

    async update(key, changes) {
      await calls.write("PUT", "/contacts", customerChangesBody(key, changes));
    },

    async remove(key) {
      // Row 37: where a deletion wants its key is not said, so it stands in both places.
      const body = keyBody(key);
      await calls.write("DELETE", "/contacts", body, { query: body });
    },

    async createMany(inputs) {
      const answer = await calls.write("POST", "/contacts/package", bulkBody(inputs));
      return {
        customerIds: idsIn(answer, "customerId", readNumberId),
        leadIds: idsIn(answer, "leadId", readNumberId),
      };
    },
  };
}

/** Rows 17 and 18: `updateAtf` without a "d", and days instead of times. */
function toQuery({ kind, createdFrom, createdTo, updatedFrom, updatedTo }: CustomerFilter): Query {
  checkWindow(createdFrom, createdTo);
  checkWindow(updatedFrom, updatedTo);
  const [createdAtf, createdAtt] = daysAround(createdFrom, createdTo);
  const [updateAtf, updateAtt] = daysAround(updatedFrom, updatedTo);
  return { ...(kind && KIND_CODES[kind]), createdAtf, createdAtt, updateAtf, updateAtt };
}

function isWanted({ kind, createdAt, updatedAt }: Customer, filter: CustomerFilter): boolean {
  if (filter.kind && kind !== filter.kind) return false;
  return (
    isInWindow(createdAt, filter.createdFrom, filter.createdTo) &&
    isInWindow(updatedAt ?? createdAt, filter.updatedFrom, filter.updatedTo)
  );
}

/** The CRM's numbers tell customers apart; a record that has none is told by what it says. */
function identity({ customer }: CustomerRecord): string {
  const { customerId, leadId, objectId, name, phones, createdAt } = customer;
  if (customerId) return `customer ${customerId}`;
  if (leadId) return `lead ${leadId}`;
  return objectId ?? JSON.stringify([name, phones, createdAt]);
}
