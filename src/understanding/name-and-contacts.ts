import { findEmail, findPhone } from "./customer.ts";
import { fold } from "./fold.ts";

/** A new customer's values as they were typed, by the argument's name. */
type Values = Record<string, string>;

const MOST_CHARS = 200;
const NAME = /^\p{L}[\p{L}.' ]{1,60}$/u;
/** Words before a phone number or an address. */
const LABEL = /^(?:sđt|sdt|số|so|đt|dt|tel|điện thoại|dien thoai|e-?mail|mail)(?: (?:là|la))?[ :.]*(?=\S)/iu;
/** "Ở 12 Lê Lợi", "địa chỉ 12 Lê Lợi" */
const AT = /^(?:ở|o|địa chỉ|dia chi|đ\/c|d\/c|đc|nhà|nha|tại|tai)(?: (?:ở|là|la|số))?[ :]+(?=\S)/iu;

/**
 * Reads a name, a phone number or an e-mail address, and an address between commas: `"Lê Văn Tám, 0918000111, ở 12 Lê Lợi"`.
 * Null for any other text, and for a name alone.
 */
export function nameAndContacts(text: string): Values | null {
  if (text.length > MOST_CHARS) return null;
  const [name = "", ...parts] = text.split(/[,;\n]/).map((part) => part.trim());
  if (!NAME.test(name) || parts.length === 0) return null;
  const values: Values = { name };
  const street: string[] = [];
  for (const part of parts) {
    const said = part.replace(LABEL, "");
    const field = street.length > 0 ? null : contactIn(said);
    if (field !== null && values[field] === undefined) values[field] = said;
    else if (street.length > 0 || AT.test(part) || /^\d{1,5}\D/.test(part)) street.push(part.replace(AT, ""));
    else return null;
  }
  const isReachable = values.phones !== undefined || values.emails !== undefined;
  if (!isReachable) return null;
  return street.length > 0 ? { ...values, addresses: street.join(", ") } : values;
}

/** Returns the field of a part that is a whole phone number or e-mail address; else null. */
function contactIn(part: string): "phones" | "emails" | null {
  const folded = fold(part);
  const isWhole = (found: { start: number; end: number } | null) =>
    found !== null && found.start === 0 && found.end === folded.length;
  if (isWhole(findPhone(folded))) return "phones";
  return isWhole(findEmail(folded, part)) ? "emails" : null;
}
