/** Returns a value as a CSV cell for a spreadsheet. The spreadsheet does not run the cell as a formula. */
export function csvCell(value: string): string {
  const text = asPlainText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Puts an apostrophe before a text that a spreadsheet may run as a formula: `"+1+HYPERLINK(…)"` →
 * `"'+1+HYPERLINK(…)"`. `withoutApostrophes` removes it again. A part after a semicolon, a tab or a line break gets one
 * too. Spreadsheets in Vietnam separate columns by semicolons, and split a CSV with commas there. Blanks, NUL,
 * zero-width characters and bidi marks before the sign are skipped, because programs drop them.
 */
function asPlainText(cell: string): string {
  return perPart(cell, (part) =>
    SIGNED.test(part) && !NUMBER.test(part) ? part.replace(UNSEEN, "$&'") : part,
  );
}

/** Removes the apostrophes of `asPlainText`. A cell that would be a formula without them is returned as it is. */
export function withoutApostrophes(cell: string): string {
  const bare = perPart(cell, (part) => part.replace(MARKED, "$1"));
  return isFormula(bare) ? cell : bare;
}

/**
 * True for a cell that a spreadsheet would run when the report is opened: `=cmd|' /C calc'!A0`, `@SUM(1+1)`,
 * `+A1|…!…`. A phone `+84 867…`, a remark `- gọi lại` and a handle `@lan` are no formulas.
 */
export function isFormula(cell: string): boolean {
  const seen = cell.replace(UNSEEN, "");
  if (/^=\s*[^\s=]/.test(seen)) return true;
  if (!/^[+\-@]/.test(seen)) return false;
  const call = seen.indexOf("|");
  return /^.\s*[A-Za-z.]+\(/.test(seen) || (call >= 0 && seen.includes("!", call));
}

/** Blanks, control characters and invisible characters, among them U+FEFF. */
const UNSEEN = /^[\s\p{Cc}\p{Cf}]*/u;
const SIGNED = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫]/u;
const MARKED = /^([\s\p{Cc}\p{Cf}]*)'(?=[=+\-@＝＋－＠﹦﹢﹣﹫])/u;
const NUMBER = /^\s*[+-]?\d[\d .]*$/;

function perPart(cell: string, change: (part: string) => string): string {
  return /[=+\-@＝＋－＠﹦﹢﹣﹫]/.test(cell)
    ? cell
        .split(/([;\t\r\n])/)
        .map(change)
        .join("")
    : cell;
}
