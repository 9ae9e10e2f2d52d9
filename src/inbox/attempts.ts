import { untilStored } from "../until-stored.ts";

/**
 * - `handle`   handle it again
 * - `give up`  two processes died while they handled it: notify its person
 * - `drop`     processes died while they notified the person, too: do nothing more
 * - `not now`  this process is stopping: the next one handles it
 */
export type Next = "handle" | "give up" | "drop" | "not now";

const MOST_ATTEMPTS = 2;
/** To notify takes a moment: where processes die for another reason, a person is still notified. */
const MOST_NOTIFICATIONS = 3;
const APART_MS = 250;

/** Counts how often the handling of an event was begun and not ended, in the store and before it begins. */
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

  /** It was stored, which counts as its first attempt, and is handled now. */
  first(id: string): void {
    this.underWay.set(id, 1);
  }

  /**
   * Counts one more attempt and says what is to be done. Events are begun one after the other, a moment apart: the one
   * that ends the process at once is then not mistaken for others that were taken up with it.
   * @param before  attempts so far
   */
  begin(id: string, before: number): Promise<Next> {
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

  /** Takes back the attempts under way: the stop ends them, they do not end the process. */
  async letGo(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.underWay].map(([id, attempts]) => this.count(id, attempts - 1)));
  }

  private async countOne(id: string, attempts: number): Promise<Next> {
    if (this.isClosing) return "not now";
    await untilStored(() => this.count(id, attempts), this.wait);
    // The stop has come meanwhile.
    if (this.isClosing) {
      await this.count(id, attempts - 1);
      return "not now";
    }
    this.underWay.set(id, attempts);
    if (attempts <= MOST_ATTEMPTS) return "handle";
    return attempts <= MOST_ATTEMPTS + MOST_NOTIFICATIONS ? "give up" : "drop";
  }
}
