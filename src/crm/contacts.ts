import { idsIn, noIdIn } from "./answers.ts";
import type { Calls } from "./calls.ts";
import { type ContactReads, createContactReads } from "./contacts-read.ts";
import {
  bulkBody,
  type CustomerFields,
  type CustomerKey,
  customerChangesBody,
  keyBody,
  type NewCustomer,
  newCustomerBody,
} from "./contacts-write.ts";
import type { PhoneMatching } from "./phone-matching.ts";
import { readNumberId } from "./shapes.ts";

interface CreatedCustomer {
  customerId: string | null;
  leadId: string | null;
}

export interface ContactsApi extends ContactReads {
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
