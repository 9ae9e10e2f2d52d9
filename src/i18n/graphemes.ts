const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** A visible character is rarely longer than a family emoji. The window keeps this fast for long texts. */
const WINDOW_CHARS = 64;

/**
 * Returns where the visible character around `at` starts and ends, in UTF-16 units. A letter with its marks and an emoji
 * of several people are one character. If one starts at `at`, or the text ends there, both are `at`.
 */
export function graphemeAround(text: string, at: number): { start: number; end: number } {
  const from = beforeFlags(text, Math.max(0, at - WINDOW_CHARS));
  const found = graphemes.segment(text.slice(from, at + WINDOW_CHARS)).containing(at - from);
  const start = found === undefined ? at : from + found.index;
  return found === undefined || start === at
    ? { start: at, end: at }
    : { start, end: start + found.segment.length };
}

/** Returns where the row of flags around `at` starts. A flag is two letters, so a row is only read from its start. */
function beforeFlags(text: string, at: number): number {
  let start = isFlagLetter(text, at - 1) ? at - 1 : at;
  while (isFlagLetter(text, start - 2)) start -= 2;
  return start;
}

/** True if one of the letters stands here of which two make a flag: https://www.unicode.org/reports/tr51/#Flags */
function isFlagLetter(text: string, at: number): boolean {
  const code = text.codePointAt(at) ?? 0;
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

/** Returns at most `most` UTF-16 units of a text. No visible character is split, such as an emoji or "ế". */
export function cutTo(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, graphemeAround(text, Math.max(0, most)).start);
}
