import { untilStored } from "../until-stored.ts";

/**
 * - `handle`   handle it again
 * - `give up`  three processes died while they handled it: notify its person
 * - `drop`     processes died while they notified the person, too: do nothing more
 * - `not now`  this process is stopping, or could not count the attempt: the next round or process handles it
 */
export type NextAttempt = "handle" | "give up" | "drop" | "not now";

/** The first handling, the second one beside others, and a third one that begins apart from others. */
const MOST_ATTEMPTS = 3;
/** Notifying takes only a moment, so a person is still notified if processes die for another reason. */
const MOST_NOTIFICATIONS = 3;
const APART_MS = 250;

/** Counts in the store how often the handling of an event was begun and not ended. It counts before the handling. */
export class Attempts {
  private readonly storeAttempts: (id: string, attempts: number) => Promise<void>;
  private readonly wait: (ms: number) => Promise<void>;
  private readonly underWay = new Map<string, number>();
  /** The events that were taken up and have not ended. */
  private readonly endings = new Map<string, Ending>();
  private previous: Promise<unknown> = Promise.resolve();
  private isClosing = false;

  /** @param storeAttempts  stores the number of attempts of an event */
  constructor(
    storeAttempts: (id: string, attempts: number) => Promise<void>,
    wait: (ms: number) => Promise<void>,
  ) {
    this.storeAttempts = storeAttempts;
    this.wait = wait;
  }

  /** Notes that a new event is handled now. Storing it counted as its first attempt. */
  first(id: string): void {
    this.underWay.set(id, 1);
  }

  /**
   * Counts one more attempt and returns what to do. Attempts begin in the order of these calls. A third or later one
   * begins when all before it have ended, or 250 ms after the last of them has begun. So an event that ends the process
   * at once is not confused with others that were taken up with it.
   * @param attemptsBefore  attempts so far
   */
  begin(id: string, attemptsBefore: number): Promise<NextAttempt> {
    const isApart = attemptsBefore + 1 >= MOST_ATTEMPTS;
    const others = isApart ? [...this.endings.values()].map(({ ended }) => ended) : [];
    this.endings.set(id, createEnding());
    const begun = this.previous
      .then(() => (others.length > 0 ? Promise.race([Promise.all(others), this.wait(APART_MS)]) : undefined))
      .then(() => this.countOne(id, attemptsBefore + 1));
    // The caller gets the failure; the next event may begin.
    this.previous = begun.catch(() => {});
    return begun;
  }

  over(id: string): void {
    this.underWay.delete(id);
    this.endings.get(id)?.end();
    this.endings.delete(id);
  }

  /** Takes back the attempts in progress, because the stop ends them and they have not ended the process. */
  async letGo(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.underWay].map(([id, attempts]) => this.storeAttempts(id, attempts - 1)));
  }

  private async countOne(id: string, attempts: number): Promise<NextAttempt> {
    if (this.isClosing) return "not now";
    await untilStored(() => this.storeAttempts(id, attempts), this.wait);
    // The stop began while the attempt was counted.
    if (this.isClosing) {
      await this.storeAttempts(id, attempts - 1);
      return "not now";
    }
    this.underWay.set(id, attempts);
    if (attempts <= MOST_ATTEMPTS) return "handle";
    return attempts <= MOST_ATTEMPTS + MOST_NOTIFICATIONS ? "give up" : "drop";
  }
}

interface Ending {
  ended: Promise<void>;
  end: () => void;
}

function createEnding(): Ending {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
}
