import { cutTo } from "../../i18n/graphemes.ts";

/**
 * Returns text that Telegram accepts, without control characters. Lone surrogates are replaced, because Telegram
 * refuses them. Invisible marks that change the direction of the text are removed.
 */
export function clean(text: string): string {
  return /[^\n\x20-\x7e]/.test(text)
    ? text.replace(NEWLINES, "\n").replace(SURROGATES, "\ufffd").replace(UNWANTED, "")
    : text;
}

const NEWLINES = /\r\n?|[\u2028\u2029]/g;
const SURROGATES = /\p{Surrogate}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const UNWANTED = /[\0-\x09\x0b-\x1f\x7f-\x9f\ufeff\p{Bidi_Control}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Escapes text between tags: `"A & <b>"` → `"A &amp; &lt;b&gt;"`. We write no attribute from outside. */
export function escapeHtml(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign) : text;
}

/**
 * Prevents mentions: a customer called `@somebody` must notify nobody in a group. An invisible joiner after the sign
 * stops Telegram from reading a mention, which may follow any sign: `"An.@somebody"`. E-mail addresses stay unchanged.
 */
export function withoutMentions(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_])@(?=\w)/gu, "@\u2060");
}

/** Returns one line of at most `length` characters, with "…" if something was cut. */
export function oneLine(text: string, length: number): string {
  const line = clean(text).replace(/\s+/g, " ").trim();
  return line.length <= length ? line : `${cutTo(line, length - 1)}…`;
}

/** Returns true if anything is visible. Telegram refuses texts and labels in which nothing is. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
