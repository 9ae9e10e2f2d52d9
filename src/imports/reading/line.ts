/** One row of a file as it stands there: `{ line: 12, cells: ["Trần Thị Bình", "0867123456"] }`. */
export interface Line {
  /** As the person's editor or spreadsheet counts it, from 1; of a row over several lines, the first. */
  line: number;
  /** In composed Unicode (NFC), without blanks around. */
  cells: readonly string[];
}

/** A cell as people mean it: composed letters, no blanks or invisible signs around it. */
export function tidy(cell: string): string {
  return cell.normalize("NFC").replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, "");
}

/**
 * A cell that a spreadsheet would carry out when the report is opened: `=cmd|' /C calc'!A0`, `@SUM(1+1)`, `+A1|…!…`. A
 * phone `+84 867…`, a remark `- gọi lại` and a handle `@lan` are none.
 */
export function isFormula(cell: string): boolean {
  return /^=\s*[^\s=]/.test(cell) || /^[+\-@]\s*(?:[A-Za-z.]+\(|.*\|.*!)/s.test(cell);
}
