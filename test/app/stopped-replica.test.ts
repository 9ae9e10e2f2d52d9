import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as eventLoopTurn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/app/app.ts";
import { createBackgroundJobs } from "../../src/app/background-jobs.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { Inbox } from "../../src/inbox/inbox.ts";
import type { Platform } from "../../src/platforms/platform.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore } from "../../src/store/open.ts";
import type { WakeUps } from "../../src/wake-ups.ts";
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
  let otherStops = () => {};
  const wakeUps: WakeUps = {
    expect() {
      const controller = new AbortController();
      otherStops = () => controller.abort();
      return { woken: controller.signal, end: () => {} };
    },
  };
  /** How many events each look for them has found. */
  const looks: number[] = [];
  const portions: string[][] = [];
  const inbox = new Inbox({
    store: {
      ...store.inbox,
      async takeOver(...options) {
        const look = looks.push(Number.NaN) - 1;
        const events = await store.inbox.takeOver(...options);
        looks[look] = events.length;
        if (events.length > 0) portions.push(events.map(({ id }) => id));
        return events;
      },
    },
    ...{ lease: app.lease, hasReplicas: true, wakeUps, log, now: clock.now, wait: clock.wait },
  });
  const slack = {
    name: "slack",
    connected: () => true,
    replay: async () => {},
  } as Partial<Platform> as Platform;
  const jobs = createBackgroundJobs({
    ...{ ...app, inbox, wakeUps, log, platforms: [slack] },
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
    // After a portion comes a pause, and then another look. The one that finds nothing ends the takeover before.
    await expect.poll(() => looks.at(-1)).toBe(0);
    await store.workers.renew("the other process", 15_000);
    const event = { platform: "slack", payload: "{}", at: clock.now(), owner: "the other process" };
    for (const id of ids) await store.inbox.accept({ id, ...event });
    await store.workers.release("the other process");
    const looksBefore = looks.length;
    otherStops();
    // The next heartbeat would come seconds later.
    await eventLoopTurn();
    expect(looks.length).toBeGreaterThan(looksBefore);
  }

  await stopsWithEvents(["Ev01"]);
  await expect.poll(() => portions).toEqual([["Ev01"]]);
  await stopsWithEvents(["Ev02"]);
  await expect.poll(() => portions).toEqual([["Ev01"], ["Ev02"]]);

  // The other processes get a share of many events.
  const many = Array.from({ length: 70 }, (_, number) => `of many ${String(number).padStart(2, "0")}`);
  await stopsWithEvents(many);
  await expect.poll(() => portions.slice(2).flat()).toEqual(many);
  expect(portions.slice(2).map(({ length }) => length)).toEqual([8, 16, 32, 14]);

  await inbox.beginShutdown();
  await store.inbox.accept({ id: "late", platform: "slack", payload: "{}", at: clock.now() });
  expect(await inbox.takeUp()).toEqual({ events: [], taken: 0 });
  expect(await store.inbox.takeOver("a running process")).toMatchObject([{ id: "late" }]);
});
