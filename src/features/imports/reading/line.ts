import { withoutApostrophes } from "../csv-cell.ts";

/** One row of a file: `{ line: 12, cells: ["Trần Thị Bình", "0867123456"] }`. */
export interface Line {
  /**
   * The line as an editor or a spreadsheet counts it, from 1. A row over several lines has the number of its first line.
   */
  line: number;
  /** The cells in composed Unicode (NFC), without blanks around them. */
  cells: readonly string[];
}

/**
 * Control characters that no text contains: some programs end a string there, others hide them. Also invisible characters
 * except those that make emoji.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?![\u200d\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const BLANK = /\s/;

/**
 * Returns the cell in composed letters, without invisible characters, blanks around it, and the apostrophes of
 * `asPlainText`.
 */
export function tidy(cell: string): string {
  const composed = cell.normalize("NFC").replace(HIDDEN, "");
  let [start, end] = [0, composed.length];
  // A regular expression for the end of a text would begin a search at each blank in its middle.
  while (start < end && BLANK.test(composed.charAt(start))) start += 1;
  while (end > start && BLANK.test(composed.charAt(end - 1))) end -= 1;
  return withoutApostrophes(composed.slice(start, end));
}

const DAY_MS = 86_400_000;
/** Day 0 of Excel's calendar. Excel treats 1900 as a leap year, so this is right from March 1900 on. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
/** The days between both calendars of Excel. */
const DAYS_TO_1904 = 1_462;

/** Converts Excel's number of a day, `45986` or `45986.5`, to `"25/11/2026"` or `"25/11/2026 12:00"`. */
export function serialToText(serial: number, is1904 = false): string {
  const minutes = Math.round((serial + (is1904 ? DAYS_TO_1904 : 0)) * 1_440);
  const at = new Date(EPOCH_MS + minutes * 60_000);
  if (Number.isNaN(at.getTime())) return String(serial);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
  if ((minutes * 60_000) % DAY_MS === 0) return day;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}
