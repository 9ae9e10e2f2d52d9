import { type Aliases, pick } from "./aliases.ts";
import { readNumberId, readPhones, readText, readValues } from "./shapes.ts";

/** A customer as a rating, a call or a task shows them. Any part may be missing. */
export interface Party {
  name: string | null;
  /** The CRM's number of a contact or an account, `"475"`. */
  customerId: string | null;
  /** The CRM's number of a lead, `"2964"`. */
  leadId: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
}

/** The keys of the vendor's samples, and likely keys of records with a single number or address. */
const PHONE_KEYS: Aliases = ["phones", "phone", "phoneNumber", "phone_number", "mobile"];
const EMAIL_KEYS: Aliases = ["emails", "email"];

/**
 * Reads the customer in an object, `{ name: "An", customerId: 475, phones: [{ value: "0900000001" }] }`. Returns null
 * where it names nobody.
 * @param nameKeys the keys of the name
 */
export function readParty(raw: Record<string, unknown>, nameKeys: Aliases = ["name"]): Party | null {
  const party = {
    name: pick(raw, nameKeys, readText),
    customerId: readNumberId(raw.customerId),
    leadId: readNumberId(raw.leadId),
    phones: pick(raw, PHONE_KEYS, (value) => filled(readPhones(value))) ?? [],
    emails: pick(raw, EMAIL_KEYS, (value) => filled(readValues(value))) ?? [],
  };
  const { name, customerId, leadId, phones, emails } = party;
  return name || customerId || leadId || phones.length > 0 || emails.length > 0 ? party : null;
}

function filled(texts: string[]): string[] | null {
  return texts.length > 0 ? texts : null;
}
