/** What somebody has not looked at yet, in order, and a way to wait for more of it without polling. */
export interface Feed<T> {
  append(item: T): void;
  /** Forget what is there: only later items count from now on. */
  catchUp(): void;
  /**
   * The next item that matches, waiting for it when need be. Items before it are passed over for good.
   * @throws Error after `timeoutMs`, with `waitingFor` and the number of items passed over
   */
  next(matches: (item: T) => boolean, wait: { timeoutMs: number; waitingFor: () => string }): Promise<T>;
  /** Ends every wait with this reason. */
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
