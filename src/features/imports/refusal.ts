/**
 * Why a whole file cannot be imported. A closed list: each has one sentence for people, which says what to do.
 *
 * - `no-table`    a picture, a document, or nothing that has a row of headings
 * - `old-excel`   .xls, or a workbook that a password locks: one container for both
 * - `too-many-rows`, `too-many-columns`  a few megabytes of commas and line ends would become gigabytes of report
 * - `too-many-lines`  blank lines count: each is read
 * - `cell-too-long`, `line-too-long`, `too-much-text`  characters in a cell, in a row, in all rows together
 * - `unpacks-too-big` a workbook that unpacks to over 200 MB
 * - `packed-too-tightly` a part of a workbook unpacks to hundreds of times its size
 * - `too-complex`     a workbook of too many sheets, parts, texts or styles, or nested too deep
 * - `takes-too-long`, `out-of-memory`  the thread that reads the file was ended
 * - `broken`      a workbook that is cut off or not put together as one
 * - `letters`     text in no encoding we read; `line` as far as it was readable
 * - `quote`       a quotation mark that is never closed
 * - `formula`     a cell that a spreadsheet would carry out
 * - `empty`       headings, and no row below them
 * - `unknown-heading`, `repeated-heading`, `missing-heading`  the columns do not say what to import
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
  | { why: "unknown-heading"; heading: string; known: readonly string[] }
  | { why: "repeated-heading"; heading: string }
  | { why: "missing-heading"; known: readonly string[] };

/** What a workbook can have too much of. */
export type WorkbookPart = "sheets" | "parts" | "depth" | "texts" | "styles";

/** The file is refused as a whole; nothing of it was kept. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`the file is refused: ${refusal.why}`);
    this.refusal = refusal;
  }
}
