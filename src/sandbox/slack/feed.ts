/** A queue of unread items, with a way to wait for the next matching one without polling. */
export interface Feed<T> {
  append(item: T): void;
  /** Drops all unread items: only later ones count from now on. */
  catchUp(): void;
  /**
   * Resolves with the next matching item, as soon as there is one. Items before it are dropped.
   * @throws Error after `timeoutMs`, with `waitingFor`
   */
  next(matches: (item: T) => boolean, wait: { timeoutMs: number; waitingFor: () => string }): Promise<T>;
  /** Rejects every pending wait with this reason. */
  close(reason: string): void;
}

interface Waiter<T> {
  matches: (item: T) => boolean;
  resolve: (item: T) => void;
  reject: (error: Error) => void;
}

export function createFeed<T>(): Feed<T> {
  let unread: T[] = [];
  const waiters = new Set<Waiter<T>>();

  function settle(waiter: Waiter<T>): boolean {
    const index = unread.findIndex(waiter.matches);
    const item = unread[index];
    if (item === undefined) return false;
    unread = unread.slice(index + 1);
    waiter.resolve(item);
    return true;
  }

  return {
    append(item) {
      unread.push(item);
      for (const waiter of waiters) if (settle(waiter)) waiters.delete(waiter);
    },
    catchUp() {
      unread = [];
    },
    next(matches, { timeoutMs, waitingFor }) {
      return new Promise<T>((resolve, reject) => {
        const waiter: Waiter<T> = { matches, resolve, reject };
        if (settle(waiter)) return;
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          reject(new Error(`waited ${timeoutMs} ms for ${waitingFor()}`));
        }, timeoutMs);
        waiter.resolve = (item) => {
          clearTimeout(timer);
          resolve(item);
        };
        waiter.reject = (error) => {
          clearTimeout(timer);
          reject(error);
        };
        waiters.add(waiter);
      });
    },
    close(reason) {
      for (const waiter of waiters) waiter.reject(new Error(reason));
      waiters.clear();
    },
  };
}
