import { untilStored } from "../until-stored.ts";

/**
 * - `handle`   handle it again
 * - `give-up`  three processes died while they handled it: notify its person
 * - `drop`     processes died while they notified the person, too: do nothing more
 * - `not-now`  this process is stopping, or could not count the attempt: the next round or process handles it
 */
export type NextAttempt = "handle" | "give-up" | "drop" | "not-now";

/** The first handling, the second one beside others, and a third one apart from others. */
const MOST_ATTEMPTS = 3;
/** Notifying takes only a moment, so a person is still notified if processes die for another reason. */
const MOST_NOTIFICATIONS = 3;
/** The apart time of an attempt lasts until it has ended, and at most this long from its beginning. */
const APART_MS = 250;

/** Counts in the store how often the handling of an event was begun and not ended. It counts before the handling. */
export class Attempts {
  private readonly storeAttempts: (id: string, attempts: number) => Promise<void>;
  private readonly wait: (ms: number) => Promise<void>;
  /** The events being handled, each with its number of attempts. */
  private readonly inProgress = new Map<string, number>();
  /** Reports the end of an event that was taken up. */
  private readonly endings = new Map<string, () => void>();
  /** Resolves when every attempt so far has begun. */
  private allBegun: Promise<unknown> = Promise.resolve();
  /** Resolves after the apart time of every attempt so far. */
  private allApartTimes: Promise<unknown> = Promise.resolve();
  private isLastApart = false;
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
  noteNew(id: string): void {
    this.inProgress.set(id, 1);
  }

  /**
   * Counts one more attempt and returns what to do. Attempts begin in the order of these calls, second ones at once. A
   * third or later one begins after the apart times of all before it, and the next one after its own. So an event that
   * ends the process at once is not confused with others that were taken up with it.
   * @param attemptsBefore  attempts so far
   */
  begin(id: string, attemptsBefore: number): Promise<NextAttempt> {
    const isApart = attemptsBefore + 1 >= MOST_ATTEMPTS;
    const { allBegun, allApartTimes } = this;
    const turn = isApart || this.isLastApart ? allApartTimes : allBegun;
    const hasEnded = new Promise<void>((resolve) => this.endings.set(id, resolve));
    const begun = turn.then(() => this.countOne(id, attemptsBefore + 1));
    const apartTime = begun.then(() => Promise.race([hasEnded, this.wait(APART_MS)]));
    this.isLastApart = isApart;
    // The caller gets the failure; the next event may begin.
    this.allBegun = begun.catch(() => {});
    this.allApartTimes = apartTime.catch(() => {}).then(() => allApartTimes);
    return begun;
  }

  /** Notes that the handling of an event has ended, or does not begin. */
  ended(id: string): void {
    this.inProgress.delete(id);
    this.endings.get(id)?.();
    this.endings.delete(id);
  }

  /** Takes back the attempts in progress, because the stop ends them and they have not ended the process. */
  async beginShutdown(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.inProgress].map(([id, attempts]) => this.storeAttempts(id, attempts - 1)));
  }

  private async countOne(id: string, attempts: number): Promise<NextAttempt> {
    if (this.isClosing) return "not-now";
    await untilStored(() => this.storeAttempts(id, attempts), this.wait);
    // The stop began while the attempt was counted.
    if (this.isClosing) {
      await this.storeAttempts(id, attempts - 1);
      return "not-now";
    }
    this.inProgress.set(id, attempts);
    if (attempts <= MOST_ATTEMPTS) return "handle";
    return attempts <= MOST_ATTEMPTS + MOST_NOTIFICATIONS ? "give-up" : "drop";
  }
}
