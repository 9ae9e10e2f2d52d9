import type { ReadyCard } from "../cards/card.ts";

/**
 * The same cards; at the first that is still waiting and has buttons, whoever comes next in the chat may pass: its buttons
 * are there to be pressed while the work goes on, and a stop that waits for the end is none.
 */
export async function* givingWay(
  cards: AsyncIterable<ReadyCard>,
  giveWay: () => void,
): AsyncGenerator<ReadyCard> {
  for await (const card of cards) {
    if (card.tone === "waiting" && card.blocks.some(({ kind }) => kind === "buttons")) giveWay();
    yield card;
  }
}

/** Gives way here, and in the other processes that answer in this chat. */
export function both(here: () => void, elsewhere: () => void): () => void {
  return () => {
    here();
    elsewhere();
  };
}
