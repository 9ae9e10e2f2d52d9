import type { ReadyCard } from "../../cards/card.ts";

/** The card with a line of ours under it. */
export function withNote(card: ReadyCard, text: string): ReadyCard {
  return { ...card, blocks: [...card.blocks, { kind: "context", text }] };
}
