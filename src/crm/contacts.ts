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

/** Each window includes its start and not its end. Both ends are optional. */
interface CustomerFilter {
  kind?: Customer["kind"];
  createdFrom?: Date;
  createdTo?: Date;
  updatedFrom?: Date;
  updatedTo?: Date;
  /** By default 50 pages of 20 customers. */
  maxPages?: number;
}

interface NameSearch {
  customers: Customer[];
  /** How many customers were searched. */
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
   * The customers with this number. It asks for one stored form after the other until one finds somebody, and leaves
   * out customers without the number.
   * @param phone `"+84867123456"`
   * @returns `tried`: the forms it asked for, `["0867123456", "84867123456"]`
   */
  byPhone(phone: E164): Promise<{ customers: Customer[]; tried: string[] }>;
  /** The customers with this address; case is ignored. */
  byEmail(email: string): Promise<Customer[]>;
  /** @param id the CRM's number of a contact or an account, `"9457"` */
  byCustomerId(id: string): Promise<Customer | null>;
  /** @param id the CRM's number of a lead, `"2964"` */
  byLeadId(id: string): Promise<Customer | null>;
  /**
   * The customers whose name has all these words, best matches first; accents and case are ignored. AntCRM has no such
   * filter, so the list is read page by page (20 customers each) up to `maxPages`, by default 20.
   */
  searchByName(name: string, options?: { maxPages?: number }): Promise<NameSearch>;
  /**
   * The customers of a kind and a time window, the newest first: by last change where `updated…` is given, else by
   * creation. `complete` is false where the page limit ended the reading.
   */
  list(filter?: CustomerFilter): Promise<{ customers: Customer[]; complete: boolean }>;
  create(input: NewCustomer): Promise<CreatedCustomer>;
  /**
   * Sends only the given fields. A given list replaces the whole list: read, change, send back. A phone or e-mail that
   * is not understood is sent as it is, so the caller checks new ones.
   */
  update(key: CustomerKey, changes: CustomerFields): Promise<void>;
  remove(key: CustomerKey): Promise<void>;
  /**
   * At most 100, all leads or all customers. Compare the number of ids with the number sent, and read back: see
   * src/crm/API.md#packages
   */
  createMany(inputs: readonly NewCustomer[]): Promise<{ customerIds: string[]; leadIds: string[] }>;
}

const LIST = { path: "/contacts", shape: customerShape };
/** The maximum: src/crm/API.md#paging */
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
        // Other customers in the answer: the filter was ignored, so it shows nothing about how it matches.
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
      // The key is sent in both places: src/crm/API.md#deletions
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

/** `updateAtf` has no "d", and the values are days: src/crm/API.md#time-filters */
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

/** Identifies a customer by AntCRM's number; without one, by the content of the record. */
function identity({ customer }: CustomerRecord): string {
  const { customerId, leadId, objectId, name, phones, createdAt } = customer;
  if (customerId) return `customer ${customerId}`;
  if (leadId) return `lead ${leadId}`;
  return objectId ?? JSON.stringify([name, phones, createdAt]);
}
