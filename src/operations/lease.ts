/** The leases of the processes. */
export interface WorkerRepository {
  /** Takes or prolongs the lease from now on, by the database's clock: `beat("bot-4f1c", 15_000)`. */
  beat(owner: string, forMs: number): Promise<void>;
  /** Ends the lease at a clean stop: other processes may take over its rows at once. */
  leave(owner: string): Promise<void>;
}

export const HEARTBEAT_MS = 5_000;
const LEASE_MS = 15_000;
/** Time that a request needs to leave this machine. A lease that ends sooner than this counts as ended. */
const MARGIN_MS = 3_000;
/** Whoever is alive prolongs its lease within this time after the database is back. */
const OTHERS_RETURN_WITHIN_MS = HEARTBEAT_MS + MARGIN_MS;

export type Lease = ReturnType<typeof createLease>;

/**
 * A process's claim on what it has in hand. Rows carry its name; when the lease has ended, another process may take them
 * over, and this one can move them no more.
 * @param nowMs  a clock that never jumps, in milliseconds since some moment: `performance.now`
 */
export function createLease(workers: WorkerRepository, owner: string, nowMs: () => number) {
  let heldAtMs = Number.NEGATIVE_INFINITY;
  let backAtMs = Number.NEGATIVE_INFINITY;
  const isFresh = () => nowMs() - heldAtMs < LEASE_MS - MARGIN_MS;
  return {
    owner,
    /**
     * Prolongs the lease when it is older than a heartbeat; before every write, and every few seconds while working.
     * @throws AppError `storage` the database cannot be used
     */
    async hold(): Promise<void> {
      const atMs = nowMs();
      if (atMs - heldAtMs < HEARTBEAT_MS) return;
      await workers.beat(owner, LEASE_MS);
      const isFirst = heldAtMs === Number.NEGATIVE_INFINITY;
      if (!isFirst && !isFresh()) backAtMs = nowMs();
      heldAtMs = atMs;
    },
    /** True while the lease surely runs: it was prolonged a short while ago. Does not ask the database. */
    isFresh,
    /**
     * False for a while after this process could not prolong its lease: others could not either while the database was
     * away, and prolong theirs in a moment.
     */
    mayTakeOver: () => isFresh() && nowMs() - backAtMs > OTHERS_RETURN_WITHIN_MS,
    /** At a clean stop: others need not wait for its end. */
    release: () => workers.leave(owner),
  };
}
