import { withoutApostrophes } from "../csv-cell.ts";

/** One row of a file as it stands there: `{ line: 12, cells: ["Trần Thị Bình", "0867123456"] }`. */
export interface Line {
  /** As an editor or a spreadsheet counts it, from 1. A row over several lines has the number of its first. */
  line: number;
  /** In composed Unicode (NFC), without blanks around. */
  cells: readonly string[];
}

/** Control characters, which no text has: some programs end a string there, others hide them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const AROUND = /[\s\u200b\ufeff]/;

/** Returns the cell in composed letters, without blanks or invisible characters around it, and without `asPlainText`'s apostrophes. */
export function tidy(cell: string): string {
  const composed = cell.normalize("NFC").replace(CONTROL, "");
  let [start, end] = [0, composed.length];
  // A regular expression for the end of a text would search from each blank in its middle.
  while (start < end && AROUND.test(composed.charAt(start))) start += 1;
  while (end > start && AROUND.test(composed.charAt(end - 1))) end -= 1;
  return withoutApostrophes(composed.slice(start, end));
}
