import type { Calls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { contactWrites, KIND_CODES } from "./contacts-write.ts";
import { type Customer, readCustomerRecord } from "./customer.ts";
import {
  checkEmail,
  checkNumberId,
  checkWindows,
  daysAround,
  isByUpdate,
  isInWindows,
  type TimeWindows,
} from "./input.ts";
import { newestFirst, readAllPages, readFirstPage, readNumberedPage } from "./pages.ts";
import { checkPhone, type E164 } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";

interface CustomerFilter extends TimeWindows {
  kind?: Customer["kind"];
  /** By default 50 pages of 20 customers. */
  maxPages?: number;
}

const LIST = { path: "/contacts", shape: readCustomerRecord, pageSize: 20, idOf: identity };

/** Is notified of every customer that is read, changed or found to be gone, in any context. */
export interface CustomerObserver {
  onRead(customers: readonly Customer[]): void;
  /** @param reference `"customer:475"`, `"lead:2964"` */
  onChanged(reference: string): void;
  onGone(reference: string): void;
}

export function createContactsApi(calls: Calls, matching: PhoneMatching, observer: CustomerObserver) {
  const ask = async (query: QueryParams) => {
    const customers = await readFirstPage(calls, LIST, query);
    observer.onRead(customers);
    return customers;
  };
  const byNumber = async (key: "customerId" | "leadId", text: string): Promise<Customer | null> => {
    const id = checkNumberId(text, key);
    const found = (await ask({ [key]: id })).find((customer) => customer[key] === id) ?? null;
    if (found === null) observer.onGone(`${NUMBERED[key]}:${id}`);
    return found;
  };
  const walk = async (query: QueryParams, maxPages: number, isPart = false) => {
    const { records, complete } = await readAllPages(calls, LIST, query, { maxPages, isPart });
    observer.onRead(records);
    return { customers: records, complete };
  };

  return {
    ...observedWrites(contactWrites(calls), observer),

    /**
     * Returns the customers with this number, without others that AntCRM sends. It searches for one stored form after
     * the other until one finds somebody.
     * @param text `"+84867123456"`
     * @returns `tried`: the forms it searched for, `["0867123456", "84867123456"]`
     */
    async byPhone(text: E164): Promise<{ customers: Customer[]; tried: string[] }> {
      const phone = checkPhone(text);
      const { found, tried } = await matching.search(phone, async (form) => {
        const answered = await ask({ phone: form });
        const phoneOwners = answered.filter(({ phones }) => phones.includes(phone));
        // If other customers are in the answer, AntCRM ignored the filter, and the answer does not show how it matches.
        const isFiltered = phoneOwners.length === answered.length;
        if (isFiltered) for (const { storedPhones } of phoneOwners) matching.learn(phone, form, storedPhones);
        return phoneOwners;
      });
      observer.onRead(found);
      return { customers: found, tried };
    },

    /** Returns the customers with this address; case is ignored. */
    async byEmail(email: string): Promise<Customer[]> {
      const address = checkEmail(email);
      const wanted = address.toLowerCase();
      return (await ask({ email: address })).filter(({ emails }) =>
        emails.some((own) => own.toLowerCase() === wanted),
      );
    },

    /** @param id the CRM's number of a contact or an account, `"9457"` */
    byCustomerId: (id: string) => byNumber("customerId", id),

    /** @param id the CRM's number of a lead, `"2964"` */
    byLeadId: (id: string) => byNumber("leadId", id),

    /**
     * Returns the first customers of AntCRM's list, the newest as far as is known, 20 a page. AntCRM has no filter by name,
     * so they are searched for one. `complete` is true if these are all.
     */
    newest: ({ maxPages = 20 }: { maxPages?: number } = {}) => walk({}, maxPages, true),

    /**
     * Returns one page of the customers of a time window, of all customers without one, in AntCRM's order. The windows
     * are days, so a page may hold customers from outside.
     * @param number  the page, from 1
     */
    async listPage(
      windows: TimeWindows,
      number: number,
    ): Promise<{ customers: Customer[]; isLast: boolean }> {
      const { records, isLast } = await readNumberedPage(calls, LIST, toQuery(windows), number);
      return { customers: records, isLast };
    },

    /**
     * Returns the customers of a kind and a time window, the newest first: by last change if `updated…` is given, else
     * by creation. `complete` is false if the page limit ended the reading.
     */
    async list(filter: CustomerFilter = {}) {
      const { customers, complete } = await walk(toQuery(filter), filter.maxPages ?? 50);
      const byTime = newestFirst(isByUpdate(filter) ? lastChange : ({ createdAt }: Customer) => createdAt);
      return { customers: customers.filter((customer) => isWanted(customer, filter)).sort(byTime), complete };
    },
  };
}

const NUMBERED = { customerId: "customer", leadId: "lead" } as const;

/** Returns the writes, which tell the observer whose record they have changed. */
function observedWrites(writes: ReturnType<typeof contactWrites>, observer: CustomerObserver): typeof writes {
  const referenceOf = ({ customerId, leadId }: { customerId?: string | null; leadId?: string | null }) =>
    customerId ? `customer:${customerId}` : leadId ? `lead:${leadId}` : null;
  const tell = (reference: string | null, isGone = false) => {
    if (reference === null) return;
    if (isGone) observer.onGone(reference);
    else observer.onChanged(reference);
  };
  return {
    ...writes,
    async create(input) {
      const created = await writes.create(input);
      tell(referenceOf(created));
      return created;
    },
    async update(key, changes) {
      await writes.update(key, changes);
      tell(referenceOf(key));
    },
    async remove(key) {
      await writes.remove(key);
      tell(referenceOf(key), true);
    },
  };
}

/** `updateAtf` has no "d", and the values are days: src/crm/API.md#time-filters */
function toQuery({ kind, ...windows }: CustomerFilter): QueryParams {
  checkWindows(windows);
  const [createdAtf, createdAtt] = daysAround(windows.createdFrom, windows.createdTo);
  const [updateAtf, updateAtt] = daysAround(windows.updatedFrom, windows.updatedTo);
  return { ...(kind && KIND_CODES[kind]), createdAtf, createdAtt, updateAtf, updateAtt };
}

function isWanted(customer: Customer, filter: CustomerFilter): boolean {
  return (!filter.kind || customer.kind === filter.kind) && isInWindows(customer, filter);
}

/** Returns what identifies a customer: AntCRM's number, else the ObjectId, else the content of the record. */
function identity({ customerId, leadId, objectId, name, phones, createdAt }: Customer): string {
  if (customerId) return `customer ${customerId}`;
  if (leadId) return `lead ${leadId}`;
  return objectId ?? JSON.stringify([name, phones, createdAt]);
}

function lastChange({ updatedAt, createdAt }: Customer): Date | null {
  return updatedAt ?? createdAt;
}
