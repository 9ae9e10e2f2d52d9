/**
 * Letters and digits for a character class, in text as it is typed or folded: `[${WORD_CHARS}]`. Patterns made of strings
 * use it in place of `\p{L}\p{N}`, which has hundreds of ranges. At its first text, V8 compiles a pattern with this one in
 * 0.02 ms and a pattern with that one in 1 ms, and the first texts of a process need over a hundred patterns.
 *
 * Below U+02C2 it is the same. From U+0370 on it has whole blocks of scripts, with their own marks and signs. It has
 * nothing of the blocks between, of punctuation and symbols (U+2000 to U+2BFF, so no ①), and outside the Basic Multilingual
 * Plane.
 */
export const WORD_CHARS =
  String.raw`A-Za-z0-9\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c1` +
  String.raw`\u0370-\u1fff\u2c00-\u2dff\u3041-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc`;

/** Creates a pattern for whole words: `wholeWords("ai|hay")` finds "ai" in "ai gọi", and not in "mai gọi". */
export function wholeWords(pattern: string, flags = "iu"): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${pattern})(?!\\p{L})`, flags);
}
