import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as eventLoopTurn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/app/app.ts";
import { createBackgroundJobs } from "../../src/app/background-jobs.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { Inbox } from "../../src/inbox/inbox.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore } from "../../src/store/open.ts";
import { testClock } from "../support/clock.ts";
import { silentLogger } from "../support/silent-logger.ts";

it("takes over the events of another process at once when that one stops", async () => {
  const [clock, log] = [testClock(), silentLogger()];
  const folder = await mkdtemp(join(tmpdir(), "stopped-replica-"));
  const antcrm = await startAntcrm({ size: "empty", now: () => clock.now().getTime() });
  const store = await openStore({ url: join(folder, "bot.db"), log, now: clock.now });
  const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log });
  const app = createApp({
    ...{ store, crm, clock, log },
    roles: { admins: [], defaultRoles: {} },
    timeZone: "Asia/Ho_Chi_Minh",
    defaultLocale: "vi",
    health: async () => ({ crm: crm.health(), platforms: [], store: true }),
  });
  let stopped = new AbortController();
  const wakeUps = { next: () => stopped.signal };
  const takenOver: string[] = [];
  const inbox = new Inbox({
    store: {
      ...store.inbox,
      async takeOver(...options) {
        const events = await store.inbox.takeOver(...options);
        takenOver.push(...events.map(({ id }) => id));
        return events;
      },
    },
    ...{ lease: app.lease, hasReplicas: true, wakeUps, log, now: clock.now, wait: clock.wait },
  });
  const jobs = createBackgroundJobs({
    ...{ ...app, inbox, wakeUps, log, platforms: [] },
    deleteExpired: async () => 0,
  });
  onTestFinished(async () => {
    await jobs.end();
    await crm.close();
    await store.close();
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await jobs.begin();

  async function stopsWithEvents(ids: readonly string[]): Promise<void> {
    await store.workers.renew("the other process", 15_000);
    const event = { platform: "slack", payload: "{}", at: clock.now(), owner: "the other process" };
    for (const id of ids) await store.inbox.accept({ id, ...event });
    await store.workers.release("the other process");
    const last = stopped;
    stopped = new AbortController();
    last.abort();
    // A round of the heartbeat comes seconds later.
    for (let turn = 0; turn < 100; turn += 1) await eventLoopTurn();
  }

  await stopsWithEvents(["Ev01"]);
  expect(takenOver).toEqual(["Ev01"]);
  await stopsWithEvents(["Ev02"]);
  expect(takenOver).toEqual(["Ev01", "Ev02"]);

  // Of many it leaves some to other processes.
  const many = Array.from({ length: 70 }, (_, number) => `of many ${String(number).padStart(2, "0")}`);
  await stopsWithEvents(many);
  expect(takenOver.slice(2)).toEqual(many.slice(0, 8));
  await expect.poll(() => takenOver.slice(2)).toEqual(many);
});
