import type { ReadyCard } from "../../cards/card.ts";

/** Shows the cards of one answer, each in place of the previous one. */
export interface CardView {
  /** Shows that the bot is working, after a second without a card. Never rejects. */
  working(): Promise<void>;
  /** Milliseconds that this card should wait for a better one. Infinity: until it is the last one. */
  delayMs(card: ReadyCard): number;
  /** Shows a card that a later one may replace. Never rejects. */
  progress(card: ReadyCard): Promise<void>;
  /** Shows the last card, with further tries if needed. Never rejects. */
  finish(card: ReadyCard): Promise<void>;
  /** The answer has ended without a card: replaces what `working` has shown. Never rejects. */
  close(): Promise<void>;
}

const SIGN_OF_WORK_MS = 1_000;

/**
 * Shows an answer as it comes. When cards come faster than the view can take them, only the newest is shown. The last
 * card is always shown. Never rejects.
 * @param failed returns the card that is shown when the answer breaks off
 */
export async function showNewest(
  cards: AsyncIterable<ReadyCard>,
  view: CardView,
  failed: (error: unknown) => ReadyCard,
): Promise<void> {
  const newest = new NewestCard();
  const reading = (async () => {
    for await (const card of cards) newest.put(card);
  })()
    .catch((error: unknown) => newest.put(failed(error)))
    .finally(() => newest.close());

  let working: Promise<void> | undefined;
  const sign = setTimeout(() => {
    working = view.working();
  }, SIGN_OF_WORK_MS);
  await newest.arrived.given;
  clearTimeout(sign);
  // A card that is sent before the sign of work would be a second message instead of replacing it.
  await working;
  while (!newest.isLast) {
    if (newest.card !== undefined) await waitFor(newest.end.given, view.delayMs(newest.card));
    if (newest.isLast || newest.card === undefined) break;
    const shown = newest.card;
    await view.progress(shown);
    await newest.after(shown);
  }
  await reading;
  await (newest.card === undefined ? view.close() : view.finish(newest.card));
}

/** Resolves after this many milliseconds, or earlier with the signal. */
async function waitFor(signal: Promise<void>, ms: number): Promise<void> {
  if (ms <= 0) return;
  if (ms === Number.POSITIVE_INFINITY) return signal;
  let timer: NodeJS.Timeout | undefined;
  const timed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([signal, timed]);
  clearTimeout(timer);
}

/** Keeps the newest card of an answer and forgets earlier ones. */
class NewestCard {
  card: ReadyCard | undefined;
  /** No card follows. */
  isLast = false;
  /** Resolves at the first card, or at the end without one. */
  readonly arrived = createSignal();
  readonly end = createSignal();
  private changed = createSignal();

  put(card: ReadyCard): void {
    this.card = card;
    this.arrived.give();
    this.changed.give();
    this.changed = createSignal();
  }

  close(): void {
    this.isLast = true;
    this.arrived.give();
    this.end.give();
  }

  /** Resolves when a card newer than this one has come, or at the end. */
  async after(card: ReadyCard): Promise<void> {
    if (this.card === card && !this.isLast) await Promise.race([this.changed.given, this.end.given]);
  }
}

function createSignal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
