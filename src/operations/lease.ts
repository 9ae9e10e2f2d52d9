/** What the lease asks of its keeper. */
export interface WorkerStore {
  beat(owner: string, until: Date): Promise<void>;
  leave(owner: string): Promise<void>;
}

/**
 * A process's claim on what it has in hand. Rows carry its name; when the lease has ended, another process may take them
 * over, and this one can move them no more.
 */
export interface Lease {
  readonly owner: string;
  /** Prolongs the lease when it is older than a heartbeat; before every write, and every few seconds while working. */
  hold(): Promise<void>;
  /** At a clean stop: others need not wait for its end. */
  release(): Promise<void>;
}

export const HEARTBEAT_MS = 5_000;
const LEASE_MS = 15_000;

export function createLease(workers: WorkerStore, owner: string, now: () => Date): Lease {
  let beatAtMs = Number.NEGATIVE_INFINITY;
  return {
    owner,
    async hold() {
      const atMs = now().getTime();
      if (atMs - beatAtMs < HEARTBEAT_MS) return;
      await workers.beat(owner, new Date(atMs + LEASE_MS));
      beatAtMs = atMs;
    },
    release: () => workers.leave(owner),
  };
}
