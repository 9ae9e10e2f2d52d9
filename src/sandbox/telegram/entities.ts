import type { MessageEntity } from "@grammyjs/types";

type Detected = "bot_command" | "mention" | "hashtag" | "url" | "email" | "phone_number";

/** Patterns in order of precedence: a later one matches no text that an earlier one has matched. */
const PATTERNS: readonly [Detected, RegExp][] = [
  ["bot_command", /(?<![\w/@<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])/g],
  ["email", /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["url", /(?<![\w@.])https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g],
  ["mention", /(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)/g],
  ["hashtag", /(?<![\w#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
  ["phone_number", /(?<![\w+])\+\d(?:[ ()-]?\d){7,14}(?!\w)/g],
];

/**
 * Returns what Telegram finds by itself in a text: commands, mentions, e-mail and web addresses, hashtags, phone
 * numbers in the international form. Offsets are UTF-16 units. Nothing is looked for inside `taken` entities.
 */
export function detectEntities(text: string, taken: readonly MessageEntity[] = []): MessageEntity[] {
  const found: MessageEntity[] = [];
  const closed = taken.filter(({ type }) => ["code", "pre", "text_link", "text_mention"].includes(type));
  for (const [type, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (![...closed, ...found].some((other) => overlap(other, entity))) found.push(entity);
    }
  }
  return [...taken, ...found].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function overlap(a: { offset: number; length: number }, b: { offset: number; length: number }): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

/** Returns the command at the start of a text: `"/ticket@shop_bot printer"` → `{ name: "ticket", bot: "shop_bot" }`. */
export function leadingCommand(text: string): { name: string; bot?: string } | undefined {
  const match = /^\/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?(?![\w/])/.exec(text);
  if (!match?.[1]) return undefined;
  return match[2] ? { name: match[1], bot: match[2] } : { name: match[1] };
}
