/** Work in lanes: one thing after the other in a lane, the lanes side by side. An empty lane takes no memory. */
export class KeyedQueue<K> {
  private readonly ends = new Map<K, Promise<unknown>>();
  private readonly underWay = new Set<Promise<unknown>>();

  /**
   * Runs `work` when everything before it in its lane has ended, however that ended, or has given way: work that takes
   * long and may be spoken to meanwhile lets the next one pass.
   */
  run<T>(lane: K, work: (giveWay: () => void) => Promise<T>): Promise<T> {
    let giveWay = () => {};
    const free = new Promise<void>((resolve) => (giveWay = resolve));
    const before = this.ends.get(lane);
    const result = before ? before.then(() => work(giveWay)) : work(giveWay);
    const ended = result.then(
      () => {},
      () => {},
    );
    this.underWay.add(ended);
    void ended.then(() => this.underWay.delete(ended));
    const end = Promise.race([ended, free]).then(() => {
      if (this.ends.get(lane) === end) this.ends.delete(lane);
    });
    this.ends.set(lane, end);
    return result;
  }

  /** Resolves when nothing is under way in any lane. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }
}
