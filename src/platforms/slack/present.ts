import type { ReadyCard } from "../../cards/card.ts";

/** Where the cards of one answer are shown, one in the place of the other. */
export interface AnswerTarget {
  /** Nothing has come for a while: says that somebody is at work. Never rejects. */
  working(): Promise<void>;
  /** How long this card should wait for a better one before it is shown; Infinity: until it is the last. */
  delayMs(card: ReadyCard): number;
  /** Shows a card that a later one may replace. Never rejects. */
  progress(card: ReadyCard): Promise<void>;
  /** Shows the last card, whatever it takes. Never rejects. */
  finish(card: ReadyCard): Promise<void>;
}

const SIGN_OF_WORK_MS = 1_000;

/**
 * Shows an answer as it comes. When cards come faster than the surface can take them only the newest is shown, and the
 * last always. Never rejects.
 * @param failed makes the card that stands in when the answer breaks off
 */
export async function present(
  cards: AsyncIterable<ReadyCard>,
  answerTarget: AnswerTarget,
  failed: (error: unknown) => ReadyCard,
): Promise<void> {
  const slot = createSlot();
  const reading = (async () => {
    for await (const card of cards) slot.put(card);
  })()
    .catch((error: unknown) => slot.put(failed(error)))
    .finally(() => slot.close());

  let working: Promise<void> | undefined;
  const sign = setTimeout(() => {
    working = answerTarget.working();
  }, SIGN_OF_WORK_MS);
  await slot.arrived;
  clearTimeout(sign);
  // The sign may be on its way: a card that overtook it would stand beside it instead of in its place.
  await working;
  while (!slot.closed) {
    const seen = slot.newest;
    if (seen !== undefined) await waitFor(slot.end, answerTarget.delayMs(seen));
    if (slot.closed || slot.newest === undefined) break;
    const shown = slot.newest;
    await answerTarget.progress(shown);
    await slot.after(shown);
  }
  await reading;
  if (slot.newest !== undefined) await answerTarget.finish(slot.newest);
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

/** Holds the newest card; those before it are forgotten. */
function createSlot() {
  const first = createSignal();
  const end = createSignal();
  let changed = createSignal();
  const slot = {
    newest: undefined as ReadyCard | undefined,
    closed: false,
    /** The first card, or the end without one. */
    arrived: first.given,
    end: end.given,
    put(card: ReadyCard) {
      slot.newest = card;
      first.give();
      changed.give();
      changed = createSignal();
    },
    close() {
      slot.closed = true;
      first.give();
      end.give();
    },
    /** A newer card than this one, or the end. */
    async after(card: ReadyCard) {
      if (slot.newest === card && !slot.closed) await Promise.race([changed.given, end.given]);
    },
  };
  return slot;
}

function createSignal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
