import { setTimeout as delay } from "node:timers/promises";

/** Elects one of several processes, because Telegram answers 409 to a bot that polls twice. */
export interface Election {
  /** Whether this process polls. It becomes the leader when there is none. Rejects when that cannot be found out. */
  lead(): Promise<boolean>;
  /** Lets another process poll at once. */
  resign(): Promise<void>;
}

/** For SQLite, where the file lock lets only one process run. */
export const ONLY_PROCESS: Election = { lead: async () => true, resign: async () => {} };

/** A standby asks this often whether it leads. */
export const STANDBY_CHECK_MS = 1_000;
/** A leader asks this often during a long poll. */
const LEADER_CHECK_MS = 3_000;

/** Waits so long, or until the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // An abort ends the pause early, which is no failure.
  await delay(ms, undefined, { signal }).catch(() => {});
}

/** Runs `work` and aborts it when this process leads no more. Resolves with null when that ended it. */
export async function whileLeading<T>(
  election: Election,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const lost = new AbortController();
  const ended = new AbortController();
  const watching = watch(election, lost, ended.signal);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
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
    await pause(LEADER_CHECK_MS, ended);
    if (ended.aborted) return;
    // A failed check ends this poll, as a lost election does. The loop checks again before the next poll.
    const leads = await election.lead().catch(() => false);
    if (!leads) lost.abort();
  }
}
