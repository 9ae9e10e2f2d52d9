/**
 * Text from outside as Telegram can take it: no lone surrogates (it refuses them), no control characters, and none
 * of the invisible marks that turn the direction of whatever follows them.
 */
export function clean(text: string): string {
  return /[^\n\x20-\x7e]/.test(text)
    ? text.replace(NEWLINES, "\n").replace(SURROGATES, "\ufffd").replace(UNWANTED, "")
    : text;
}

const NEWLINES = /\r\n?|[\u2028\u2029]/g;
const SURROGATES = /\p{Surrogate}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const UNWANTED = /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]/g;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** `"A & <b>"` → `"A &amp; &lt;b&gt;"`. For text between tags; we write no attribute from outside. */
export function escapeHtml(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign) : text;
}

/**
 * A customer called `@somebody` must notify nobody in a group. An invisible joiner after the sign keeps Telegram from
 * reading a mention. E-mail addresses stay as they are.
 */
export function withoutMentions(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_.+-])@(?=\w)/gu, "@\u2060");
}

const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** The longest beginning of at most `length` UTF-16 units that splits no letter, emoji or combining sequence. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, graphemes.segment(text).containing(Math.max(0, length))?.index ?? 0);
}

/** One line, at most `length` long, with "…" where something was cut. */
export function oneLine(text: string, length: number): string {
  const line = clean(text).replace(/\s+/g, " ").trim();
  return line.length <= length ? line : `${cut(line, length - 1)}…`;
}

/** Is there anything to be seen? Telegram refuses texts and labels in which there is not. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
