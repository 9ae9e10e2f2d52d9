/** Work in lanes: one thing after the other in a lane, the lanes side by side. An empty lane takes no memory. */
export class Lanes<K> {
  private readonly ends = new Map<K, Promise<unknown>>();

  /** Runs `work` when everything before it in its lane has ended, however that ended. */
  run<T>(lane: K, work: () => Promise<T>): Promise<T> {
    const before = this.ends.get(lane);
    const result = before ? before.then(work) : work();
    const end = result
      .catch(() => {})
      .then(() => {
        if (this.ends.get(lane) === end) this.ends.delete(lane);
      });
    this.ends.set(lane, end);
    return result;
  }

  /** Resolves when all lanes are empty. */
  async idle(): Promise<void> {
    while (this.ends.size > 0) await Promise.all(this.ends.values());
  }
}
