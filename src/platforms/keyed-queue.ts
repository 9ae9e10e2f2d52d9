/**
 * Runs work in the order of its key, and different keys in parallel. A key without work takes no memory.
 *
 * `p-queue` 10.0.0 cannot start the next task before one has ended. One `PQueue` for each key was measured. It took 10
 * times as long for a key's only task, the usual case, and the same time for 100 tasks of a key.
 */
export class KeyedQueue<K> {
  private readonly ends = new Map<K, Promise<unknown>>();
  private readonly underWay = new Set<Promise<unknown>>();

  /**
   * Runs `work` when all earlier work of its key has ended, with or without an error, or has given way. Long work gives
   * way if people can interact with it, so that the next work may start.
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

  /** Makes `idle` wait for this work too. @returns resolves when it has ended, with or without an error */
  hold(work: Promise<unknown>): Promise<void> {
    const ended = work.then(
      () => {},
      () => {}, // The caller of `run` gets the failure.
    );
    this.underWay.add(ended);
    void ended.then(() => this.underWay.delete(ended));
    return ended;
  }

  /** Resolves when no work is running under any key. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }
}
