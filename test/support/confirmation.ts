import type { ReadyCard } from "../../src/cards/card.ts";

/** True for a card that asks to confirm a write: it warns, and has a button that does it. */
export function asksToConfirm({ tone, blocks }: ReadyCard): boolean {
  const labels = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return tone === "warning" && labels.some(({ style }) => style !== undefined);
}
