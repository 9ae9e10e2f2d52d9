import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { AppError } from "../../src/errors.ts";
import { type FinishedEvent, Inbox, type InboxOptions, type PlatformInbox } from "../../src/inbox/inbox.ts";
import type { InboxRepository } from "../../src/inbox/inbox-repository.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore } from "../../src/store/open.ts";
import { NO_WAKE_UPS } from "../../src/wake-ups.ts";
import { writeEmptyDatabase } from "../support/empty-database.ts";
import { silentLogger } from "../support/silent-logger.ts";

const now = () => new Date("2026-11-25T01:00:00Z");

const eventLoopTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export const lane = "slack:C01:slack:U1";

/** Creates the inbox of a process, over a store of its own. */
export async function slackInbox({
  hasReplicas = false,
  owner = "this process",
  wakeUps = NO_WAKE_UPS,
  wait = eventLoopTurn as InboxOptions["wait"],
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), "inbox-"));
  const file = join(folder, "bot.db");
  await writeEmptyDatabase(file);
  const store = await openStore({ url: file, log: silentLogger(), now });
  const lines: string[] = [];
  const log = createLogger({ level: "info", write: (line) => lines.push(line) });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const held: string[] = [];
  const finished: FinishedEvent[] = [];
  let pauses = 0;
  const leaseOf = (holder: string) => ({
    owner: holder,
    renewIfDue: async () => void held.push("held"),
    mayTakeOver: () => true,
    watch() {
      const before = pauses;
      return () => pauses === before;
    },
  });
  /** Creates the inbox of a process, with a store that may fail. */
  const inboxOver = (rows: Partial<InboxRepository> = {}, holder = owner) =>
    new Inbox({
      store: { ...store.inbox, ...rows },
      lease: leaseOf(holder),
      hasReplicas,
      wakeUps,
      log,
      now,
      wait,
      onFinished: (event) => void finished.push(event),
    });
  const whole = inboxOver();
  /** Returns the events that the next process would take over after this process has died. */
  const unfinished = async () => {
    await store.workers.renew("the next process", 15_000);
    return store.inbox.takeOver("the next process");
  };
  const [inbox, telegram] = [whole.of("slack"), whole.of("telegram")];
  /** Pauses all processes for longer than their leases. */
  const pause = () => {
    pauses += 1;
  };
  return { whole, inbox, telegram, store, inboxOver, unfinished, held, finished, lines, pause };
}

/** Finishes an event. Rejects if the work rejects, so that its expectations count. */
export async function finishStrictly(
  inbox: PlatformInbox,
  id: string,
  work: () => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  await inbox.handle(id, () => work().catch((thrown: unknown) => void failures.push(thrown)));
  if (failures.length > 0) throw failures[0];
}

export const takenUp = (id: string) => ({ id, platform: "slack", at: now(), attempts: 1 });

/** Returns the work of an event that is handled again. The event must not be given up. */
export const again = (handle: () => Promise<void>) => ({
  handle,
  giveUp: () => Promise.reject(new Error("it is not to be given up")),
});

/** Returns a function of a store that fails `times` times, because the database cannot be used, and then works. */
export function failing<Args extends unknown[], Result>(
  times: number,
  work: (...args: Args) => Promise<Result>,
) {
  let left = times;
  return async (...args: Args): Promise<Result> => {
    if (left-- > 0) throw new AppError("storage", "the database cannot be used");
    return work(...args);
  };
}
