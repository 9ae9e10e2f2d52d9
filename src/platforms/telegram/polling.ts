import type { Logger } from "../../logging/logger.ts";
import { NO_WAKE_UPS, type WakeUp } from "../../wake-ups.ts";
import { type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import type { TelegramCalls } from "./calls.ts";
import { codeOf, describe, failureOf, readResult, updatesShape } from "./failure.ts";
import { limits } from "./limits.ts";
import { updateId, wantedUpdates } from "./update.ts";

/** Elects one of several processes, because Telegram answers 409 to a bot that polls twice. */
export interface Election {
  /** Returns whether this process polls. It becomes the leader if there is none. Rejects if that cannot be checked. */
  lead(): Promise<boolean>;
  /** Begins to wait until a leader resigns. Its wake-up can get lost. */
  expectResignation(): WakeUp;
  /** Lets another process poll at once. */
  resign(): Promise<void>;
}

/** For SQLite, where the file lock lets only one process run. */
export const ONLY_PROCESS: Election = {
  lead: async () => true,
  expectResignation: () => NO_WAKE_UPS.expect("leader"),
  resign: async () => {},
};

/** How often a standby asks whether it leads, if no leader resigns. */
const STANDBY_CHECK_MS = 1_000;
/** A standby calls Telegram once in so many of these checks, so that it knows whether it could poll. */
const CALL_EVERY_CHECKS = 10;
/** A leader whose polls have failed so often in a row lets another process try. */
const RESIGN_AFTER_FAILURES = 3;
/** How often a leader asks this during a long poll. */
const LEADER_CHECK_MS = 3_000;

/**
 * Polls for updates. Telegraf's own loop confirms updates that were never handled
 * (src/platforms/telegram/LIMITS.md#updates). The offset here moves only past updates that `receive` has stored.
 * @param receive  resolves when the update is stored, or is not for us; rejects when it could not be stored
 * @param options.clock  measures the pauses after failures
 */
export function createPolling(
  calls: TelegramCalls,
  receive: (update: unknown) => Promise<void>,
  { election, clock, log }: { election: Election; clock: RateLimiterClock; log: Logger },
) {
  let isUp = false;
  let offset = 0;
  let isLeader: boolean | undefined;
  let standbyChecks = 0;

  async function lead(): Promise<boolean> {
    const leads = await election.lead();
    if (leads === isLeader) return leads;
    isLeader = leads;
    // Telegram delivers again what the former leader did not confirm. The inbox knows what that leader stored.
    offset = 0;
    log.info(leads ? "telegram: this process polls" : "telegram: another process polls, standing by");
    return leads;
  }

  /** @returns false if the poll was ended because this process may not lead any more */
  async function takeUpdates(signal: AbortSignal): Promise<boolean> {
    const updates = await whileLeading(election, signal, poll);
    if (updates === null) return false;
    // A process that was frozen may hold updates that the next leader has received too.
    if (updates.length === 0 || !(await lead())) return true;
    for (const update of updates) {
      if (signal.aborted) break;
      await receive(update);
      const id = updateId(update);
      // After a week without updates the ids may be lower.
      if (id !== null) offset = id + 1;
    }
    return true;
  }

  async function poll(signal: AbortSignal): Promise<unknown[]> {
    // After a failure the poll does not wait for updates, so that we soon know whether the failure is over.
    const seconds = isUp ? limits.pollSeconds : 0;
    const payload = { offset, timeout: seconds, allowed_updates: wantedUpdates };
    const updates = await withinTime(signal, seconds * 1000 + limits.pollAnswerMs, (limited) =>
      calls.once("getUpdates", payload, limited),
    );
    return readResult(updatesShape, updates);
  }

  /** Calls Telegram once in a while, and always after a failure. Rejects if Telegram does not answer. */
  async function standBy(signal: AbortSignal): Promise<void> {
    standbyChecks += 1;
    if (isUp && standbyChecks % CALL_EVERY_CHECKS > 0) return;
    await withinTime(signal, limits.callTimeoutMs, (limited) => calls.once("getMe", {}, limited));
  }

  async function resign(): Promise<void> {
    await election.resign().catch((thrown: unknown) => {
      log.warn(
        `telegram: could not resign (${describe(thrown)}); another process can poll only after this lease ends`,
      );
    });
  }

  return {
    /** True from the start, and false from a failed poll, check of the leader or call of a standby until one succeeds. */
    isUp: () => isUp,
    /** True while another process polls. */
    standsBy: () => isUp && isLeader === false,

    /** Ends when `signal` is aborted. Never rejects. */
    async run(signal: AbortSignal): Promise<void> {
      const outage = createOutage(log);
      isUp = true;
      while (!signal.aborted) {
        const resignation = election.expectResignation();
        let leads = false;
        try {
          leads = await lead();
          const mayWait = isUp;
          if (!leads) await standBy(signal);
          if (!leads || (await takeUpdates(signal))) {
            isUp = true;
            // A poll that does not wait also succeeds between two polls of another process.
            if (!leads || mayWait) outage.ended();
          }
          if (!leads) await pause(STANDBY_CHECK_MS, [signal, resignation.woken]);
        } catch (thrown) {
          if (signal.aborted) break;
          isUp = false;
          const pauseMs = outage.failed(thrown);
          if (leads && outage.failures() >= RESIGN_AFTER_FAILURES) await resign();
          await pause(pauseMs, [signal], clock);
        } finally {
          resignation.end();
        }
      }
      isUp = false;
      await resign();
    },
  };
}

/** Waits for this many milliseconds, or until one of the signals. */
function pause(
  ms: number,
  signals: readonly AbortSignal[],
  clock: RateLimiterClock = systemRateLimiterClock,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      for (const signal of signals) signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.wake(ms, end);
    for (const signal of signals) signal.addEventListener("abort", end);
    if (signals.some(({ aborted }) => aborted)) end();
  });
}

/**
 * Runs `work` with a signal that is aborted with the first of these. `AbortSignal.any` would keep 75 bytes a poll on the
 * signal of the stop: https://github.com/nodejs/node/issues/54614
 */
async function untilAborted<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) signal.addEventListener("abort", abort);
  if (signals.some(({ aborted }) => aborted)) abort();
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  }
}

function withinTime<T>(
  signal: AbortSignal,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return untilAborted([signal, AbortSignal.timeout(ms)], work);
}

/** Runs `work`, and aborts it when this process no longer leads. Resolves with null if it was aborted for that. */
async function whileLeading<T>(
  election: Election,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const lost = new AbortController();
  const ended = new AbortController();
  const watching = watch(election, lost, ended.signal);
  try {
    return await untilAborted([signal, lost.signal], work);
  } catch (thrown) {
    if (lost.signal.aborted) return null;
    throw thrown;
  } finally {
    ended.abort();
    // A check that is under way could still win the election.
    await watching;
  }
}

async function watch(election: Election, lost: AbortController, ended: AbortSignal): Promise<void> {
  while (!lost.signal.aborted) {
    await pause(LEADER_CHECK_MS, [ended]);
    if (ended.aborted) return;
    // A failed check ends this poll, as a lost election does. The loop checks again before the next poll.
    const leads = await election.lead().catch(() => false);
    if (!leads) lost.abort();
  }
}

const FIRST_PAUSE_MS = 200;
/** Updates wait this long at most after an outage of Telegram or of our database. Telegraf's own loop waits 5 s. */
const LONGEST_PAUSE_MS = 2_000;

/**
 * Counts failures in a row. Logs one line when they begin or change, and one when they end. Pauses grow up to the longest
 * one, or to what Telegram asks for (429).
 */
function createOutage(log: Logger) {
  let failures = 0;
  let lastReason = "";
  return {
    failures: () => failures,
    /** @returns how long to wait before the next try, in milliseconds */
    failed(thrown: unknown): number {
      const reason = explain(thrown);
      if (reason !== lastReason) log.error(reason);
      lastReason = reason;
      failures += 1;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
      return Math.max(pauseMs, failureOf(thrown).retryAfterMs ?? 0);
    },
    ended(): void {
      if (failures > 0) log.info("telegram: updates arrive again");
      failures = 0;
      lastReason = "";
    },
  };
}

function explain(thrown: unknown): string {
  switch (codeOf(thrown)) {
    case 409:
      return (
        "telegram: another process takes this bot's updates (409). Only processes on one Postgres may poll with the " +
        "same token: stop the other one, or give this one a token of its own"
      );
    case 401:
      return "telegram: the bot token is no longer valid (401). Get the current one from @BotFather and restart";
    default:
      return `telegram: cannot take updates, trying again (${describe(thrown)})`;
  }
}
