import type { ReadyCard } from "../../cards/card.ts";

/** Where the cards of one answer are shown, one in the place of the other. */
export interface CardView {
  /** Nothing has come for a second: says that somebody is at work. Never rejects. */
  working(): Promise<void>;
  /** Milliseconds that this card should wait for a better one; Infinity: until it is the last. */
  delayMs(card: ReadyCard): number;
  /** Shows a card that a later one may replace. Never rejects. */
  progress(card: ReadyCard): Promise<void>;
  /** Shows the last card, whatever it takes. Never rejects. */
  finish(card: ReadyCard): Promise<void>;
}

const SIGN_OF_WORK_MS = 1_000;

/**
 * Shows an answer as it comes. When cards come faster than the view can take them, only the newest is shown. The last
 * card is always shown. Never rejects.
 * @param failed makes the card that is shown when the answer breaks off
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
  // A card that overtakes the sign of work would be a second message instead of replacing it.
  await working;
  while (!newest.isLast) {
    if (newest.card !== undefined) await waitFor(newest.end.given, view.delayMs(newest.card));
    if (newest.isLast || newest.card === undefined) break;
    const shown = newest.card;
    await view.progress(shown);
    await newest.after(shown);
  }
  await reading;
  if (newest.card !== undefined) await view.finish(newest.card);
}

/** Resolves after so many milliseconds, or when the signal comes first. */
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

/** The newest card of an answer; earlier ones are forgotten. */
class NewestCard {
  card: ReadyCard | undefined;
  /** No card follows. */
  isLast = false;
  /** The first card, or the end without one. */
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
