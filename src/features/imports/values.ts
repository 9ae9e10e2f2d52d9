import { type E164, parsePhone, readStoredPhone } from "../../crm/phone.ts";
import { fold } from "../../understanding/fold.ts";
import type { FieldFault } from "./fault.ts";
import { serialToText } from "./reading/line.ts";

/* Readers of cells as people and spreadsheets write them. */

/**
 * The value of a cell as a person would type it: `"+84867123456\n+84909123456"`. Null for an empty cell, a fault for a
 * cell that cannot be read.
 */
export type CellValue = string | null | { fault: FieldFault; value: string } | { fault: "too-long" };

/** True if a spreadsheet has rounded a long number: `"8,67E+08"`. Its last digits are lost. */
export function isRounded(cell: string): boolean {
  return /^\d+(?:[.,]\d+)?e\+?\d+$/i.test(cell);
}

/** True if the cell is an error of a spreadsheet: `"#N/A"`, `"#REF!"`. */
function isErrorCell(cell: string): boolean {
  return /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$/i.test(cell);
}

/** Reads a phone as in a chat, or one that has lost its 0 or gained `.0`: `"867123456.0"` → `"+84867123456"`. */
function phoneOfCell(cell: string): E164 | null {
  const digits = cell.replace(/[.,]0+$/, "");
  return parsePhone(digits) ?? readStoredPhone(digits);
}

/** Splits a cell with several values: `"0867123456; 0909123456"`. */
export function parts(cell: string): string[] {
  return cell
    .split(/[;,|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/**
 * True if the text is an e-mail address. It needs a dot after the @, because files have more typing mistakes than
 * chats.
 */
function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/.test(text);
}

/** Serial numbers of spreadsheets that are read as days: 1927 to 2119. */
const SERIAL = /^[1-7]\d{4}(?:\.\d+)?$/;

/** Reads a text and changes nothing in it. */
export function textOfCell(cell: string, max: number): CellValue {
  if (isErrorCell(cell)) return { fault: "error-cell", value: cell };
  return cell.length > max ? { fault: "too-long" } : cell;
}

/** @param most  only this many phones are taken, from the first on */
export function phonesOfCell(cell: string, most = Number.POSITIVE_INFINITY): CellValue {
  if (isErrorCell(cell)) return { fault: "error-cell", value: cell };
  // A comma separates two numbers, except in "8,67E+08".
  if (isRounded(cell)) return { fault: "rounded", value: cell };
  const phones: string[] = [];
  for (const part of /^[\d.,\s]+[.,]0+$/.test(cell) ? [cell] : parts(cell)) {
    if (isRounded(part)) return { fault: "rounded", value: part };
    const phone = phoneOfCell(part);
    if (phone === null) return { fault: "phone", value: part };
    phones.push(phone);
  }
  return phones.slice(0, most).join("\n") || null;
}

export function emailsOfCell(cell: string): CellValue {
  const written = parts(cell);
  const wrong = written.find((part) => !isEmail(part));
  return wrong === undefined ? written.join("\n") || null : orFault(null, "email", wrong);
}

/**
 * Reads a day: `"25/11/2026"`, `"5-3-2000"`, `"2026-11-25T08:00"`, `"45986"` → `"2026-11-25"`. The day comes before the
 * month.
 */
export function dayOfCell(cell: string): CellValue {
  const text = SERIAL.test(cell) ? serialToText(Number(cell)) : cell;
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?$/.exec(text);
  const [year = "", month = "", day = ""] = iso ? iso.slice(1) : local ? local.slice(1).reverse() : [];
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${written}T00:00:00Z`);
  const isDay = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === written;
  return orFault(isDay ? written : null, "day", cell);
}

/** Reads an amount: `"1.500.000đ"`, `"1,500,000"`, `"1500000.00 VND"` → `"1500000"`. */
export function amountOfCell(cell: string): CellValue {
  if (isRounded(cell)) return { fault: "rounded", value: cell };
  const text = cell.replace(/\s|₫|đ|vnd|vnđ/gi, "");
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(text) ? text.replace(/[.,]/g, "") : text;
  const isAmount = /^\d{1,15}(?:[.,]0+)?$/.test(grouped);
  return orFault(isAmount ? String(Number(grouped.replace(/[.,]0+$/, ""))) : null, "amount", cell);
}

/** Reads a CRM number: `"3609"`, `"#3609"`, or as a spreadsheet has it, `"3609.0"`; null for another text. */
export function numberOfCell(cell: string): string | null {
  return /^#?(\d{1,18})(?:[.,]0+)?$/.exec(cell)?.[1] ?? null;
}

/** Finds the value that is meant: `choiceOfCell({ male: ["nam"] }, "Nam")` → `"male"`. The words are without accents. */
export function choiceOfCell(words: Readonly<Record<string, readonly string[]>>, cell: string): CellValue {
  const said = fold(cell);
  const value = Object.keys(words).find((one) => words[one]?.includes(said));
  return orFault(value ?? null, "choice", cell);
}

function orFault(value: string | null, fault: FieldFault, cell: string): CellValue {
  return value ?? { fault: isErrorCell(cell) ? "error-cell" : fault, value: cell };
}
