import { parsePhone } from "../crm/phone.ts";
import { findEmail, findPhone } from "./customer.ts";
import { fold } from "./fold.ts";
import { clean, type Finding, openPassage, type Passage, take } from "./passage.ts";
import { distinct, LIST_SEPARATOR } from "./plain-values.ts";
import { withoutConnectors } from "./title.ts";

/** What may stand around one number or address without being another: "sđt: 0867 123 456 (Zalo)". */
const WORDS_BESIDE = /^[^\d@]*$/u;
const EMAIL = /^[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}$/;
/** More than this of anything in a list is a file's business. */
const MOST = 50;

/** A phone number of one field or answer, E.164: `"0867 123 456"`, `"sđt 0867.123.456"` → `"+84867123456"`. */
export function readTypedPhone(text: string): string | null {
  const given = clean(text);
  return parsePhone(given) ?? alone(given, (free) => findPhone(free));
}

/** Several phone numbers, joined by line breaks: `"0867 123 456; 0900 000 001"` → `"+84867123456\n+84900000001"`. */
export function readPhones(text: string, maxItems = MOST): string | null {
  return readEach(text, readTypedPhone, maxItems);
}

/** An e-mail address in small letters: `"An@Example.com"` → `"an@example.com"`. */
export function readEmail(text: string): string | null {
  const given = clean(text);
  const address = given.toLowerCase();
  if (EMAIL.test(address)) return address;
  return alone(given, findEmail);
}

/** Several addresses, joined by line breaks: `"an@shop.vn, lan@shop.vn"` → `"an@shop.vn\nlan@shop.vn"`. */
export function readEmails(text: string, maxItems = MOST): string | null {
  return readEach(text, readEmail, maxItems);
}

/** Takes every phone number (or e-mail address) out of a passage. */
export function takeContacts(
  passage: Passage,
  kind: "phones" | "emails",
  maxItems: number,
  takeOut: (passage: Passage, found: Finding) => void,
): string | null {
  const values: string[] = [];
  while (values.length < maxItems) {
    const before = passage.free;
    const found = kind === "phones" ? findPhone(before) : findEmail(before, passage.folded.source);
    if (!found) break;
    values.push(found.value);
    takeOut(passage, found);
    // In the middle of what is left, "Ngô Văn Tí sđt 0912… email …", it takes along what only said that it was coming.
    if (passage.free === before)
      take(passage, withoutConnectors(before.slice(0, found.start)).length, found.end);
  }
  return values.length === 0 ? null : distinct(values).join("\n");
}

function readEach(text: string, read: (part: string) => string | null, maxItems: number): string | null {
  const parts = clean(text)
    .split(LIST_SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const values = distinct(parts.map((part) => read(part) ?? ""));
  return values.length === 0 || values.includes("") || values.length > maxItems ? null : values.join("\n");
}

/** The one thing found in a text, if no other number or address stands beside it. */
function alone(given: string, find: (free: string, typedText: string) => Finding | null): string | null {
  const { free, folded } = openPassage(given);
  const found = find(free, folded.source);
  if (!found) return null;
  const beside = fold(free.slice(0, found.start) + free.slice(found.end));
  return WORDS_BESIDE.test(beside) ? found.value : null;
}
