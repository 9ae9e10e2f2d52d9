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
  if (target.startsWith("!")) return decodeSpecial(target, label);
  return decodeLink(target, label);
}

/** `<!here>`, `<!subteam^S01|@support>`, `<!date^...|fallback>`. */
function decodeSpecial(target: string, label: string | undefined): string {
  if (label !== undefined) return label;
  return `@${target.slice(1).split("^")[0] ?? ""}`;
}

/** Slack makes links of what was typed bare; a label that says something else than its link keeps both. */
function decodeLink(target: string, label: string | undefined): string {
  const bare = target.replace(/^(?:mailto|tel):/, "");
  if (label === undefined) return bare;
  const isTyped = bare !== target || target.includes(label);
  return isTyped ? label : `${label} (${target})`;
}
