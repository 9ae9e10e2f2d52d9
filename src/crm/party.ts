import { type Aliases, pick } from "./aliases.ts";
import { readNumberId, readPhones, readText, readValues } from "./shapes.ts";

/** A customer as other records show one: whom a rating, a call or a task is about. Any part may be missing. */
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

/** The keys of the vendor's own samples, and of records that hold one number or address alone [inferred]. */
const PHONE_KEYS: Aliases = ["phones", "phone", "phoneNumber", "phone_number", "mobile"];
const EMAIL_KEYS: Aliases = ["emails", "email"];

/**
 * The customer in an object, `{ name: "An", customerId: 475, phones: [{ value: "0900000001" }] }`, or null where it
 * tells of nobody.
 * @param nameKeys where the name stands, `["name"]` unless told
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
