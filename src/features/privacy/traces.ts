import type { CustomerReference } from "../../bot/arguments.ts";
import type { Customer } from "../../crm/customer.ts";
import { parsePhone, phoneForms } from "../../crm/phone.ts";
import { fold } from "../../understanding/fold.ts";

/** The keys and texts by which a customer is found in the bot's data. */
export interface Traces {
  /** The customer's numbers in the CRM, as the journal holds them: `["customer:9457", "lead:2964"]`. */
  keys: readonly string[];
  /** True if a text (a draft's or a button's JSON) names the customer. A part of a word or number does not match. */
  mentions(text: string): boolean;
}

/** Returns the traces of a customer in AntCRM: number, ObjectId, phones in every form, e-mails, and the name. */
export function tracesOfCustomer({ customerId, leadId, objectId, phones, emails, name }: Customer): Traces {
  const keys = [
    customerId === null ? null : `customer:${customerId}`,
    leadId === null ? null : `lead:${leadId}`,
    // Tickets name the customer by this key.
    !objectId ? null : `contact:${objectId}`,
  ].filter((key) => key !== null);
  return traces(keys, { phones, emails, name, objectId });
}

/** Returns the traces of a customer who is no longer in AntCRM. Only the typed reference is known. */
export function tracesOfReference(reference: CustomerReference): Traces {
  switch (reference.by) {
    case "phone":
      return traces([], { phones: [reference.phone] });
    case "email":
      return traces([], { emails: [reference.email] });
    case "name":
      return traces([], { name: reference.name });
    case "id":
      // The CRM numbers contacts and leads separately. Neither has this number any more.
      return traces([`customer:${reference.id}`, `lead:${reference.id}`], {});
    default:
      return traces([`${reference.by}:${reference.id}`], {});
  }
}

interface KnownContacts {
  phones?: readonly string[];
  emails?: readonly string[];
  name?: string;
  objectId?: string | null;
}

function traces(
  keys: readonly string[],
  { phones = [], emails = [], name = "", objectId = null }: KnownContacts,
): Traces {
  const isFullName = name.trim().includes(" ");
  // Many people have the same given name, so only a full name is searched.
  const ids = objectId === null ? keys : [...keys, objectId];
  const words = [...ids, ...emails, ...(isFullName ? [name.trim()] : [])].map((text) => whole(fold(text)));
  const numbers = phones.flatMap(formsOf).map(spelled);
  const patterns = [...words, ...numbers].map((pattern) => new RegExp(pattern, "u"));
  return {
    keys,
    mentions(text) {
      // JSON writes a line break as a backslash and an n. This n does not belong to the word after it.
      const plain = fold(text.replace(/\\[nrt]/g, " "));
      return patterns.some((pattern) => pattern.test(plain));
    },
  };
}

/** Returns a pattern for the whole text: it matches `an@example.com`, not `lan@example.com` or `an@example.com.vn`. */
function whole(text: string): string {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return String.raw`(?<![\p{L}\p{N}]|[\p{L}\p{N}][._+\-])${literal}(?![\p{L}\p{N}]|[._\-][\p{L}\p{N}])`;
}

/** Returns a pattern for the digits in any grouping: `0867 123 456`, `0867.123.456`. */
function spelled(digits: string): string {
  return String.raw`(?<!\d)${digits.split("").join(String.raw`[ .\-]?`)}(?!\d)`;
}

function formsOf(phone: string): string[] {
  const parsed = parsePhone(phone);
  const forms = parsed === null ? [phone] : phoneForms(parsed);
  return forms.map((form) => form.replace(/\D/g, "")).filter((digits) => digits.length >= 6);
}
