/** The leases of the processes. */
export interface WorkerRepository {
  /** Takes or prolongs the lease from now on, by the database's clock: `beat("bot-4f1c", 15_000)`. */
  beat(owner: string, forMs: number): Promise<void>;
  /** Ends the lease at a clean stop: other processes may take over its rows at once. */
  leave(owner: string): Promise<void>;
  /** Returns in how many milliseconds the next lease of another process ends if it is not prolonged; null without one. */
  nextEndMs(owner: string): Promise<number | null>;
}

export const HEARTBEAT_MS = 5_000;
const LEASE_MS = 15_000;
/** Time that a request needs to leave this machine. A lease that ends sooner than this counts as ended. */
const MARGIN_MS = 3_000;
/** Every living process prolongs its lease within this time after the database is back. */
const OTHERS_RETURN_WITHIN_MS = HEARTBEAT_MS + MARGIN_MS;

export type Lease = ReturnType<typeof createLease>;

/**
 * Returns a clock in milliseconds that never goes back, and that also counts while the machine is suspended. The monotonic
 * clock alone does not count that: https://man7.org/linux/man-pages/man2/clock_gettime.2.html. A wall clock that is set
 * forward counts as a pause, after which the process asks the database what it still owns.
 */
export function createPauseClock(monotonicMs: () => number, wallMs: () => number): () => number {
  let [monotonicBeforeMs, wallBeforeMs, passedMs] = [monotonicMs(), wallMs(), 0];
  return () => {
    const [atMs, wallAtMs] = [monotonicMs(), wallMs()];
    passedMs += Math.max(atMs - monotonicBeforeMs, wallAtMs - wallBeforeMs);
    [monotonicBeforeMs, wallBeforeMs] = [atMs, wallAtMs];
    return passedMs;
  };
}

/**
 * Creates the lease of a process. Rows name their process as `owner`. When the lease has ended, another process may take
 * them over, and this process can no longer move them.
 * @param nowMs  a clock that never goes back, in milliseconds since some moment: `createPauseClock`
 */
export function createLease(workers: WorkerRepository, owner: string, nowMs: () => number) {
  let heldAtMs = Number.NEGATIVE_INFINITY;
  let backAtMs = Number.NEGATIVE_INFINITY;
  /** How often the lease may have ended before it was prolonged. */
  let breaks = 0;
  const isFresh = () => nowMs() - heldAtMs < LEASE_MS - MARGIN_MS;
  return {
    owner,
    /**
     * Prolongs the lease if it is older than a heartbeat. Call it before every write, and every few seconds during long
     * work.
     * @throws AppError `storage` the database cannot be used
     */
    async hold(): Promise<void> {
      const atMs = nowMs();
      if (atMs - heldAtMs < HEARTBEAT_MS) return;
      await workers.beat(owner, LEASE_MS);
      const isFirst = heldAtMs === Number.NEGATIVE_INFINITY;
      if (!isFirst && !isFresh()) {
        backAtMs = nowMs();
        breaks += 1;
      }
      heldAtMs = atMs;
    },
    /** Returns the milliseconds since the lease was prolonged; Infinity before it was taken. */
    ageMs: () => nowMs() - heldAtMs,
    /** True while the lease surely runs, because it was prolonged recently. Does not ask the database. */
    isFresh,
    /**
     * Returns a check that is true while the lease runs without a break since this call. So nobody has taken over what
     * this process owned at the call. It is false for good after a pause of the process that was longer than the lease,
     * and does not ask the database. A process that has not held its lease yet owns nothing, and its check is true.
     */
    watch(): () => boolean {
      if (heldAtMs === Number.NEGATIVE_INFINITY) return () => true;
      const before = breaks;
      return () => breaks === before && isFresh();
    },
    /**
     * False for a while after this process could not prolong its lease. While the database was away, other processes
     * could not prolong theirs either. They will do so soon.
     */
    mayTakeOver: () => isFresh() && nowMs() - backAtMs > OTHERS_RETURN_WITHIN_MS,
    /** Returns in how many milliseconds the next lease of another process ends if it is not prolonged; null without one. */
    othersEndMs: () => workers.nextEndMs(owner),
    /** Ends the lease at a clean stop, so that other processes need not wait for its end. */
    release: () => workers.leave(owner),
  };
}
