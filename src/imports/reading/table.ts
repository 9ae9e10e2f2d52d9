import { FileRefused } from "../refusal.ts";
import { readCsv } from "./csv.ts";
import { decode } from "./decode.ts";
import { isFormula, type Line } from "./line.ts";
import { readWorkbookApart } from "./workbook-thread.ts";

/** What a file is by its first bytes; its name and announced type are anybody's guess. */
type Form = "text" | "workbook";

/** More than any shop's customers in one file; each may come back in the report, with its reason. */
const ROWS_MAX = 200_000;
/** Every row of the report has them all; a row that reaches further, as one cell of a workbook can, is none. */
const COLUMNS_MAX = 200;

/**
 * The rows of a CSV or a workbook, the headings first; rows without any value are left out, and so are empty cells at
 * the end of a row.
 * @throws FileRefused while it is read
 */
export async function* readTable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const { form, all } = await recognise(bytes);
  const lines =
    form === "text" ? readCsv(decode(all)) : readWorkbookApart({ bytes: Buffer.concat(await gather(all)) });
  let headings: Line | undefined;
  let rows = 0;
  for await (const found of lines) {
    const line: Line = { ...found, cells: withoutEmptyEnd(found.cells) };
    headings ??= line;
    if (line.cells.length > COLUMNS_MAX)
      throw new FileRefused({ why: "too-many-columns", most: COLUMNS_MAX });
    if (rows++ > ROWS_MAX) throw new FileRefused({ why: "too-many-rows", most: ROWS_MAX });
    const formula = line.cells.findIndex(isFormula);
    if (formula >= 0) {
      throw new FileRefused({
        why: "formula",
        line: line.line,
        column: headings.cells[formula] || String(formula + 1),
      });
    }
    yield line;
  }
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}

/** The file's form, and its bytes from the beginning. */
async function recognise(bytes: AsyncIterable<Uint8Array>) {
  const rest = bytes[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let size = 0;
  while (size < LONGEST_SIGNATURE) {
    const next = await rest.next();
    if (next.done) break;
    begun.push(next.value);
    size += next.value.byteLength;
  }
  const form = formOf(Buffer.concat(begun));
  async function* all() {
    yield* begun;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  }
  return { form, all: all() };
}

const LONGEST_SIGNATURE = 8;

function formOf(start: Buffer): Form {
  const begins = (...signature: readonly number[]) => signature.every((byte, index) => start[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return "workbook";
  // The container of .xls, and of an .xlsx behind a password [MS-CFB].
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new FileRefused({ why: "old-excel" });
  if (OTHERS.some((signature) => begins(...signature))) throw new FileRefused({ why: "no-table" });
  return "text";
}

/** PDF, PNG, JPEG, GIF, RAR, 7z, gzip, and HTML or XML by its bracket. */
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

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return parts;
}
