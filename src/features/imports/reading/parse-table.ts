import { isFormula } from "../csv-cell.ts";
import { cellTooLong, FILE_LIMITS, FileRefused, tooMany } from "../refusal.ts";
import { decode, readCsv } from "./csv.ts";
import type { Line } from "./line.ts";
import { readWorkbook } from "./workbook.ts";

/** The format of a file, detected by its first bytes, because its name and announced type may be wrong. */
type FileFormat = "text" | "workbook";

/** Large enough to detect the encoding of a text. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Yields the rows of a CSV or a workbook, the headings first. Rows without any value are skipped, and so are empty cells
 * at the end of a row.
 * @throws FileRefused while it is read
 */
export async function* parseTable(bytes: Buffer): AsyncGenerator<Line> {
  const lines = formOf(bytes) === "text" ? readCsv(decode(chunksOf(bytes))) : readWorkbook(bytes);
  let headings: Line | undefined;
  let rows = 0;
  for await (const found of lines) {
    const line: Line = { ...found, cells: withoutEmptyEnd(found.cells) };
    headings ??= line;
    if (line.cells.length > FILE_LIMITS.columns) throw tooMany("columns");
    if (rows++ > FILE_LIMITS.rows) throw tooMany("rows");
    refuseCells(line, headings);
    yield line;
  }
}

/** @throws FileRefused `cell-too-long`, `formula` */
function refuseCells({ line, cells }: Line, headings: Line): void {
  const at = (index: number) => ({ line, column: headings.cells[index] || String(index + 1) });
  const long = cells.findIndex((cell) => cell.length > FILE_LIMITS.cellChars);
  if (long >= 0) {
    // The cell is a heading itself, so it cannot name its column.
    throw cellTooLong(headings.line === line ? { line, column: String(long + 1) } : at(long));
  }
  const formula = cells.findIndex(isFormula);
  if (formula >= 0) throw new FileRefused({ why: "formula", ...at(formula) });
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function formOf(start: Buffer): FileFormat {
  const begins = (...signature: readonly number[]) => signature.every((byte, index) => start[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return "workbook";
  // The container of .xls, and of an .xlsx behind a password [MS-CFB].
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new FileRefused({ why: "old-excel" });
  if (OTHERS.some((signature) => begins(...signature))) throw new FileRefused({ why: "no-table" });
  return "text";
}

/** The first bytes of PDF, PNG, JPEG, GIF, RAR, 7z and gzip, and the first bracket of HTML or XML. */
const OTHERS: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x52, 0x61, 0x72, 0x21],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x1f, 0x8b],
  [0x3c],
];
