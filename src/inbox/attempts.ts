import { untilStored } from "../until-stored.ts";

/**
 * - `handle`   handle it again
 * - `give up`  two processes died while they handled it: notify its person
 * - `drop`     processes died while they notified the person, too: do nothing more
 * - `not now`  this process is stopping: the next one handles it
 */
export type NextAttempt = "handle" | "give up" | "drop" | "not now";

const MOST_ATTEMPTS = 2;
/** Notifying takes only a moment, so a person is still notified if processes die for another reason. */
const MOST_NOTIFICATIONS = 3;
const APART_MS = 250;

/** Counts in the store how often the handling of an event was begun and not ended. It counts before the handling. */
export class Attempts {
  private readonly count: (id: string, attempts: number) => Promise<void>;
  private readonly wait: (ms: number) => Promise<void>;
  private readonly underWay = new Map<string, number>();
  private readonly ends = new Map<string, () => void>();
  private before: Promise<unknown> = Promise.resolve();
  private isClosing = false;

  constructor(count: (id: string, attempts: number) => Promise<void>, wait: (ms: number) => Promise<void>) {
    this.count = count;
    this.wait = wait;
  }

  /** Notes that a new event is handled now. Storing it counted as its first attempt. */
  first(id: string): void {
    this.underWay.set(id, 1);
  }

  /**
   * Counts one more attempt and returns what to do. Events begin one after the other, a moment apart. So an event that
   * ends the process at once is not confused with others that were taken up with it.
   * @param before  attempts so far
   */
  begin(id: string, before: number): Promise<NextAttempt> {
    const begun = this.before.then(() => this.countOne(id, before + 1));
    const ended = new Promise<void>((resolve) => this.ends.set(id, resolve));
    this.before = begun.then(
      (next) => (next === "not now" ? undefined : Promise.race([ended, this.wait(APART_MS)])),
      () => {}, // The caller gets the failure; the next event may begin.
    );
    return begun;
  }

  over(id: string): void {
    this.underWay.delete(id);
    this.ends.get(id)?.();
    this.ends.delete(id);
  }

  /** Takes back the attempts in progress, because the stop ends them and they have not ended the process. */
  async letGo(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.underWay].map(([id, attempts]) => this.count(id, attempts - 1)));
  }

  private async countOne(id: string, attempts: number): Promise<NextAttempt> {
    if (this.isClosing) return "not now";
    await untilStored(() => this.count(id, attempts), this.wait);
    // The stop began while the attempt was counted.
    if (this.isClosing) {
      await this.count(id, attempts - 1);
      return "not now";
    }
    this.underWay.set(id, attempts);
    if (attempts <= MOST_ATTEMPTS) return "handle";
    return attempts <= MOST_ATTEMPTS + MOST_NOTIFICATIONS ? "give up" : "drop";
  }
}
