import type { ContextBlock, MrkdwnElement, PlainTextElement } from "@slack/types";
import { LIMITS } from "./limits.ts";

/**
 * Text from outside, made harmless and exact. A customer named `<!channel>` pings nobody, one named `*An*` is not bold,
 * and what is cut is cut between characters as people see them.
 */

/** Slack has no empty text: what is empty is shown as a dash. */
export const NOTHING = "–";

const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** Breaks a format or an emoji code without being seen, and copies as nothing in most places. */
const BREAK = "\u200b";

/** Control characters but tab and line feed, and the marks that turn the direction of what follows. */
const INVISIBLE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Well-formed text without control characters: lone surrogates become U+FFFD (Slack refuses them), line ends `\n`;
 * direction overrides go, because they could turn what a card says around.
 */
export function clean(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(INVISIBLE, "");
}

/** At most `max` long, ending in "…" where something was left out, never inside a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, lastBoundary(text, max - 1))}…`;
}

/** The start of the character that `at` would split, or `at` where a new one begins. */
function lastBoundary(text: string, at: number): number {
  // A character is rarely longer than a family emoji; the window keeps this cheap for long texts.
  const from = Math.max(0, at - 64);
  const found = graphemes.segment(text.slice(from, at + 64)).containing(at - from);
  return found === undefined ? at : from + found.index;
}

/** Text as mrkdwn that shows exactly this text; web addresses become links. Use with `verbatim: true`. */
function literal(text: string): string {
  return clean(text)
    .split(/(https?:\/\/[^\s<>|"]*[^\s<>|".,;:!?)\]'])/)
    .map((part, index) => (index % 2 === 1 ? `<${escapeEntities(part)}>` : unformatted(part)))
    .join("");
}

/** `literal`, cut so that what goes out is at most `max` long: an entity counts with all its letters. */
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
 * A mark formats only where a word may begin, so a break before it takes its power; backticks do so inside words too.
 * Blanks before a `>` are looked for in its own line only: over lines, a page of empty ones would take seconds.
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

/** The text without the mention of this user, wherever it is: `"<@U0BOT> ai là 0900"` → `"ai là 0900"`. */
export function withoutMention(text: string, userId: string): string {
  // Blanks are looked through from their beginning only: from each of them, 40,000 would take seconds.
  const mention = new RegExp(`(?<!\\s)\\s*<@${userId}(?:\\|[^<>]*)?>[ \\t]*[:,]?\\s*`, "g");
  return text.replace(mention, " ").trim();
}

function decodeAngle(inner: string): string {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : inner.slice(bar + 1);
  // A person's name may be anybody's; their id is theirs alone, and says whom a command is about.
  if (target.startsWith("@")) return target;
  if (target.startsWith("#")) return `#${label || target.slice(1)}`;
  // `<!here>`, `<!subteam^S01|@support>`, `<!date^...|fallback>`
  if (target.startsWith("!")) return label ?? `@${target.slice(1).split("^")[0] ?? ""}`;
  // Slack makes links of what was typed bare; a label that says something else than its link keeps both.
  const bare = target.replace(/^(?:mailto|tel):/, "");
  if (label === undefined) return bare;
  const isTyped = bare !== target || target.includes(label);
  return isTyped ? label : `${label} (${target})`;
}

/** At most `max` characters of a text, without markup. */
export function plain(text: string, max: number): PlainTextElement {
  const shown = cut(clean(text), max);
  return { type: "plain_text", text: shown.trim() === "" ? NOTHING : shown, emoji: false };
}

/** Text from outside, as mrkdwn that shows it exactly. */
export function exact(text: string, max: number): MrkdwnElement {
  const shown = literalWithin(text, max);
  return mrkdwn(shown.trim() === "" ? NOTHING : shown);
}

/** Markup of our own making. `verbatim`: Slack is not to find channels and people in it. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** `*Điểm*` over `120`, for the two columns of a section. */
export function labelled(label: string, value: string, max: number): MrkdwnElement {
  const head = `*${literalWithin(label, Math.floor(max / 4)).trim() || NOTHING}*\n`;
  return mrkdwn(head + (literalWithin(value, max - head.length).trim() || NOTHING));
}

export function contextLine(text: string): ContextBlock {
  return { type: "context", elements: [exact(text, LIMITS.contextChars)] };
}

/**
 * A long text in parts of at most `max`, cut between paragraphs, else between lines, else between words, else between
 * characters. Nothing is lost but the white space at the cuts.
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
    // A cut in the first half would leave a sliver of a block.
    if (at > max / 2) return at;
  }
  return Math.max(1, lastBoundary(text, max));
}
