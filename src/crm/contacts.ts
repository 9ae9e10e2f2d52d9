import { idsIn, noIdIn } from "./answers.ts";
import type { Calls } from "./calls.ts";
import { createContactReads } from "./contacts-read.ts";
import { bulkBody, customerChangesBody, keyBody, newCustomerBody } from "./contacts-write.ts";
import type { E164 } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";
import { readNumberId } from "./shapes.ts";

/** What AntCRM calls lead, contact and account: one record, three kinds [seed 3.1]. */
export interface Customer {
  kind: "lead" | "contact" | "account";
  /** The CRM's number of a contact or an account, `"9457"`; null for a lead. */
  customerId: string | null;
  /** The CRM's number of a lead, `"2964"`. */
  leadId: string | null;
  /** Mongo ObjectId, 24 hex digits. Not documented for GET /contacts: often absent [inferred]. */
  objectId: string | null;
  name: string;
  /** E.164 where the number is understood, else as stored. */
  phones: string[];
  emails: string[];
  stage: string | null;
  tags: string[];
  /** `responsibleStaff`, an e-mail address of the shop's staff. */
  owner: string | null;
  /** Member rank, `"Silver"`. */
  rank: string | null;
  /** Spendable points, `scoreAvailable`. */
  points: number | null;
  /** Rank points, `scoreRank`. */
  rankPoints: number | null;
  note: string | null;
  industry: string | null;
  source: string | null;
  gender: Gender | null;
  /** `"2000-03-15"`; as stored where it is not a date. */
  birthday: string | null;
  addresses: Address[];
  customFields: CustomField[];
  createdAt: Date | null;
  updatedAt: Date | null;
}

export type Gender = "male" | "female" | "other";

/** The CRM's own keys are misleading: `street` is the house number, `state` the district [seed 2]. */
export interface Address {
  houseNumber: string | null;
  street: string | null;
  ward: string | null;
  district: string | null;
  city: string | null;
  country: string | null;
  /** All of it as people write it: `"319 Nguyen Kiem, Ward 12, Tan Binh District, Ho Chi Minh City"`. */
  line: string;
}

export interface CustomField {
  /** The name it is shown under, which is also its key [seed 2]. */
  name: string;
  /** In words: `"Giao nhanh"`, `"✓"`, `"Đỏ, Xanh"`. */
  value: string;
  /**
   * What stands in the CRM, where that is no text. A list of fields is sent back whole, and this goes out in place of the
   * words, unless they were changed.
   */
  asStored?: unknown;
}

/** The parts of a customer that a person can set. Absent: not touched (on a new record: left to the CRM). */
export interface CustomerFields {
  name?: string;
  phones?: string[];
  emails?: string[];
  gender?: Gender;
  /** `"2000-03-15"`; sent as the CRM's documented form, "March 15, 2000". */
  birthday?: string;
  industry?: string;
  note?: string;
  stage?: string;
  source?: string;
  tags?: string[];
  /** The e-mail address of the staff in charge. */
  owner?: string;
  addresses?: Omit<Address, "line">[];
  customFields?: CustomField[];
}

export interface NewCustomer extends CustomerFields {
  name: string;
  /** The caller's own code, required by the CRM: send the operation's id. */
  customerIdApiRing: string;
  /** Default `lead`, as in the CRM. */
  kind?: Customer["kind"];
}

/** Names one customer for an edit or a deletion. Exactly one of the three. */
export interface CustomerKey {
  customerId?: string;
  leadId?: string;
  customerIdApiRing?: string;
}

interface NameSearch {
  customers: Customer[];
  /** How many customers were looked at. */
  looked: number;
  /** The whole list was seen. */
  complete: boolean;
}

/** Ranges hold their beginning and not their end; each may be open. */
export interface CustomerFilter {
  kind?: Customer["kind"];
  createdFrom?: Date;
  createdTo?: Date;
  updatedFrom?: Date;
  updatedTo?: Date;
  /** 50 pages of 20 customers unless told otherwise. */
  maxPages?: number;
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

export function createContacts(calls: Calls, matching: PhoneMatching): ContactsApi {
  return {
    ...createContactReads(calls, matching),

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
