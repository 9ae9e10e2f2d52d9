import { fold } from "./fold.ts";
import { clean, type Finding } from "./passage.ts";

/** The CRM's `TicketId` is an integer, and ten digits are enough for any tenant: src/crm/API.md#ids */
const LABELLED =
  /(?<![a-z0-9])(?:(?:phieu|ticket)(?: (?:ho tro|so|ma|id|no\.?|number))?|yeu cau so) ?[:#]? ?#?([1-9]\d{0,9})(?![\p{L}\p{N}]|[./-]\d)/u;
const SIGNED = /(?<![\p{L}\p{N}&])# ?([1-9]\d{0,9})(?![\p{L}\p{N}])/u;
const ALONE = /(?<![\p{L}\p{N}+/.,-])([1-9]\d{0,9})(?![\p{L}\p{N}]|[./,-]\d)/u;
const WHOLE = /^(?:(?:phieu|ticket|ho tro|yeu cau|so|ma|id|no|number)[ .:]*)*#? ?([1-9]\d{0,9})[.!]?$/;

/** The number of a ticket from one field or answer: `"#17464"`, `"phiếu 17464"`, `"17464"` → `"17464"`, else null. */
export function readTicket(text: string): string | null {
  return WHOLE.exec(fold(clean(text)))?.[1] ?? null;
}

/** A ticket number in a longer text: one that is called a ticket, one with #, then any number that stands alone. */
export function findTicket(free: string): Finding | null {
  return findSignedTicket(free) ?? finding(ALONE.exec(free));
}

/** A ticket number that cannot be another kind of number: `"phiếu 17464"`, `"#17464"`. */
export function findSignedTicket(free: string): Finding | null {
  return finding(LABELLED.exec(free)) ?? finding(SIGNED.exec(free));
}

function finding(match: RegExpExecArray | null): Finding | null {
  return match?.[1] ? { start: match.index, end: match.index + match[0].length, value: match[1] } : null;
}
