import { fold } from "./fold.ts";

/** The request in the text beside a file. */
interface ImportRequest {
  kind: ImportKind;
  /** The segment, by its nickname or id, if it was named. */
  segment?: string;
}

/** Verbs of an import at the beginning: "tạo phiếu: khách than phiền" is none. */
const VERBS =
  /^(?:(?:hay|xin|cho|giup|vui long|please|can you)\s+)*(?:nhap|import|them|add|bo sung|tai len|upload|sua|cap nhat|chinh sua|edit|update|change|dua|put)(?![a-z])/;

const EDITS = /(?<![a-z])(?:sua|cap nhat|chinh sua|edit|update|change)(?![a-z])/;

const DEALS = /(?<![a-z])(?:giao dich|don hang|don|deals?|orders?|opportunit(?:y|ies))(?![a-z])/;

const CUSTOMERS = /(?<![a-z])(?:khach(?: hang)?|customers?|contacts?|leads?|lien he|danh ba)(?![a-z])/;

const SEGMENT = /(?<![a-z])(?:phan khuc|segment)(?![a-z])[\s:]*([\s\S]*)/;

/**
 * Reads what to import: `"nhập khách hàng"` → customers, `"sửa giao dịch"` → deal-edits, `"thêm vào phân khúc VIP"` →
 * segment `VIP`. Null if the text asks for no import. Accents and capitals are ignored.
 */
export function readImportRequest(text: string): ImportRequest | null {
  const said = fold(text.normalize("NFC")).trim();
  if (!VERBS.test(said)) return null;
  const segment = SEGMENT.exec(said);
  if (segment) return { kind: "segment", ...(segment[1] && { segment: namedAsTyped(text, segment[1]) }) };
  if (DEALS.test(said)) return { kind: EDITS.test(said) ? "deal-edits" : "deals" };
  return CUSTOMERS.test(said) ? { kind: "customers" } : null;
}

/** A phone number: a text with one is about this customer, not about the rows of a file. */
const NUMBER = /(?<![0-9a-f])\+?\d[\d .-]{7,}\d(?![0-9a-f])/i;

/** True if the text beside a file asks to import its rows, even if it means something else without a file. */
export function asksToImport(text: string): boolean {
  return !NUMBER.test(text) && readImportRequest(text) !== null;
}

/** Returns the end of the text as it was typed, without quotation marks. */
function namedAsTyped(text: string, folded: string): string {
  return text
    .normalize("NFC")
    .trim()
    .slice(-folded.length)
    .replace(/^["'“”«]+/, "")
    .replace(/(?<!["'“”».!])["'“”».!]+$/, "")
    .trim();
}

/** What a file can be imported as. */
export type ImportKind = "customers" | "deals" | "deal-edits" | "segment";
