import type { Locale } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import type { RowFault } from "./fault.ts";
import { isErrorCell, isRounded, parts, readAmount, readDay, readEmail, readPhoneCell } from "./values.ts";

/** A column that a file may have: its headings, and how its cells are read into a row. */
export interface Column<Row> {
  key: string;
  /** The heading in a template and in the preview: `{ vi: "Số điện thoại", en: "Phone" }`. */
  label: Readonly<Record<Locale, string>>;
  /** Other headings. Accents, capitals and punctuation are ignored. */
  synonyms: readonly string[];
  /** Every row must have a value here. */
  required?: boolean;
  /** May stand several times: "Điện thoại 1", "Điện thoại 2". */
  several?: boolean;
  /** Puts the cell's value into the row. `heading` is as the file has it. */
  fill(row: Row, cell: string, heading: string): RowFault | null;
}

/** A heading or synonym, comparable: `"Số điện thoại (bắt buộc) *"` → `"sodienthoai"`. */
export function headingKey(heading: string): string {
  return fold(heading.replace(/\([^)]{0,200}\)/g, "")).replace(/[^\p{L}\p{N}]/gu, "");
}

/** True for a column to skip: `"#ghi chú nội bộ"`, `"bỏ qua: nguồn"`, row numbers, and reasons of our own report. */
export function isLeftOut(heading: string): boolean {
  if (/^\s*#/.test(heading)) return true;
  const key = headingKey(heading);
  return /^(?:boqua|skip|ignore)/.test(key) || SKIPPED.has(key);
}

/** Row numbers, and the reasons in a report that is dropped again. */
const SKIPPED: ReadonlySet<string> = new Set([
  "stt",
  "no",
  "sott",
  "sothutu",
  "loi",
  "error",
  "dong",
  "line",
]);

const TEXT_MAX = 2_000;

/** Puts the text into the row unchanged. */
export function textInto<Row>(max: number, put: (row: Row, text: string) => void): Column<Row>["fill"] {
  return (row, cell, field) => {
    if (isErrorCell(cell)) return { fault: "error-cell", field, value: cell };
    if (cell.length > max) return { fault: "too-long", field };
    put(row, cell);
    return null;
  };
}

export const longTextInto = <Row>(put: (row: Row, text: string) => void) => textInto<Row>(TEXT_MAX, put);

export function phonesInto<Row>(put: (row: Row, phones: string[]) => void): Column<Row>["fill"] {
  return (row, cell, field) => {
    if (isErrorCell(cell)) return { fault: "error-cell", field, value: cell };
    // A comma separates two numbers, except in "8,67E+08".
    if (isRounded(cell)) return { fault: "rounded", field, value: cell };
    const phones: string[] = [];
    for (const part of /^[\d.,\s]+[.,]0+$/.test(cell) ? [cell] : parts(cell)) {
      const phone = readPhoneCell(part);
      if (isRounded(part)) return { fault: "rounded", field, value: part };
      if (phone === null) return { fault: "phone", field, value: part };
      phones.push(phone);
    }
    put(row, phones);
    return null;
  };
}

export function emailsInto<Row>(put: (row: Row, emails: string[]) => void): Column<Row>["fill"] {
  return (row, cell, field) => {
    const written = parts(cell);
    const wrong = written.find((part) => readEmail(part) === null);
    if (wrong !== undefined)
      return { fault: isErrorCell(wrong) ? "error-cell" : "email", field, value: wrong };
    put(row, written);
    return null;
  };
}

export function dayInto<Row>(put: (row: Row, day: string) => void): Column<Row>["fill"] {
  return (row, cell, field) => {
    const day = readDay(cell);
    if (day === null) return { fault: isErrorCell(cell) ? "error-cell" : "day", field, value: cell };
    put(row, day);
    return null;
  };
}

export function amountInto<Row>(put: (row: Row, amount: number) => void): Column<Row>["fill"] {
  return (row, cell, field) => {
    if (isRounded(cell)) return { fault: "rounded", field, value: cell };
    const amount = readAmount(cell);
    if (amount === null) return { fault: isErrorCell(cell) ? "error-cell" : "amount", field, value: cell };
    put(row, amount);
    return null;
  };
}

export function choiceInto<Row, Value>(
  read: (cell: string) => Value | null,
  put: (row: Row, value: Value) => void,
): Column<Row>["fill"] {
  return (row, cell, field) => {
    const value = read(cell);
    if (value === null) return { fault: isErrorCell(cell) ? "error-cell" : "choice", field, value: cell };
    put(row, value);
    return null;
  };
}
