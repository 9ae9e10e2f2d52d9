import { type E164, parsePhone, readStoredPhone } from "../../crm/phone.ts";
import { fold } from "../../understanding/fold.ts";
import { serialToText } from "./reading/serial-date.ts";

/*
 * Readers of cells, as people and spreadsheets write them. Each returns null for another text; the column decides which
 * fault that is.
 */

/** `"8,67E+08"`: a long number that a spreadsheet has rounded. Its last digits are lost. */
export function isRounded(cell: string): boolean {
  return /^\d+(?:[.,]\d+)?e\+?\d+$/i.test(cell);
}

/** `"#N/A"`, `"#REF!"`: errors of a spreadsheet. */
export function isErrorCell(cell: string): boolean {
  return /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$/i.test(cell);
}

/** A phone as a chat understands it, or one that has lost its 0 or gained `.0`: `"867123456.0"` → `"+84867123456"`. */
export function readPhoneCell(cell: string): E164 | null {
  const digits = cell.replace(/[.,]0+$/, "");
  return parsePhone(digits) ?? readStoredPhone(digits);
}

/** Several in one cell: `"0867123456; 0909123456"`. */
export function parts(cell: string): string[] {
  return cell
    .split(/[;,|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** As strict as `crm`, and with a point required behind the @, because files have more typing mistakes. */
export function readEmail(cell: string): string | null {
  return cell.length <= 254 && /^[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/.test(cell) ? cell : null;
}

/** Serial numbers of spreadsheets that are read as days: 1927 to 2119. */
const SERIAL = /^[1-7]\d{4}(?:\.\d+)?$/;

/** `"25/11/2026"`, `"5-3-2000"`, `"2026-11-25T08:00"`, `"45986"` → `"2026-11-25"`; the day comes before the month. */
export function readDay(cell: string): string | null {
  const text = SERIAL.test(cell) ? serialToText(Number(cell)) : cell;
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : local ? local.slice(1).reverse() : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${written}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== written ? null : written;
}

/** `"1.500.000đ"`, `"1,500,000"`, `"1500000.00 VND"` → `1500000`. */
export function readAmount(cell: string): number | null {
  const text = cell.replace(/\s|₫|đ|vnd|vnđ/gi, "");
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(text) ? text.replace(/[.,]/g, "") : text;
  return /^\d{1,15}(?:[.,]0+)?$/.test(grouped) ? Number(grouped.replace(/[.,]0+$/, "")) : null;
}

/** A CRM number, `"3609"`, `"#3609"`, or as a spreadsheet has it, `"3609.0"`. */
export function readNumber(cell: string): string | null {
  return /^#?(\d{1,18})(?:[.,]0+)?$/.exec(cell)?.[1] ?? null;
}

/** Which of these values is meant: `readChoice({ male: ["nam"] }, "Nam")` → `"male"`. The words are without accents. */
export function readChoice(words: Readonly<Record<string, readonly string[]>>, cell: string): string | null {
  const said = fold(cell);
  return Object.keys(words).find((value) => words[value]?.includes(said)) ?? null;
}
