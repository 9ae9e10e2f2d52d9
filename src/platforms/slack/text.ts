import type { ContextBlock, MrkdwnElement, PlainTextElement } from "@slack/types";
import { cutTo, graphemeAround } from "../../i18n/graphemes.ts";
import { LIMITS } from "./limits.ts";

/**
 * Makes text from outside harmless and exact. A customer named `<!channel>` pings nobody, and one named `*An*` is not
 * bold. Text is cut only between characters as people see them.
 */

/** Slack accepts no empty text, so an empty text is shown as a dash. */
export const NOTHING = "–";

/** An invisible character that breaks a format or an emoji code. Most programs copy it as nothing. */
const BREAK = "\u200b";

/** Control characters except tab and line feed, and the marks that change the direction of the text. */
const INVISIBLE = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/**
 * Returns well-formed text without control characters. Lone surrogates become U+FFFD, because Slack refuses them; line
 * ends become `\n`. Direction overrides are removed, because they could reverse what a card says.
 */
export function clean(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(INVISIBLE, "");
}

/** Returns at most `max` characters, ending in "…" if something was left out. No visible character is split. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${cutTo(text, max - 1)}…`;
}

/** Returns mrkdwn that shows exactly this text; web addresses become links. Use with `verbatim: true`. */
function literal(text: string): string {
  return clean(text)
    .split(/(https?:\/\/[^\s<>|"]*[^\s<>|".,;:!?)\]'])/)
    .map((part, index) => (index % 2 === 1 ? `<${escapeEntities(part)}>` : unformatted(part)))
    .join("");
}

/** Like `literal`, but the result is at most `max` long: an entity counts with all its letters. */
export function literalWithin(text: string, max: number): string {
  let kept = clean(text);
  let shown = literal(kept);
  while (shown.length > max) {
    // Escaping can only lengthen, so each round keeps fewer characters and the loop ends.
    const room = Math.max(1, Math.floor((kept.length * max) / shown.length) - 1);
    kept = cut(kept, Math.min(room, kept.length - 1));
    shown = literal(kept);
  }
  return shown;
}

function escapeEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * Disables formatting. A mark formats only at the start of a word, so a break before it disables the mark; backticks
 * also format inside words. Blanks before a `>` are matched only in its own line: over a page of empty lines, it would
 * take seconds.
 */
function unformatted(text: string): string {
  return escapeEntities(text)
    .replace(/(?<![\p{L}\p{N}])[*_~]|`/gu, `${BREAK}$&`)
    .replace(/:(?=[a-z0-9_+'-]+:)/gi, `:${BREAK}`)
    .replace(/^([^\S\r\n\u2028\u2029]*)&gt;/gm, `$1${BREAK}&gt;`);
}

/**
 * Decodes a text as Slack sends it into what the person typed.
 * @example decodeText("<mailto:an@shop.vn|an@shop.vn> &amp; <tel:0900000001|0900 000 001>") // "an@shop.vn & 0900 000 001"
 * @see src/platforms/slack/LIMITS.md#text
 */
export function decodeText(text: string): string {
  return text
    .replace(/<([@#!][^<>\n]+|[a-z][a-z0-9+.-]*:[^<>\n]+)>/gi, (_all, inner: string) => decodeAngle(inner))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Returns the text without mentions of this user, wherever they are: `"<@U0BOT> ai là 0900"` → `"ai là 0900"`. */
export function withoutMention(text: string, userId: string): string {
  // A match starts only at the first blank of a run. From each of 40,000 blanks it would take seconds.
  const mention = new RegExp(`(?<!\\s)\\s*<@${userId}(?:\\|[^<>]*)?>[ \\t]*[:,]?\\s*`, "g");
  return text.replace(mention, " ").trim();
}

function decodeAngle(inner: string): string {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : inner.slice(bar + 1);
  // Several people may have the same name. The id is unique, and says whom a command is about.
  if (target.startsWith("@")) return target;
  if (target.startsWith("#")) return `#${label || target.slice(1)}`;
  // `<!here>`, `<!subteam^S01|@support>`, `<!date^...|fallback>`
  if (target.startsWith("!")) return label ?? `@${target.slice(1).split("^")[0] ?? ""}`;
  // Slack turns bare addresses into links. If a label says something else than its link, both are kept.
  const bare = target.replace(/^(?:mailto|tel):/, "");
  if (label === undefined) return bare;
  const isTyped = bare !== target || target.includes(label);
  return isTyped ? label : `${label} (${target})`;
}

/** Returns at most `max` characters of a text, without markup. */
export function plain(text: string, max: number): PlainTextElement {
  const shown = cut(clean(text), max);
  return { type: "plain_text", text: shown.trim() === "" ? NOTHING : shown, emoji: false };
}

/** Returns text from outside as mrkdwn that shows it exactly. */
export function exact(text: string, max: number): MrkdwnElement {
  const shown = literalWithin(text, max);
  return mrkdwn(shown.trim() === "" ? NOTHING : shown);
}

/** Returns markup that the bot itself wrote. `verbatim`: Slack must not look for channels and people in it. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** Returns `*Điểm*` over `120`, for the two columns of a section. */
export function labelled(label: string, value: string, max: number): MrkdwnElement {
  const head = `*${literalWithin(label, Math.floor(max / 4)).trim() || NOTHING}*\n`;
  return mrkdwn(head + (literalWithin(value, max - head.length).trim() || NOTHING));
}

export function contextLine(text: string): ContextBlock {
  return { type: "context", elements: [exact(text, LIMITS.contextChars)] };
}

/**
 * Splits a long text into parts of at most `max`: between paragraphs, else between lines, else between words, else
 * between characters. Only the white space at the cuts is lost.
 */
export function inParts(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = clean(text).trim();
  while (rest.length > max) {
    const at = cutBefore(rest, max);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

function cutBefore(text: string, max: number): number {
  for (const mark of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(mark, max);
    // A cut in the first half would leave a very small block.
    if (at > max / 2) return at;
  }
  return Math.max(1, graphemeAround(text, max).start);
}
