/**
 * Text from outside, made harmless and exact. A customer named `<!channel>` pings nobody, one named `*An*` is not bold,
 * and what is cut is cut between characters as people see them.
 */

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
export function lastBoundary(text: string, at: number): number {
  // A character is rarely longer than a family emoji; the window keeps this cheap for long texts.
  const from = Math.max(0, at - 64);
  const found = graphemes.segment(text.slice(from, at + 64)).containing(at - from);
  return found === undefined ? at : from + found.index;
}

/** Text as mrkdwn that shows exactly this text; web addresses become links. Use with `verbatim: true`. */
export function literal(text: string): string {
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
