import type { ReadyCard } from "../../cards/card.ts";

/**
 * Shows cards as they come, each in the place of the one before. While one is being sent, or the pace does not allow
 * the next edit yet, only the newest is kept; the last one is shown always, and at once. The command is not held up.
 * @throws whatever the cards or `show` throw, after what was there has been shown
 */
export async function showNewest(
  cards: AsyncIterable<ReadyCard>,
  { show, intervalMs }: { show: (card: ReadyCard) => Promise<void>; intervalMs: number },
): Promise<void> {
  let newest: ReadyCard | undefined;
  let hasEnded = false;
  let wake = () => {};
  const news = () => new Promise<void>((resolve) => (wake = resolve));

  const read = async () => {
    try {
      for await (const card of cards) {
        newest = card;
        wake();
      }
    } finally {
      hasEnded = true;
      wake();
    }
  };
  const reading = read();
  // Awaited below; until then a failure must not count as unhandled.
  reading.catch(() => {});

  let nextEditAt = 0;
  for (;;) {
    if (!newest && !hasEnded) await news();
    while (!hasEnded && performance.now() < nextEditAt) await either(news(), nextEditAt - performance.now());
    if (newest) {
      const card = newest;
      newest = undefined;
      await show(card);
      nextEditAt = performance.now() + intervalMs;
    } else if (hasEnded) {
      return reading;
    }
  }
}

/** Resolves with `first`, or when the time is over. */
async function either(first: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([first, timeout]);
  clearTimeout(timer);
}
