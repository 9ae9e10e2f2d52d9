import { LEASE_MS } from "../lease-times.ts";
import type { Logger } from "../logging/logger.ts";
import type { Lease } from "./lease.ts";

/** A lease that still runs by the database's clock. */
export interface RunningLease {
  /** The process: `"q83vASNFZ4mrze8BI0VniQ"`. */
  worker: string;
  /** Its end by the database's clock, in milliseconds since 1970. */
  until: number;
  /** The milliseconds until then. */
  leftMs: number;
}

export interface LeaseRepository {
  /** Returns the running leases of all processes but this one. */
  othersRunning(owner: string): Promise<RunningLease[]>;
  /** Ends a lease at once if it still has this end. @returns whether it had */
  endUnlessRenewed(lease: Pick<RunningLease, "worker" | "until">): Promise<boolean>;
}

/**
 * Watches the leases of the other processes.
 * @param monotonicMs  a clock in milliseconds that nobody can set. It may stand still while the machine is suspended
 */
export function createOtherLeases(
  repository: LeaseRepository,
  lease: Pick<Lease, "owner" | "mayTakeOver">,
  { monotonicMs, log }: { monotonicMs(): number; log: Logger },
) {
  /** Since when each lease has had its end. */
  let known = new Map<string, { until: number; sinceMs: number }>();

  const unrenewedMs = (sinceMs: number) => monotonicMs() - sinceMs;

  function note(running: readonly RunningLease[]): void {
    const before = known;
    const atMs = monotonicMs();
    known = new Map(
      running.map(({ worker, until }) => {
        const last = before.get(worker);
        return [worker, last?.until === until ? last : { until, sinceMs: atMs }];
      }),
    );
  }

  /**
   * A process that has not renewed its lease for as long as a lease runs holds none. If the database's clock was set back
   * after the last renewal, the stored end is too late, and nobody would take over for hours.
   * @returns whether a lease was ended
   */
  async function endStuck(): Promise<boolean> {
    let hasEnded = false;
    for (const [worker, { until, sinceMs }] of known) {
      if (unrenewedMs(sinceMs) < LEASE_MS || !lease.mayTakeOver()) continue;
      if (!(await repository.endUnlessRenewed({ worker, until }))) continue;
      hasEnded = true;
      log.warn(
        { worker },
        "a lease was not renewed, but ran on: the database's clock was set back; ended it",
      );
    }
    return hasEnded;
  }

  return {
    /**
     * Call it with every heartbeat. It also ends leases that nobody renews, although they run by the database's clock.
     * @returns in how many milliseconds the next lease ends if it is not renewed; null without one
     */
    async nextEndMs(): Promise<number | null> {
      const running = await repository.othersRunning(lease.owner);
      note(running);
      if (await endStuck()) return 0;
      const ends = [
        ...running.map(({ leftMs }) => leftMs),
        // Not sooner than the next heartbeat, if this process may not end it now.
        ...[...known.values()].map(({ sinceMs }) => LEASE_MS - unrenewedMs(sinceMs)).filter((ms) => ms > 0),
      ];
      return ends.length === 0 ? null : Math.min(...ends);
    },
  };
}
