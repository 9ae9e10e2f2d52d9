import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import type { ContactsApi, Customer, CustomerFilter } from "./contacts.ts";
import { KIND_CODES } from "./contacts-write.ts";
import { type CustomerRecord, customerShape } from "./customer-shape.ts";
import { checkEmail, checkNumberId, checkText } from "./input.ts";
import { rankByName } from "./name-search.ts";
import { readAllPages, readRecords } from "./pages.ts";
import { parsePhone } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";
import { checkWindow, daysAround, isInWindow } from "./window.ts";

type ContactReads = Pick<
  ContactsApi,
  "byPhone" | "byEmail" | "byCustomerId" | "byLeadId" | "searchByName" | "list"
>;

const LIST = { path: "/contacts", shape: customerShape };
/** "At most 20 customers a page" [seed]. */
const PAGE_SIZE = 20;
const MAX_PAGES_OF_SEARCH = 20;
const MAX_PAGES_OF_LIST = 50;

/** The reading half of `crm.contacts`. */
export function createContactReads(calls: Calls, matching: PhoneMatching): ContactReads {
  const askRecords = (query: Query) => readRecords(calls, LIST, { ...query, page: 1, limit: PAGE_SIZE });
  const ask = async (query: Query) => (await askRecords(query)).map(({ customer }) => customer);
  const walk = async (query: Query, maxPages: number) => {
    const options = { pageSize: PAGE_SIZE, maxPages, ahead: 4, idOf: identity };
    const { records, complete } = await readAllPages(calls, LIST, query, options);
    return { customers: records.map(({ customer }) => customer), complete };
  };

  return {
    async byPhone(text) {
      const phone = parsePhone(text);
      if (!phone) throw new AppError("invalid", "the phone is not a number");
      const { found, tried } = await matching.search(phone, async (form) => {
        const answered = await askRecords({ phone: form });
        const carriers = answered.filter(({ customer }) => customer.phones.includes(phone));
        // Strangers in the answer: the filter was ignored, and shows nothing about how it matches.
        const isFiltered = carriers.length === answered.length;
        if (isFiltered) for (const { storedPhones } of carriers) matching.learn(phone, form, storedPhones);
        return carriers;
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
      const { customers, complete } = await walk({}, maxPages);
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
