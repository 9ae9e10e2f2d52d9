import { untilStored } from "../until-stored.ts";

/**
 * - `handle`   handle it again
 * - `give up`  two processes died while they handled it: notify its person
 * - `drop`     processes died while they notified the person, too: do nothing more
 * - `not now`  this process is stopping: the next one handles it
 */
export type Next = "handle" | "give up" | "drop" | "not now";

/** Counts how often the handling of an event was begun and not ended, in the store and before it begins. */
export interface Attempts {
  /** It was stored, which counts as its first attempt, and is handled now. */
  first(id: string): void;
  /**
   * Counts one more attempt and says what is to be done. Events are begun one after the other, a moment apart: the one
   * that ends the process at once is then not mistaken for others that were taken up with it.
   * @param before  attempts so far
   */
  begin(id: string, before: number): Promise<Next>;
  over(id: string): void;
  /** Takes back the attempts under way: a stop breaks them off, and not they the process. */
  letGo(): Promise<void>;
}

const MOST_ATTEMPTS = 2;
/** To notify takes a moment: where processes die for another reason, a person is still notified. */
const MOST_TELLINGS = 3;
const APART_MS = 250;

export function createAttempts(
  count: (id: string, attempts: number) => Promise<void>,
  wait: (ms: number) => Promise<void>,
): Attempts {
  const underWay = new Map<string, number>();
  const ends = new Map<string, () => void>();
  let before: Promise<unknown> = Promise.resolve();
  let isClosing = false;

  async function begin(id: string, attempts: number): Promise<Next> {
    if (isClosing) return "not now";
    await untilStored(() => count(id, attempts), wait);
    // The stop has come meanwhile.
    if (isClosing) {
      await count(id, attempts - 1);
      return "not now";
    }
    underWay.set(id, attempts);
    if (attempts <= MOST_ATTEMPTS) return "handle";
    return attempts <= MOST_ATTEMPTS + MOST_TELLINGS ? "give up" : "drop";
  }

  return {
    first: (id) => void underWay.set(id, 1),
    begin(id, attemptsBefore) {
      const begun = before.then(() => begin(id, attemptsBefore + 1));
      const ended = new Promise<void>((resolve) => ends.set(id, resolve));
      before = begun.then(
        (next) => (next === "not now" ? undefined : Promise.race([ended, wait(APART_MS)])),
        () => {},
      );
      return begun;
    },
    over(id) {
      underWay.delete(id);
      ends.get(id)?.();
      ends.delete(id);
    },
    async letGo() {
      isClosing = true;
      await Promise.all([...underWay].map(([id, attempts]) => count(id, attempts - 1)));
    },
  };
}
