const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** A visible character is rarely longer than a family emoji. The window keeps this fast for long texts. */
const WINDOW_CHARS = 64;

/**
 * Returns where the visible character around `at` starts and ends, in UTF-16 units. A letter with its marks and an emoji
 * of several people are one character. If one starts at `at`, or the text ends there, both are `at`.
 */
export function graphemeAround(text: string, at: number): { start: number; end: number } {
  const from = Math.max(0, at - WINDOW_CHARS);
  const found = graphemes.segment(text.slice(from, at + WINDOW_CHARS)).containing(at - from);
  const start = found === undefined ? at : from + found.index;
  return found === undefined || start === at
    ? { start: at, end: at }
    : { start, end: start + found.segment.length };
}

/** Returns at most `most` UTF-16 units of a text. No visible character is split, such as an emoji or "ế". */
export function cutTo(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, graphemeAround(text, Math.max(0, most)).start);
}
