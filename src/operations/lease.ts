import { HEARTBEAT_MS, LEASE_MS, MARGIN_MS, OTHERS_RENEW_WITHIN_MS } from "../lease-times.ts";

/** The lease of one process. */
export interface WorkerRepository {
  /** Returns true if leases of other processes have ended in the last ten minutes without a clean stop. */
  othersEndedLately(owner: string): Promise<boolean>;
  /**
   * Takes or renews the lease from now on, by the database's clock: `renew("q83vASNFZ4mrze8BI0VniQ", 15_000)`.
   * @returns whether it was running until now
   */
  renew(owner: string, forMs: number): Promise<boolean>;
  /** Ends the lease at a clean stop: other processes may take over its rows at once. */
  release(owner: string): Promise<void>;
}

/**
 * A heartbeat renews a lease that is older than this. With `HEARTBEAT_MS` it would leave out a lease that another caller
 * has just renewed, and the next renewal would come after 10 s.
 */
export const MIN_AGE_AT_HEARTBEAT_MS = 1_000;
/**
 * The wall clock counts whole milliseconds and is corrected by small steps. If it has moved by more than this beside the
 * monotonic clock, it was set, or the machine was suspended.
 */
const MIN_JUMP_MS = 1_000;

export type Lease = ReturnType<typeof createLease>;

/**
 * Returns a clock in milliseconds that never goes back, and that also counts while the machine is suspended. The monotonic
 * clock alone does not count that: https://man7.org/linux/man-pages/man2/clock_gettime.2.html. A wall clock that is set
 * forward counts as a pause, after which the process asks the database what it still owns.
 */
export function createPauseClock(monotonicMs: () => number, wallMs: () => number): () => number {
  const startMs = monotonicMs();
  let differenceMs = wallMs() - startMs;
  let jumpedMs = 0;
  return () => {
    const atMs = monotonicMs();
    const movedMs = wallMs() - atMs - differenceMs;
    if (Math.abs(movedMs) > MIN_JUMP_MS) {
      differenceMs += movedMs;
      jumpedMs += Math.max(0, movedMs);
    }
    return atMs - startMs + jumpedMs;
  };
}

/**
 * Creates the lease of a process. Rows name their process as `owner`. When the lease has ended, another process may take
 * them over. Until one does, this process can still finish what it has begun, but begins no write to AntCRM.
 * @param nowMs  a clock that never goes back, in milliseconds since some moment: `createPauseClock`
 */
export function createLease(workers: WorkerRepository, owner: string, nowMs: () => number) {
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  /** When this process renewed its lease after a time in which it, or others, could not. */
  let renewedAfterLapseAtMs = Number.NEGATIVE_INFINITY;
  /** How often the lease may have ended before it was renewed. */
  let lapses = 0;
  let renewing: Promise<void> | undefined;
  let isReleased = false;
  const isValid = () => nowMs() - renewedAtMs < LEASE_MS - MARGIN_MS;

  async function renew(): Promise<void> {
    const atMs = nowMs();
    const before = lapses;
    // By the database's clock, which may have been set forward, the lease can have ended early.
    const wasRunning = await workers.renew(owner, LEASE_MS);
    const isFirst = renewedAtMs === Number.NEGATIVE_INFINITY;
    if (!isFirst && !(wasRunning && isValid())) lapses += 1;
    // The database was away or slow. It may have been so for others, and before this process was started.
    const wasAway = isFirst ? await workers.othersEndedLately(owner) : nowMs() - atMs > MARGIN_MS;
    if (wasAway || lapses > before) renewedAfterLapseAtMs = nowMs();
    renewedAtMs = atMs;
  }

  return {
    owner,
    /**
     * Renews the lease if it is older than `maxAgeMs`, or waits for a renewal that has begun. Call it before every write,
     * and every few seconds during long work. Does nothing after the release: the changes that need a lease change no row
     * then, and other processes take over at once what is still stored under this owner.
     * @throws AppError `storage` the database cannot be used
     */
    async renewIfDue(maxAgeMs = HEARTBEAT_MS): Promise<void> {
      if (isReleased || nowMs() - renewedAtMs < maxAgeMs) return;
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      await renewing;
    },
    /** Returns the milliseconds since the lease was renewed; Infinity before it was taken. */
    ageMs: () => nowMs() - renewedAtMs,
    /** True while the lease was renewed recently. Does not ask the database, whose clock may have been set forward. */
    isValid,
    /**
     * Returns a check that is true while the lease runs without a break since this call. So nobody has taken over what
     * this process owned at the call. It is false for good once the lease was not renewed for 12 s, because the process was
     * paused or the database was away. It does not ask the database. A process that has not held its lease yet owns nothing,
     * and its check is true.
     */
    watch(): () => boolean {
      if (renewedAtMs === Number.NEGATIVE_INFINITY) return () => true;
      const before = lapses;
      return () => lapses === before && isValid();
    },
    /**
     * False for a while after the database was away or slow, and other processes could not renew their leases. They will
     * do so soon.
     */
    mayTakeOver: () => isValid() && nowMs() - renewedAfterLapseAtMs > OTHERS_RENEW_WITHIN_MS,
    /** Ends the lease for good at a clean stop, so that other processes need not wait for its end. */
    async release(): Promise<void> {
      isReleased = true;
      // A renewal that arrives after the release would begin a new lease.
      await renewing?.catch(() => {});
      await workers.release(owner);
    },
  };
}
