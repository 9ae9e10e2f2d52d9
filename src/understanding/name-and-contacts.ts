import { findEmail, findPhone } from "./customer.ts";
import { fold } from "./fold.ts";

/** A new customer's values as they were typed, by the argument's name. */
type Values = Record<string, string>;

const MOST_CHARS = 200;
const NAME = /^\p{L}[\p{L}.' ]{1,60}$/u;
/** "Sđt: 0918000111", "mail là …": words before a phone number or an e-mail address. */
const CONTACT_LABEL =
  /^(?:sđt|sdt|số|so|đt|dt|tel|điện thoại|dien thoai|e-?mail|mail)(?: (?:là|la))?[ :.]*(?=\S)/iu;
/** "Ở 12 Lê Lợi", "địa chỉ: 12 Lê Lợi": words before a postal address. */
const ADDRESS_LABEL =
  /^(?:ở|o|địa chỉ|dia chi|đ\/c|d\/c|đc|nhà|nha|tại|tai)(?: (?:ở|là|la|số))?[ :]+(?=\S)/iu;
/** "12 Lê Lợi": a postal address without a label. */
const HOUSE_NUMBER = /^\d{1,5}\D/;

/**
 * Reads a name, then a phone number or an e-mail address or both, then perhaps a postal address, with commas between them:
 * `"Lê Văn Tám, 0918000111, ở 12 Lê Lợi, Quận 1"`. Null for any other text, and for a name alone.
 */
export function readNameAndContacts(text: string): Values | null {
  if (text.length > MOST_CHARS) return null;
  const [name = "", ...parts] = text.split(/[,;\n]/).map((part) => part.trim());
  if (!NAME.test(name) || parts.length === 0) return null;
  const values: Values = { name };
  /** All parts from the first one that begins a postal address. They have commas of their own. */
  const address: string[] = [];
  for (const part of parts) {
    const contact = part.replace(CONTACT_LABEL, "");
    const field = address.length > 0 ? null : contactIn(contact);
    if (field !== null && values[field] === undefined) values[field] = contact;
    else if (address.length > 0 || beginsAddress(part)) address.push(part.replace(ADDRESS_LABEL, ""));
    else return null;
  }
  const isReachable = values.phones !== undefined || values.emails !== undefined;
  if (!isReachable) return null;
  return address.length > 0 ? { ...values, addresses: address.join(", ") } : values;
}

function beginsAddress(part: string): boolean {
  return ADDRESS_LABEL.test(part) || HOUSE_NUMBER.test(part);
}

/** Returns the field that a part is the value of: a phone number or an e-mail address, and nothing else; or null. */
function contactIn(part: string): "phones" | "emails" | null {
  const folded = fold(part);
  const isWhole = (found: { start: number; end: number } | null) =>
    found !== null && found.start === 0 && found.end === folded.length;
  if (isWhole(findPhone(folded))) return "phones";
  return isWhole(findEmail(folded, part)) ? "emails" : null;
}
