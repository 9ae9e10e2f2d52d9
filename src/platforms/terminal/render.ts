import type { ReadyCard } from "../../cards/card.ts";
import { plainText } from "../../cards/plain-text.ts";

/** A card as lines for a terminal: a customer's name must not move the cursor, colour the screen or reorder a line. */
export function render(card: ReadyCard): string {
  return inert(plainText(card));
}

/** The text without control characters and bidi marks; line breaks stay. */
export function inert(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (sign) => (sign === "\n" ? sign : ""));
}

/** What a script wants to know: 0 answered, 1 a failure, 2 something is asked back. */
export function exitCode(card: ReadyCard): 0 | 1 | 2 {
  if (card.tone === "warning" || card.blocks.some((block) => block.kind === "form")) return 2;
  return card.tone === "bad" ? 1 : 0;
}
