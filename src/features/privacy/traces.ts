import type { CustomerReference } from "../../bot/arguments.ts";
import type { Customer } from "../../crm/customer.ts";
import { parsePhone, phoneForms } from "../../crm/phone.ts";
import { fold } from "../../understanding/fold.ts";

/** How a customer is found in what the bot keeps. */
export interface Traces {
  /** The customer's numbers in the CRM, as the journal holds them: `["customer:9457", "lead:2964"]`. */
  keys: readonly string[];
  /** Does this text, a draft's or a button's JSON, speak of the customer? Never because of a part of a word or number. */
  mentions(text: string): boolean;
}

/** One whom AntCRM knows: by number, ObjectId, phones in every form, e-mails, and the name. */
export function tracesOfCustomer({ customerId, leadId, objectId, phones, emails, name }: Customer): Traces {
  const keys = [
    customerId === null ? null : `customer:${customerId}`,
    leadId === null ? null : `lead:${leadId}`,
    // As tickets name them.
    !objectId ? null : `contact:${objectId}`,
  ].filter((key) => key !== null);
  return traces(keys, { phones, emails, name, objectId });
}

/** A customer who is no longer in AntCRM: only what was typed is known of them. */
export function tracesOfReference(reference: CustomerReference): Traces {
  switch (reference.by) {
    case "phone":
      return traces([], { phones: [reference.phone] });
    case "email":
      return traces([], { emails: [reference.email] });
    case "name":
      return traces([], { name: reference.name });
    case "id":
      // The CRM numbers contacts and leads apart; neither has this number any more.
      return traces([`customer:${reference.id}`, `lead:${reference.id}`], {});
    default:
      return traces([`${reference.by}:${reference.id}`], {});
  }
}

interface Known {
  phones?: readonly string[];
  emails?: readonly string[];
  name?: string;
  objectId?: string | null;
}

function traces(
  keys: readonly string[],
  { phones = [], emails = [], name = "", objectId = null }: Known,
): Traces {
  const isFullName = name.trim().includes(" ");
  // A given name alone is half the town's.
  const ids = objectId === null ? keys : [...keys, objectId];
  const words = [...ids, ...emails, ...(isFullName ? [name.trim()] : [])].map((text) => whole(fold(text)));
  const numbers = phones.flatMap(formsOf).map(spelled);
  const patterns = [...words, ...numbers].map((pattern) => new RegExp(pattern, "u"));
  return {
    keys,
    mentions(text) {
      // A line break in JSON is a backslash and an n, which is no letter of the word behind it.
      const plain = fold(text.replace(/\\[nrt]/g, " "));
      return patterns.some((pattern) => pattern.test(plain));
    },
  };
}

/** `an@example.com`, and neither `lan@example.com` nor `an@example.com.vn`. */
function whole(text: string): string {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return String.raw`(?<![\p{L}\p{N}]|[\p{L}\p{N}][._+\-])${literal}(?![\p{L}\p{N}]|[._\-][\p{L}\p{N}])`;
}

/** The digits, however people group them: `0867 123 456`, `0867.123.456`. */
function spelled(digits: string): string {
  return String.raw`(?<!\d)${digits.split("").join(String.raw`[ .\-]?`)}(?!\d)`;
}

function formsOf(phone: string): string[] {
  const parsed = parsePhone(phone);
  const forms = parsed === null ? [phone] : phoneForms(parsed);
  return forms.map((form) => form.replace(/\D/g, "")).filter((digits) => digits.length >= 6);
}
