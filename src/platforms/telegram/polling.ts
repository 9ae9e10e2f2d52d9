import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../log.ts";
import type { Calls } from "./calls.ts";
import { codeOf, describe } from "./failure.ts";
import { limits } from "./limits.ts";
import { updateId, wantedUpdates } from "./update.ts";

export interface Polling {
  /** Ends when `signal` is aborted. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** False from the first failure on, until a poll succeeds again. */
  isUp(): boolean;
}

/**
 * Our own loop, because telegraf's confirms updates that were never handled (platform-rules, measured). Telegram
 * forgets an update when we ask with a higher offset; ours moves only past what `receive` has stored.
 * @param receive  resolves when the update is stored, or is none of ours; rejects when it could not be stored
 */
export function createPolling(calls: Calls, receive: (update: unknown) => Promise<void>, log: Log): Polling {
  let offset = 0;
  let isUp = false;
  const outage = createOutage(log);

  const poll = async (signal: AbortSignal): Promise<void> => {
    // After a failure we want to know soon whether it is over, so that poll does not wait for updates.
    const seconds = isUp ? limits.pollSeconds : 0;
    const timeout = AbortSignal.timeout(seconds * 1000 + limits.callTimeoutMs);
    const payload = { offset, timeout: seconds, allowed_updates: wantedUpdates };
    const updates = await calls.once<unknown[]>("getUpdates", payload, AbortSignal.any([signal, timeout]));
    for (const update of updates) {
      if (signal.aborted) return;
      await receive(update);
      offset = Math.max(offset, (updateId(update) ?? 0) + 1);
    }
  };

  return {
    isUp: () => isUp,
    async run(signal) {
      isUp = true;
      while (!signal.aborted) {
        try {
          await poll(signal);
          isUp = true;
          outage.ended();
        } catch (thrown) {
          if (signal.aborted) break;
          isUp = false;
          await delay(outage.failed(thrown), undefined, { signal }).catch(() => {});
        }
      }
      isUp = false;
    },
  };
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** Counts failures in a row: one line when they begin or change, one when they end, and longer and longer pauses. */
function createOutage(log: Log) {
  let failures = 0;
  let told = "";
  return {
    /** @returns how long to wait before the next try, in milliseconds */
    failed(thrown: unknown): number {
      const why = explain(thrown);
      if (why !== told) log.error(why);
      told = why;
      failures += 1;
      return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    },
    ended(): void {
      if (failures > 0) log.info("telegram: updates arrive again");
      failures = 0;
      told = "";
    },
  };
}

function explain(thrown: unknown): string {
  switch (codeOf(thrown)) {
    case 409:
      return (
        "telegram: another process takes this bot's updates (409). Only one may poll: stop the other one, or give " +
        "this one a token of its own"
      );
    case 401:
      return "telegram: the bot token is no longer valid (401). Get the current one from @BotFather and restart";
    default:
      return `telegram: cannot take updates, trying again (${describe(thrown)})`;
  }
}
