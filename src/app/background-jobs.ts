import type { Notify } from "../bot/call.ts";
import type { LookUpNotices } from "../bot/quota/notices.ts";
import type { Recovery } from "../bot/writes/recovery.ts";
import { AppError, toAppError } from "../errors.ts";
import type { AlertService } from "../features/alerts/alert-service.ts";
import type { DigestService } from "../features/digests/digest-service.ts";
import type { TicketIndex } from "../features/digests/ticket-index.ts";
import type { ImportService } from "../features/imports/import-service.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import { HEARTBEAT_MS, type Lease } from "../operations/lease.ts";
import type { Platform } from "../platforms/platform.ts";
import { createEventReplay } from "./event-replay.ts";

/** What runs beside the conversations: the heartbeat, the recovery, notifications, and the deletion of old rows. */
export interface BackgroundJobs {
  /** Runs the first round at once, for what dead processes have left. Resolves when all of it was tried. */
  begin(): Promise<void>;
  /** Begins no further round; resolves when the one under way has ended. */
  end(): Promise<void>;
}

export interface BackgroundJobsOptions {
  /** Deletes what is kept for a limited time. */
  sweep(): Promise<number>;
  inbox: Inbox;
  lease: Lease;
  recovery: Recovery;
  imports: ImportService;
  digests: DigestService;
  alerts: AlertService;
  lookUpNotices: LookUpNotices;
  ticketIndex: TicketIndex;
  announceReturn(notify: Notify): Promise<void>;
  platforms: readonly Platform[];
  log: Logger;
}

interface SlowJob {
  begin(): void;
  /** Resolves when the run under way has ended. */
  ended(): Promise<void>;
}

const SWEEP_EVERY_ROUNDS = 120;

export function createBackgroundJobs(jobs: BackgroundJobsOptions): BackgroundJobs {
  const { inbox, lease, alerts, platforms, log } = jobs;
  const closing = new AbortController();
  const replay = createEventReplay({ inbox, platforms, signal: closing.signal, log });
  const notify = notifyOver(platforms);
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isResting = true;
  let rounds = 0;

  /** Runs one job of a round. When it fails, the others still run, and the next round tries again. */
  async function run(job: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      log.warn({ job, err: toAppError(thrown).message }, "a background job failed");
    }
  }

  /** A job that reads much from AntCRM. Each round begins it where it does not run yet, and does not wait for it. */
  function slowJob(job: string, work: () => Promise<void>): SlowJob {
    let underWay: Promise<void> | null = null;
    return {
      begin() {
        if (underWay !== null || closing.signal.aborted) return;
        underWay = run(job, work).finally(() => {
          underWay = null;
        });
      },
      ended: async () => void (await underWay),
    };
  }

  const slowJobs = [
    slowJob("digests", () => jobs.digests.sweep(notify)),
    slowJob("ticket index", () => jobs.ticketIndex.sweep(closing.signal)),
  ];

  async function runRound(first: boolean): Promise<void> {
    isResting = false;
    await run("lease", () => lease.hold());
    await run("inbox", () => replay.takeUp());
    await run("operations", () => jobs.recovery.sweep({ first }, notify));
    await run("imports", () => jobs.imports.sweep({ first }, notify));
    await run("outage", () => jobs.announceReturn(notify));
    await run("look-ups", () => jobs.lookUpNotices.sweep(notify));
    for (const job of slowJobs) job.begin();
    if (rounds++ % SWEEP_EVERY_ROUNDS === 0) await run("sweep", () => jobs.sweep());
    isResting = true;
  }

  return {
    async begin() {
      timer = setInterval(() => {
        // Apart from the round: a round that waits for a slow AntCRM must not cost this process its lease.
        void run("lease", () => lease.hold());
        if (isResting) round = runRound(false);
      }, HEARTBEAT_MS);
      round = runRound(true);
      await round;
      // Alerts have an interval of their own, and begin after the take-over from dead processes.
      if (!closing.signal.aborted) alerts.begin(notify);
    },
    async end() {
      clearInterval(timer);
      closing.abort();
      await round;
      await alerts.end();
      await Promise.all(slowJobs.map((job) => job.ended()));
      await replay.ended();
      // Where the store cannot be used, other processes wait until the lease ends.
      await run("lease", () => lease.release());
    },
  };
}

function notifyOver(platforms: readonly Platform[]): Notify {
  return async (to, card) => {
    const platform = platforms.find(({ name }) => name === to.place.platform);
    if (platform === undefined)
      throw new AppError("unavailable", `${to.place.platform} is not connected here`);
    await platform.tell(to, card);
  };
}
