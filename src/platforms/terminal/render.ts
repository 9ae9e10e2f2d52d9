import type { ReadyCard } from "../../cards/card.ts";
import { plainText } from "../../cards/plain-text.ts";

/** Renders a card as lines. A customer's name must not move the cursor, colour the screen or reorder a line. */
export function renderCard(card: ReadyCard): string {
  return inert(plainText(card));
}

/** Returns the text without control characters and bidi marks; line breaks stay. */
export function inert(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (sign) => (sign === "\n" ? sign : ""));
}
