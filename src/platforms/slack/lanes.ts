/** Work in lanes: within one lane one after the other, in the order it came; lanes side by side. */
export interface Lanes {
  /** Runs the work when its lane is free; settles as the work does. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T>;
}

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(lane, work) {
      const before = tails.get(lane) ?? Promise.resolve();
      const result = before.then(work);
      // The next in line waits for the end, not for success.
      const tail = result.then(
        () => {},
        () => {},
      );
      tails.set(lane, tail);
      void tail.then(() => {
        if (tails.get(lane) === tail) tails.delete(lane);
      });
      return result;
    },
  };
}
