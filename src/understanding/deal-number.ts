import { fold } from "./fold.ts";
import { clean, type Finding } from "./passage.ts";

/** The CRM's `number` of a deal is an integer: src/crm/API.md#ids */
const LABELLED =
  /(?<![a-z0-9])(?:(?:giao dich|don(?: hang)?|deal|order|co hoi|opportunity)(?: (?:so|ma|id|no\.?|number))?) ?[:#]? ?#?([1-9]\d{0,9})(?![\p{L}\p{N}]|[./-]\d)/u;
const SIGNED = /(?<![\p{L}\p{N}&])# ?([1-9]\d{0,9})(?![\p{L}\p{N}])/u;
const ALONE = /(?<![\p{L}\p{N}+/.,-])([1-9]\d{0,9})(?![\p{L}\p{N}%]|[./,-]\d)/u;
/** "đơn hàng trên 5 triệu": a number with its unit is a sum, or many of something. */
const UNIT = /^ ?(?:ty|ti|trieu|tr|k|nghin|ngan|dong|vnd|million|cai|chiec|ngay|tuan|thang|sao)(?!\p{L})/u;
const WHOLE =
  /^(?:(?:giao dich|don hang|don|deal|order|co hoi|opportunity|so|ma|id|no|number)[ .:]*)*#? ?([1-9]\d{0,9})[.!]?$/;

/** The number of a deal from one field or answer: `"#3609"`, `"giao dịch 3609"`, `"đơn 3609"` → `"3609"`, else null. */
export function readDeal(text: string): string | null {
  return WHOLE.exec(fold(clean(text)))?.[1] ?? null;
}

/** A deal's number in a longer text: one that is called a deal, one with #, then any number that stands alone. */
export function findDeal(free: string): Finding | null {
  for (const pattern of [LABELLED, SIGNED, ALONE]) {
    const match = pattern.exec(free);
    const end = match ? match.index + match[0].length : 0;
    if (match?.[1] && !UNIT.test(free.slice(end))) return { start: match.index, end, value: match[1] };
  }
  return null;
}
