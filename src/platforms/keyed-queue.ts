/**
 * Runs work in the order of its key, and different keys side by side. A key without work takes no memory.
 *
 * `p-queue` 10.0.0 has no way to let the next task start before one has ended. One `PQueue` for each key was measured at 10
 * times the time of this class for a key's only task, which is the usual case, and as fast for 100 tasks of a key.
 */
export class KeyedQueue<K> {
  private readonly ends = new Map<K, Promise<unknown>>();
  private readonly underWay = new Set<Promise<unknown>>();

  /**
   * Runs `work` when all earlier work of its key has ended, however that ended, or has given way. Long work that people
   * can talk to meanwhile gives way, so that the next one may start.
   */
  run<T>(key: K, work: (giveWay: () => void) => Promise<T>): Promise<T> {
    let giveWay = () => {};
    const free = new Promise<void>((resolve) => (giveWay = resolve));
    const before = this.ends.get(key);
    const result = before ? before.then(() => work(giveWay)) : work(giveWay);
    const end = Promise.race([this.hold(result), free]).then(() => {
      if (this.ends.get(key) === end) this.ends.delete(key);
    });
    this.ends.set(key, end);
    return result;
  }

  /** Lets `idle` wait for this work too. @returns resolves when it has ended, however that ended */
  hold(work: Promise<unknown>): Promise<void> {
    const ended = work.then(
      () => {},
      () => {}, // The caller of `run` gets the failure.
    );
    this.underWay.add(ended);
    void ended.then(() => this.underWay.delete(ended));
    return ended;
  }

  /** Resolves when nothing is under way under any key. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }
}
