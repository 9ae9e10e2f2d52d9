import type { Notify } from "../bot/call.ts";
import type { LookUpNotices } from "../bot/quota/notices.ts";
import type { Recovery } from "../bot/writes/recovery.ts";
import { AppError, toAppError } from "../errors.ts";
import type { AlertService } from "../features/alerts/alert-service.ts";
import type { DigestService } from "../features/digests/digest-service.ts";
import type { TicketIndex } from "../features/digests/ticket-index.ts";
import type { ImportService } from "../features/imports/import-service.ts";
import type { Inbox, StoredEvent } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import { HEARTBEAT_MS, type Lease } from "../operations/lease.ts";
import type { Platform } from "../platforms/platform.ts";

/** What runs beside the conversations: the heartbeat, the taking over, the settling, the throwing away. */
export interface BackgroundJobs {
  /** The first round, at once: what a process that died has left. Resolves when all of it was taken in hand. */
  begin(): Promise<void>;
  /** No more rounds; resolves when the one under way has ended. */
  end(): Promise<void>;
}

export interface BackgroundJobsOptions {
  /** Deletes what was kept for a time only. */
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

interface Beside {
  begin(): void;
  /** Resolves when what is under way has ended. */
  ended(): Promise<void>;
}

const RETRY_MS = 250;
/** Old rows are thrown away now and then; nobody waits for it. */
const SWEEP_EVERY_ROUNDS = 120;

export function createBackgroundJobs(parts: BackgroundJobsOptions): BackgroundJobs {
  const { inbox, lease, recovery, imports, digests, alerts, announceReturn, platforms, log } = parts;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isResting = true;
  let rounds = 0;
  const replays = new Set<Promise<void>>();
  /** Taken over, but their platform is not connected yet. */
  let waiting: StoredEvent[] = [];
  let retry: NodeJS.Timeout | undefined;

  const notify: Notify = async (to, card) => {
    const platform = platforms.find(({ name }) => name === to.place.platform);
    if (platform === undefined)
      throw new AppError("unavailable", `${to.place.platform} is not connected here`);
    await platform.tell(to, card);
  };

  /** Handles again what can be answered now; the rest waits for its platform, in the order in which it came. */
  function replayAll(): void {
    const isUp = ({ platform }: StoredEvent) =>
      platforms.some(({ name, connected }) => name === platform && connected());
    const now = waiting.filter(isUp);
    waiting = waiting.filter((event) => !now.includes(event));
    for (const event of now) replay(event);
    clearTimeout(retry);
    if (waiting.length > 0) retry = setTimeout(replayAll, RETRY_MS);
  }

  /** Chats side by side, each in its order: the platform sees to it. */
  function replay(event: StoredEvent): void {
    const platform = platforms.find(({ name }) => name === event.platform);
    if (platform === undefined) return;
    const { payload, ...stored } = event;
    const done = inbox.finishAgain(stored, {
      handle: () => platform.replay(payload),
      giveUp: () => platform.replay(payload, { isGivenUp: true }),
    });
    replays.add(done);
    void done.finally(() => replays.delete(done));
  }

  /** One part of a round; when it fails the others still run, and the next round tries again. */
  async function part(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      log.warn({ part: name, err: toAppError(thrown).message }, "a part of the housekeeping failed");
    }
  }

  /** Work that takes its time, for AntCRM is read: begun in every round, and no round waits for it. */
  function beside(name: string, work: () => Promise<void>): Beside {
    let underWay: Promise<void> | null = null;
    return {
      begin() {
        if (underWay !== null || closing.signal.aborted) return;
        underWay = part(name, work).finally(() => {
          underWay = null;
        });
      },
      ended: async () => void (await underWay),
    };
  }

  const slowParts = [
    beside("digests", () => digests.sweep(notify)),
    beside("ticket index", () => parts.ticketIndex.sweep(closing.signal)),
  ];

  async function takeUpEvents(): Promise<void> {
    const left = await inbox.takeUp();
    if (left.length > 0) log.info({ events: left.length }, "taking up events that were not finished");
    waiting.push(...left);
    replayAll();
  }

  async function runRound(first: boolean): Promise<void> {
    isResting = false;
    await part("lease", () => lease.hold());
    await part("inbox", () => takeUpEvents());
    await part("operations", () => recovery.sweep({ first }, notify));
    await part("imports", () => imports.sweep({ first }, notify));
    await part("outage", () => announceReturn(notify));
    await part("look-ups", () => parts.lookUpNotices.sweep(notify));
    for (const slow of slowParts) slow.begin();
    if (rounds++ % SWEEP_EVERY_ROUNDS === 0) {
      await part("sweep", async () => {
        await parts.sweep();
      });
    }
    isResting = true;
  }

  return {
    async begin() {
      timer = setInterval(() => {
        // On its own: a round that waits for a slow AntCRM must not cost this process its lease.
        void part("lease", () => lease.hold());
        if (isResting) round = runRound(false);
      }, HEARTBEAT_MS);
      round = runRound(true);
      await round;
      // At a pace of its own; not before the leases of dead processes were seen to.
      if (!closing.signal.aborted) alerts.begin(notify);
    },
    async end() {
      clearInterval(timer);
      clearTimeout(retry);
      closing.abort();
      await round;
      await alerts.end();
      await Promise.all(slowParts.map((slow) => slow.ended()));
      await Promise.all(replays);
      // Where the store cannot be used, others wait for the lease to end.
      await part("lease", () => lease.release());
    },
  };
}
