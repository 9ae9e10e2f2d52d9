import type { Notify } from "../bot/call.ts";
import { AppError, toAppError } from "../errors.ts";
import { HEARTBEAT_MS } from "../lease-times.ts";
import type { Logger } from "../logging/logger.ts";
import { MIN_AGE_AT_HEARTBEAT_MS } from "../operations/lease.ts";
import type { Platform } from "../platforms/platform.ts";
import type { WakeUp, WakeUps } from "../wake-ups.ts";
import type { App } from "./app.ts";
import { createEventReplay, type EventReplayOptions } from "./event-replay.ts";

/** About every ten minutes: a round comes with each heartbeat, unless one is slow, and with each takeover. */
const DELETE_EVERY_ROUNDS = 120;
/** Added to the end of a lease, so that the lease has surely ended when the takeover begins. */
const AFTER_END_MS = 50;

interface BackgroundJobsOptions
  extends EventReplayOptions,
    Pick<
      App,
      | "lease"
      | "otherLeases"
      | "recovery"
      | "imports"
      | "digests"
      | "alerts"
      | "lookUpNotices"
      | "ticketIndex"
      | "indexFill"
      | "productFill"
      | "announceReturn"
    > {
  /** Deletes what is kept for a limited time. */
  deleteExpired(): Promise<number>;
  wakeUps: WakeUps;
}

/** Creates the jobs beside the conversations: heartbeat, recovery, notifications, and the deletion of old rows. */
export function createBackgroundJobs(jobs: BackgroundJobsOptions) {
  const { lease, otherLeases, alerts, platforms, wakeUps, log } = jobs;
  const closing = new AbortController();
  const replay = createEventReplay(jobs, closing.signal);
  const notify = notifyOver(platforms);
  const notifyInRound = () => notifyUnlessPaused(notify, lease.watch());
  const { run, slowJob } = createJobRunner(log, closing.signal);
  let timer: NodeJS.Timeout | undefined;
  let takeover: NodeJS.Timeout | undefined;
  let otherStop: WakeUp | undefined;
  let round: Promise<void> = Promise.resolve();
  let isRoundRunning = false;
  let rounds = 0;

  const digests = slowJob("digests", () => jobs.digests.sweep(notifyInRound()));
  const fills = [
    slowJob("customer index", () => jobs.indexFill.sweep(closing.signal)),
    slowJob("product index", () => jobs.productFill.sweep(closing.signal)),
    slowJob("ticket index", () => jobs.ticketIndex.sweep(closing.signal)),
  ];

  async function runRound(first: boolean): Promise<void> {
    isRoundRunning = true;
    await run("lease", () => lease.renewIfDue());
    if (first) await run("inbox", () => replay.takeUp());
    await run("operations", () => jobs.recovery.sweep({ first }, notifyInRound()));
    await run("imports", () => jobs.imports.sweep({ first }, notifyInRound()));
    await run("outage", () => jobs.announceReturn(notifyInRound()));
    await run("look-ups", () => jobs.lookUpNotices.sweep(notifyInRound()));
    digests.begin();
    // A fill takes a second of CPU, and after a start people are answered first.
    if (!first) for (const fill of fills) fill.begin();
    if (rounds++ % DELETE_EVERY_ROUNDS === 0) await run("deletion", () => jobs.deleteExpired());
    isRoundRunning = false;
  }

  function beginRound(): void {
    if (!isRoundRunning && !closing.signal.aborted) round = runRound(false);
  }

  /** Takes over as soon as the lease of another process ends. */
  async function takeOverAtNextEnd(): Promise<void> {
    const endsInMs = await otherLeases.nextEndMs();
    if (endsInMs === null || endsInMs > HEARTBEAT_MS || closing.signal.aborted) return;
    clearTimeout(takeover);
    takeover = setTimeout(() => {
      takeOver();
      // Another lease may end before the next heartbeat.
      void run("takeover", takeOverAtNextEnd);
    }, endsInMs + AFTER_END_MS);
  }

  function takeOver(): void {
    void run("inbox", () => replay.takeUp());
    alerts.wake();
    beginRound();
  }

  /** Takes over as soon as another process stops, each time. */
  function takeOverFromStopped(): void {
    otherStop = wakeUps.expect("lease");
    otherStop.woken.addEventListener("abort", () => {
      takeOverFromStopped();
      takeOver();
    });
  }

  return {
    /** Runs the first round at once, for the work of dead processes. Resolves when it has ended; digests may still run. */
    async begin(): Promise<void> {
      timer = setInterval(() => {
        // These do not wait for the round. A slow AntCRM costs this process no lease, and delays no event of a dead process.
        void run("lease", () => lease.renewIfDue(MIN_AGE_AT_HEARTBEAT_MS));
        void run("inbox", () => replay.takeUp());
        void run("takeover", takeOverAtNextEnd);
        beginRound();
      }, HEARTBEAT_MS);
      round = runRound(true);
      await round;
      if (!closing.signal.aborted) takeOverFromStopped();
      // Alerts have an interval of their own. They begin after the takeover from dead processes.
      if (!closing.signal.aborted) alerts.begin(notify);
    },
    /** Begins no new work. Resolves when the work under way has ended and the lease is released. */
    async end(): Promise<void> {
      clearInterval(timer);
      clearTimeout(takeover);
      otherStop?.end();
      closing.abort();
      await round;
      await alerts.end();
      await Promise.all([digests, ...fills].map((job) => job.ended()));
      await replay.ended();
      // If the store cannot be used, other processes wait until the lease ends.
      await run("lease", () => lease.release());
    },
  };
}

/** @param signal  once it is aborted, no slow job begins */
function createJobRunner(log: Logger, signal: AbortSignal) {
  /** Runs one job of a round. If it fails, the other jobs still run, and the next round tries it again. */
  async function run(job: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      log.warn({ job, err: toAppError(thrown).message }, "a background job failed");
    }
  }

  /** Creates a job that reads much from AntCRM. A round begins it unless it is running, and does not wait for it. */
  function slowJob(job: string, work: () => Promise<void>) {
    let underWay: Promise<void> | null = null;
    return {
      begin() {
        if (underWay !== null || signal.aborted) return;
        underWay = run(job, unlessStopped(work)).finally(() => {
          underWay = null;
        });
      },
      /** Resolves when the current run has ended. */
      ended: async () => void (await underWay),
    };
  }

  /** A stop ends the calls to AntCRM, which is no failure. */
  function unlessStopped(work: () => Promise<void>): () => Promise<void> {
    return () =>
      work().catch((thrown: unknown) => {
        if (!signal.aborted) throw thrown;
      });
  }

  return { run, slowJob };
}

function notifyOver(platforms: readonly Platform[]): Notify {
  return async (to, card, isUnbroken) => {
    const platform = platforms.find(({ name }) => name === to.place.platform);
    if (platform === undefined)
      throw new AppError("unavailable", `${to.place.platform} is not connected here`);
    await platform.tell(to, card, isUnbroken);
  };
}

/** Sends no message that was found to be owed before a pause of this process. Another process may have sent it. */
function notifyUnlessPaused(notify: Notify, isUnbroken: () => boolean): Notify {
  return async (to, card, isStillOwed = () => true) => {
    if (isUnbroken()) return notify(to, card, () => isUnbroken() && isStillOwed());
    throw new AppError("unavailable", "the lease had a break; another round sends what is still owed");
  };
}
