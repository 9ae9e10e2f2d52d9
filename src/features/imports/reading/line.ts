/** One row of a file as it stands there: `{ line: 12, cells: ["Trần Thị Bình", "0867123456"] }`. */
export interface Line {
  /** As the person's editor or spreadsheet counts it, from 1; of a row over several lines, the first. */
  line: number;
  /** In composed Unicode (NFC), without blanks around. */
  cells: readonly string[];
}

/** Signs that no text has: they end a string in one program, and hide in another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const AROUND = /[\s\u200b\ufeff]/;

/**
 * A cell as people mean it: composed letters, no blanks or invisible signs around it, and without the apostrophes of
 * `asPlainText`.
 */
export function tidy(cell: string): string {
  const composed = cell.normalize("NFC").replace(CONTROL, "");
  let [start, end] = [0, composed.length];
  // By hand: an expression for the end of a text tries each blank in its middle, and looks for the end from there.
  while (start < end && AROUND.test(composed.charAt(start))) start += 1;
  while (end > start && AROUND.test(composed.charAt(end - 1))) end -= 1;
  const text = composed.slice(start, end);
  const standalone = perPart(text, (part) => part.replace(MARKED, "$1"));
  // Somebody's own way to say that it is none.
  return isFormula(standalone) ? text : standalone;
}

/**
 * A cell that a spreadsheet would carry out when the report is opened: `=cmd|' /C calc'!A0`, `@SUM(1+1)`, `+A1|…!…`. A
 * phone `+84 867…`, a remark `- gọi lại` and a handle `@lan` are none.
 */
export function isFormula(cell: string): boolean {
  const seen = cell.slice(unseenAtStart(cell));
  if (/^=\s*[^\s=]/.test(seen)) return true;
  if (!/^[+\-@]/.test(seen)) return false;
  const call = seen.indexOf("|");
  return /^.\s*[A-Za-z.]+\(/.test(seen) || (call >= 0 && seen.includes("!", call));
}

/**
 * A cell as it can be opened in a spreadsheet: what that might take for a formula has an apostrophe in front, which
 * `tidy` takes away again. `"+1+HYPERLINK(…)"` → `"'+1+HYPERLINK(…)"`. So does a part behind a semicolon, a tab or a line
 * break: where a country parts its columns by semicolons, as Vietnam does, a CSV with commas is cut there. Blanks, NUL,
 * zero-width characters and bidi marks before the sign do not hide it: programs drop them.
 */
export function asPlainText(cell: string): string {
  return perPart(cell, (part) =>
    SIGNED.test(part) && !NUMBER.test(part) ? part.replace(UNSEEN, "$&'") : part,
  );
}

function unseenAtStart(cell: string): number {
  return UNSEEN.exec(cell)?.[0].length ?? 0;
}

/** Blanks, control characters and characters without a shape, U+FEFF among them. */
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
