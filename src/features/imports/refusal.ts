import type { ImportKind } from "../../understanding/import-request.ts";

/**
 * The reasons why a whole file cannot be imported. Each reason has one sentence for people that says what to do.
 *
 * - `no-table`    a picture, a document, or nothing that has a row of headings
 * - `old-excel`   .xls, or a workbook that a password locks: one container for both
 * - `too-many-rows`, `too-many-columns`  a few megabytes of commas and line ends would make a report of gigabytes
 * - `too-many-lines`  blank lines count too, because each is read
 * - `cell-too-long`, `line-too-long`, `too-much-text`  too many characters in a cell, in a row, or in all rows together
 * - `unpacks-too-big` a workbook that unpacks to over 200 MB
 * - `packed-too-tightly` a part of a workbook unpacks to hundreds of times its size
 * - `too-complex`     a workbook of too many sheets, parts, texts or styles, or nested too deep
 * - `takes-too-long`, `out-of-memory`  the thread that reads the file was ended
 * - `broken`      a workbook that is incomplete or has an invalid structure
 * - `letters`     text in an unsupported encoding; the unreadable text begins at `line`
 * - `quote`       a quotation mark that is never closed
 * - `formula`     a cell that a spreadsheet would run
 * - `empty`       headings without a row below them
 * - `unknown-heading`, `repeated-heading`, `missing-heading`  the headings do not show what to import
 */
export type Refusal =
  | { why: "no-table" | "old-excel" | "unpacks-too-big" | "broken" | "empty" | "out-of-memory" }
  | { why: "too-many-rows" | "too-many-columns" | "too-many-lines"; most: number }
  | { why: "too-much-text" | "packed-too-tightly"; most: number }
  | { why: "cell-too-long"; most: number; line?: number; column?: string }
  | { why: "line-too-long"; most: number; line: number }
  | { why: "too-complex"; of: WorkbookPart; most: number }
  | { why: "takes-too-long"; seconds: number }
  | { why: "letters" | "quote"; line: number }
  | { why: "formula"; line: number; column: string }
  /** `isSkippable`: the file has every column that its rows need, so these can be left out. */
  | {
      why: "unknown-heading";
      kind: ImportKind;
      unknown: readonly string[];
      known: readonly string[];
      isSkippable: boolean;
    }
  | { why: "repeated-heading"; heading: string }
  | { why: "missing-heading"; known: readonly string[] };

/** The parts of a workbook that have a limit. */
export type WorkbookPart = "sheets" | "parts" | "depth" | "texts" | "styles";

/** A file that is refused as a whole. Nothing of it was stored. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`the file is refused: ${refusal.why}`);
    this.refusal = refusal;
  }
}

/** The limits of an imported file. Each has its own refusal, which says what the person can do. */
export const FILE_LIMITS = {
  /** Rows with a value, without the headings. */
  rows: 200_000,
  /** Lines of a CSV and row numbers of a sheet, blank ones included: the maximum of Excel. */
  lines: 1_048_576,
  /** The report repeats every column in each of its rows. */
  columns: 200,
  /** Characters in one cell: the maximum of Excel. */
  cellChars: 32_767,
  /** Characters in one row, or between two line ends of a CSV. */
  lineChars: 100_000,
  /** Characters in all rows together. */
  chars: 40_000_000,
  sheets: 255,
  /** Files inside a workbook's ZIP, and targets that its parts refer to. */
  parts: 2_000,
  /** Unpacked bytes of all parts that are read. */
  unpackedBytes: 200 * 1024 * 1024,
  /** Unpacked bytes for one packed byte, in a part that unpacks to over 10 MB. Deflate reaches 1,032 at most. */
  ratio: 500,
  ratioFromBytes: 10 * 1024 * 1024,
  /** XML elements inside each other; a sheet has about 10. */
  depth: 64,
  /** Shared texts of a workbook, and their characters together: all are held in memory. */
  texts: 2_000_000,
  textChars: 40_000_000,
  /** Cell styles and number formats: the maximum of Excel. */
  styles: 65_490,
  /** Characters of XML between two tags: enough for the longest cell with each character escaped. */
  rawChars: 262_144,
} as const;

export function tooMany(of: "rows" | "columns" | "lines"): FileRefused {
  return new FileRefused({ why: `too-many-${of}`, most: FILE_LIMITS[of] });
}

export function lineTooLong(line: number): FileRefused {
  return new FileRefused({ why: "line-too-long", line, most: FILE_LIMITS.lineChars });
}

export function cellTooLong(at: { line?: number; column?: string } = {}): FileRefused {
  return new FileRefused({ why: "cell-too-long", most: FILE_LIMITS.cellChars, ...at });
}

export function tooComplex(of: WorkbookPart): FileRefused {
  return new FileRefused({ why: "too-complex", of, most: FILE_LIMITS[of] });
}
