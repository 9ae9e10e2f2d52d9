import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createCrm, type RunningCrm } from "../../../src/crm/crm.ts";
import { createTicketIndex, type TicketIndex } from "../../../src/features/tickets/ticket-index.ts";
import { type AntcrmOptions, type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { type TestClock, testClock } from "../../support/clock.ts";
import { writeEmptyDatabase } from "../../support/empty-database.ts";
import { silentLogger } from "../../support/silent-logger.ts";

/** The sources of digests: a CRM server, a store, and the index of tickets over both. */
export interface Stage {
  antcrm: AntcrmSandbox;
  crm: RunningCrm;
  store: Store;
  clock: TestClock;
  tickets: TicketIndex;
}

export const ZONE = "Asia/Ho_Chi_Minh";

/** Starts the sources on Wednesday, 25 November 2026, 08:00 in Vietnam. They are stopped with the test. */
export async function stage(antcrmOptions: AntcrmOptions = {}): Promise<Stage> {
  const clock = testClock();
  const now = () => clock.now().getTime();
  const [antcrm, folder] = await Promise.all([
    startAntcrm({ size: "empty", now, ...antcrmOptions }),
    mkdtemp(join(tmpdir(), "digests-")),
  ]);
  const log = silentLogger();
  const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log, now, wait: async () => {} });
  const file = join(folder, "bot.db");
  await writeEmptyDatabase(file);
  const store = await openStore({ url: file, log, now: clock.now });
  onTestFinished(async () => {
    await crm.close();
    await store.close();
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const background = crm.with({ priority: "background" });
  const tickets = createTicketIndex({
    crm: background,
    rows: store.ticketIndex,
    marks: store.settings,
    leads: async () => true,
    learn: async () => {},
    now: clock.now,
    log,
  });
  return { antcrm, crm, store, clock, tickets };
}

/** Returns a signal without a time-out. */
export function timeout(): AbortSignal {
  return new AbortController().signal;
}
