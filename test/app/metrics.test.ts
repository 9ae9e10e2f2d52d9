import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMetrics } from "../../src/app/metrics.ts";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** Starts the whole bot with one agent on Telegram, and its `/metrics`. */
async function observedBot() {
  const [antcrm, telegram, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startTelegram(),
    mkdtemp(join(tmpdir(), "metrics-")),
  ]);
  const user = telegram.addUser({ first_name: "An" });
  const [an, chat] = [telegram.person(user.id), telegram.privateChat(user)];
  const file = join(folder, "bot.db");
  const config = readConfig({
    ANTCRM_BASE_URL: antcrm.url,
    ANTCRM_API_KEY: antcrm.apiKey,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    DATABASE_URL: file,
    HOST: "127.0.0.1",
    PORT: "0",
    BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
  });
  const bot = await startBot(config, silentLogger());
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([antcrm.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const text = async () => (await fetch(`http://127.0.0.1:${bot.port}/metrics`)).text();
  /** Returns the metric's value, e.g. of `antcrm_chatops_operations{state="unclear"}`; undefined if it is missing. */
  async function value(metric: string): Promise<number | undefined> {
    const line = (await text()).split("\n").find((one) => one.startsWith(`${metric} `));
    return line === undefined ? undefined : Number(line.slice(metric.length));
  }
  const reads = (shows: RegExp) => an.nextMessage(chat, (message) => shows.test(message.text));
  return { antcrm, telegram, an, file, text, value, reads, says: (words: string) => an.says(chat, words) };
}

it("all metrics are in the README, with the labels that they have", async () => {
  const { text, says, reads } = await observedBot();
  await says("0900 000 001");
  await reads(/Nguyễn Văn An/);
  const readme = readFileSync(join(import.meta.dirname, "../..", "README.md"), "utf8");
  const rows = readme.matchAll(/^\| `(antcrm_chatops_\w+?)(?:\{([\w,]+)\})?`/gm);
  const documented = new Map([...rows].map(([, name = "", labels = ""]) => [name, labels]));
  const shown = await text();
  const names = [...shown.matchAll(/^# HELP (antcrm_chatops_\w+)/gm)].map(([, name]) => name);
  expect([...documented.keys()].toSorted()).toEqual(names.toSorted());

  const series = shown.matchAll(/^(antcrm_chatops_\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? \S+$/gm);
  for (const [, name = "", labels = ""] of series) {
    const own = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== "le");
    expect(`${name} ${own}`).toBe(`${name} ${documented.get(name)}`);
  }
});

it("an answered look-up is counted at each boundary, with its duration", async () => {
  const { value, text, says, reads } = await observedBot();
  await says("0900 000 001");
  await reads(/Nguyễn Văn An/);
  await expect.poll(() => value('antcrm_chatops_events_total{platform="telegram",outcome="done"}')).toBe(1);
  expect(await value('antcrm_chatops_event_seconds_count{platform="telegram"}')).toBe(1);
  expect(await value('antcrm_chatops_commands_total{command="customer",outcome="ok"}')).toBe(1);
  expect(await value('antcrm_chatops_command_seconds_count{command="customer"}')).toBe(1);
  const sends = (name: string) => `antcrm_chatops_send${name}{platform="telegram",method="sendMessage"`;
  const sent = (await value(`${sends("s_total")},outcome="ok"}`)) ?? 0;
  expect(sent).toBeGreaterThan(0);
  expect(await value(`${sends("_seconds_count")}}`)).toBe(sent);
  expect(await value('antcrm_chatops_store_calls_total{kind="write",outcome="ok"}')).toBeGreaterThan(0);
  expect(await value('antcrm_chatops_store_call_seconds_count{kind="read"}')).toBeGreaterThan(0);
  expect(await text()).not.toMatch(/900000001|Nguyễn/);
});

it("a send for which Telegram asks to wait is counted as such", async () => {
  const { telegram, value, says, reads } = await observedBot();
  const sent = (outcome: string) =>
    value(`antcrm_chatops_sends_total{platform="telegram",method="sendMessage",outcome="${outcome}"}`);
  telegram.fault({ method: "sendMessage", kind: "429", retryAfter: 1, times: 1 });
  await says("0900 000 001");
  await reads(/Nguyễn Văn An/);
  expect(await sent("rate-limited")).toBe(1);
});

it("a process shows its readiness, its lease and the tasks that it leads", async () => {
  const { value } = await observedBot();
  expect(await value("antcrm_chatops_ready")).toBe(1);
  expect(await value("antcrm_chatops_lease_age_seconds")).toBeLessThan(15);
  // The fill of the indexes begins with the second round of the background jobs.
  await expect.poll(() => value('antcrm_chatops_leads{task="search-index"}')).toBe(1);
  expect(await value("antcrm_chatops_event_oldest_seconds")).toBe(0);
  expect(await value('antcrm_chatops_delivery_oldest_seconds{kind="digest"}')).toBe(0);
});

describe("the metrics of calls to AntCRM", () => {
  const lookUps = (outcome: string) =>
    `antcrm_chatops_crm_calls_total{resource="contacts",method="GET",outcome="${outcome}"}`;
  const TRIES = 'antcrm_chatops_crm_tries_total{resource="contacts",method="GET"}';

  it("count a read with its retries once, and measure its duration", async () => {
    const { antcrm, value, text, says, reads } = await observedBot();
    antcrm.fault({ kind: "503", method: "GET", path: "/contacts", times: 2 });
    await says("0900 000 001");
    await reads(/Nguyễn Văn An/);
    const sent = antcrm.requests.filter(({ path }) => path === "/contacts").length;

    const calls = (await value(lookUps("ok"))) ?? 0;
    expect(calls).toBeGreaterThan(0);
    expect(await value(TRIES)).toBe(sent);
    expect(sent - calls).toBe(2);
    expect(await value('antcrm_chatops_crm_call_seconds_count{resource="contacts",method="GET"}')).toBe(
      calls,
    );
    // The delays before the second and the third attempt are at least 100 ms and 200 ms.
    expect(
      await value('antcrm_chatops_crm_call_seconds_sum{resource="contacts",method="GET"}'),
    ).toBeGreaterThan(0.25);
    expect(await text()).not.toMatch(/900000001|Nguyễn/);
  });

  it("show how a read and a write failed, and that the write was sent once", async () => {
    const { antcrm, value, says, reads, an } = await observedBot();
    antcrm.fault({ kind: "cut", method: "GET", path: "/contacts", times: 99 });
    await says("0900 000 001");
    await expect.poll(() => value(lookUps("cut"))).toBeGreaterThan(0);
    antcrm.clearFaults();

    await says("đổi quà daumay01 cho 0900 000 001");
    const question = await reads(/Đổi quà DAUMAY01 cho/);
    antcrm.fault({ kind: "500", method: "POST", path: "/redeem" });
    await an.clicks(question, "Đổi quà");
    await expect
      .poll(() => value('antcrm_chatops_crm_calls_total{resource="redeem",method="POST",outcome="status"}'))
      .toBe(1);
    expect(await value('antcrm_chatops_crm_tries_total{resource="redeem",method="POST"}')).toBe(1);
  });
});

describe("the metrics of operations", () => {
  const inState = (state: string) => `antcrm_chatops_operations{state="${state}"}`;
  const oldestIn = (state: string) => `antcrm_chatops_operation_oldest_seconds{state="${state}"}`;
  const transitionsTo = (state: string) => `antcrm_chatops_operations_total{state="${state}"}`;
  const REDEEM = "đổi quà daumay01 cho 0900 000 001";

  it("show how many are in each state, since when, and their transitions", async () => {
    const { antcrm, an, value, says, reads } = await observedBot();
    for (const state of ["proposed", "confirmed", "sending", "unclear"]) {
      expect(await value(inState(state))).toBe(0);
      expect(await value(oldestIn(state))).toBe(0);
    }
    await says(REDEEM);
    const question = await reads(/Đổi quà DAUMAY01 cho/);
    expect(await value(inState("proposed"))).toBe(1);
    expect(await value(oldestIn("proposed"))).toBeGreaterThan(0);
    expect(await value(transitionsTo("proposed"))).toBe(1);

    // The answer is delayed, so that the operation keeps its state.
    antcrm.fault({ kind: "delay", ms: 5_000, commit: "after", method: "POST", path: "/redeem", times: 1 });
    await an.clicks(question, "Đổi quà");
    await expect.poll(() => value(inState("sending"))).toBe(1);
    await expect.poll(() => value(transitionsTo("sending"))).toBe(1);
    expect(await value(transitionsTo("confirmed"))).toBe(1);
    expect(await value(inState("proposed"))).toBe(0);
    expect(await value("antcrm_chatops_events_unfinished")).toBe(1);
    expect(await value("antcrm_chatops_store_up")).toBe(1);
  });

  it("count ended operations, and no longer count them as open", async () => {
    const { an, value, says, reads } = await observedBot();
    await says(REDEEM);
    await an.clicks(await reads(/Đổi quà DAUMAY01 cho/), "Đổi quà");
    await reads(/Đã đổi quà/);
    await expect.poll(() => value(transitionsTo("done"))).toBe(1);
    expect(await value(inState("sending"))).toBe(0);
    await expect.poll(() => value("antcrm_chatops_events_unfinished")).toBe(0);
  });

  it("are left out while the store cannot be read, and the others are shown", async () => {
    const { file, value, text } = await observedBot();
    const outside = new Database(file);
    onTestFinished(() => void outside.close());
    outside.exec("alter table operations rename to operations_aside");
    expect(await value("antcrm_chatops_store_up")).toBe(0);
    expect(await value(inState("sending"))).toBeUndefined();
    expect(await value(oldestIn("sending"))).toBeUndefined();
    expect(await value("antcrm_chatops_events_unfinished")).toBeUndefined();
    expect(await text()).toContain("process_cpu_seconds_total");

    outside.exec("alter table operations_aside rename to operations");
    expect(await value("antcrm_chatops_store_up")).toBe(1);
    expect(await value(inState("sending"))).toBe(0);
  });

  it("are not waited for when the store does not answer", async () => {
    const metrics = createMetrics({
      now: () => performance.now(),
      isReady: () => new Promise(() => {}),
      readStore: () => new Promise(() => {}),
      readProcess: () => ({ leaseAgeMs: 20_000, isLeaseValid: false, connections: null }),
    });
    metrics.leads("search-index", true);
    const text = await metrics.text();
    expect(text).toContain("antcrm_chatops_store_up 0");
    expect(text).toContain("antcrm_chatops_ready 0");
    // The lease has ended, so another process may lead by now.
    expect(text).toContain('antcrm_chatops_leads{task="search-index"} 0');
  });
});
