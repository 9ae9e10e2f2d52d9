import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { ANTCRM_WEBHOOK_PATH, createAntcrmRoute } from "../../../src/features/alerts/webhook.ts";
import { createRequestGuard } from "../../../src/http/request-guard.ts";
import { createHttpServer } from "../../../src/http/server.ts";
import { seededRandom } from "../../faults/support/random.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const SECRET = "8f2c0d9b7e614a53a1d2";

/** Starts polling at the bot's own interval, and collects every sent card. */
async function startPolling({ quan, clock, alertService, antcrm }: TestApp) {
  await quan.in("nhom").types("alert ratings <= 2 here");
  const notified: string[] = [];
  const looked = () => antcrm.requests.filter(({ path }) => path.includes("rating")).length;
  const service = alertService();
  onTestFinished(() => service.end());
  service.begin(async (_, { title }) => void notified.push(title));
  async function rests(): Promise<void> {
    while (clock.deadlines().length === 0) await nextTurn();
  }
  await rests();
  return { notified, looked, service, rests };
}

it("an alert is sent within its interval and five seconds", async () => {
  const open = await testApp();
  const { clock, antcrm, quan } = open;
  await quan.confirms("settings set alerts.interval 90");
  const { notified, rests } = await startPolling(open);
  const random = seededRandom(7);
  const latenciesMs: number[] = [];
  for (let count = 1; count <= 25; count++) {
    const [leftMs = 0] = clock.deadlines();
    clock.passes(Math.floor(random() * leftMs));
    antcrm.world.addRating({ rating_score: 1 });
    const atMs = clock.now().getTime();
    clock.passes(clock.deadlines()[0] ?? 0);
    await rests();
    await expect.poll(() => notified.length, { interval: 1 }).toBe(count);
    latenciesMs.push(clock.now().getTime() - atMs);
  }
  console.log("an alert is sent after at most", Math.max(...latenciesMs) / 1_000, "s, polling every 90 s");
  expect(Math.max(...latenciesMs)).toBeLessThanOrEqual(95_000);
});

it("the interval of the alerts stays the same if the clock is set back", async () => {
  const open = await testApp();
  const { clock, looked, rests } = { ...open, ...(await startPolling(open)) };
  const before = looked();
  const [leftMs = 0] = clock.deadlines();
  clock.jumps(-4 * 60_000);
  clock.passes(leftMs);
  await rests();
  expect(looked()).toBeGreaterThan(before);
});

it("a stop does not wait for an AntCRM that never answers", async () => {
  const { quan, antcrm, clock, alertService } = await testApp();
  await quan.in("nhom").types("alert ratings <= 2 here");
  clock.passes(60_000);
  antcrm.fault({ kind: "hang" });
  const before = antcrm.requests.length;
  const service = alertService();
  service.begin(async () => {});
  await expect.poll(() => antcrm.requests.length, { interval: 1 }).toBeGreaterThan(before);
  await service.end();
});

it("AntCRM's webhook triggers one poll at once, however often it calls, and its content is not shown", async () => {
  const open = await testApp();
  const { clock, antcrm, log } = open;
  const { notified, looked, service, rests } = await startPolling(open);
  const guard = createRequestGuard({ log: silentLogger(), now: clock.now });
  const server = createHttpServer({
    events: new Map(),
    below: new Map([[ANTCRM_WEBHOOK_PATH, createAntcrmRoute({ secret: SECRET, wake: service.wake, guard })]]),
    ready: async () => true,
    metrics: async () => ({ contentType: "text/plain", text: "" }),
    token: undefined,
  });
  const origin = `http://127.0.0.1:${await server.listen("127.0.0.1", 0)}`;
  onTestFinished(() => server.close());
  const calls = async (path: string, init: RequestInit = { method: "POST", body: "{}" }) => {
    const response = await fetch(`${origin}${path}`, init);
    return [response.status, await response.text()];
  };
  const before = looked();

  const nowhere = await calls("/nowhere/at/all");
  for (const secret of ["", "x", SECRET.slice(1), `${SECRET}0`, SECRET.toUpperCase()]) {
    expect(await calls(`${ANTCRM_WEBHOOK_PATH}${secret}`)).toEqual(nowhere);
  }
  const ours = `${ANTCRM_WEBHOOK_PATH}${SECRET}`;
  expect(await calls(ours, { method: "GET" })).toEqual([405, "POST only\n"]);
  expect(await calls(ours, { method: "POST", body: "x".repeat(1_048_577) })).toEqual([413, "too large\n"]);
  clock.passes(10_000);
  await rests();
  expect([looked(), notified]).toEqual([before, []]);

  antcrm.world.addRating({ rating_score: 1 });
  const forgedBody = JSON.stringify({ event: "rating", rating_score: 1, comment: "Bịa đặt" });
  for (let second = 0; second < 30; second++) {
    await Promise.all(
      Array.from({ length: 10 }, () => calls(`${ours}?from=antcrm`, { method: "POST", body: forgedBody })),
    );
    await rests();
    clock.passes(1_000);
    await rests();
  }
  await expect.poll(() => notified, { interval: 1 }).toEqual(["Đánh giá 1★ · ZALO"]);
  expect(looked() - before).toBeLessThanOrEqual(7);
  expect(log.join("\n")).not.toContain(SECRET);
});
