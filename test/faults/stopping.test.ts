import { expect, it, onTestFinished, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, operationIn } from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";

/** 20 s for events in progress, and some time for a busy machine to end the process. */
const STOPPED_WITHIN_MS = 25_000;

it("finishes events in progress at SIGTERM, accepts nothing new, and exits with 0", async () => {
  const stage = await openStage({ telegram: "polling" });
  const [lan, minh] = [slackAgent(stage, "Lan"), telegramAgent(stage, "Minh")];
  const customers = [newCustomer(stage), newCustomer(stage)] as const;
  const bot = await stage.start();
  const questions = [await asksToRedeem(lan, customers[0]), await asksToRedeem(minh, customers[1])] as const;
  stage.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 2 });
  await Promise.all([lan.clicks(questions[0], "Đổi quà"), minh.clicks(questions[1], "Đổi quà")]);
  await vi.waitFor(
    () => expect(stage.crm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(2),
    {
      timeout: TIMEOUT_MS,
      interval: 5,
    },
  );

  bot.signal("SIGTERM");
  await vi.waitFor(async () => expect(await stage.readiness()).toBe(503), { interval: 5 });
  const late = await stage.slack.person(lan.person.slice("slack:".length)).directMessage("trợ giúp");
  expect(late).toMatchObject({ acked: false, status: 500 });
  await Promise.all([lan.reads(/Đã đổi quà/), minh.reads(/Đã đổi quà/)]);
  expect(await bot.ended).toBe(0);

  expect((await stage.journal.operations()).map(({ state }) => state)).toEqual(["done", "done"]);
  expect(customers.map((customer) => giftsOf(stage, customer))).toEqual([1, 1]);
  expect(await stage.journal.unfinished()).toEqual([]);
  expect(await stage.journal.workers()).toEqual([]);

  // Events it did not accept are delivered again, and answered by the next process.
  await stage.start();
  expect(await stage.slack.redeliver(late.eventId)).toMatchObject({ acked: true });
  await lan.reads(/Trợ giúp|Bạn có thể/);
  record({ case: "8 stopping", events: 5, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

it.each(["signal", "signalGroup"] as const)(
  "finishes events in progress at SIGTERM to npm (%s), and leaves no process behind",
  async (send) => {
    const stage = await openStage({ telegram: "polling" });
    const lan = slackAgent(stage, "Lan");
    const customer = newCustomer(stage);
    const npm = await stage.start({ npm: true });
    const question = await asksToRedeem(lan, customer);
    stage.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 1 });
    await lan.clicks(question, "Đổi quà");
    await operationIn(stage, customer, ["sending"]);

    npm[send]("SIGTERM");
    await vi.waitFor(() => expect(fetch(`${stage.address}/healthz`)).rejects.toThrow(), {
      timeout: TIMEOUT_MS,
    });
    expect(await npm.ended).toBe(0);
    await operationIn(stage, customer, ["done"], 0);

    // The next bot needs the same port and the same lock.
    await stage.start();
  },
);

it("counts two simultaneous signals as one", async () => {
  const stage = await openStage({ telegram: "polling" });
  const lan = slackAgent(stage, "Lan");
  const customer = newCustomer(stage);
  const bot = await stage.start();
  const question = await asksToRedeem(lan, customer);
  stage.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 1 });
  await lan.clicks(question, "Đổi quà");
  await operationIn(stage, customer, ["sending"]);

  bot.signal("SIGINT");
  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  await operationIn(stage, customer, ["done"], 0);
});

it("exits at once at a second SIGTERM, whatever is in progress", async () => {
  const stage = await openStage({ telegram: "polling" });
  const lan = slackAgent(stage, "Lan");
  const customer = newCustomer(stage);
  const bot = await stage.start();
  const question = await asksToRedeem(lan, customer);
  // No answer ever comes: waiting for it would take 30 s.
  stage.crm.fault({ kind: "hang", commit: "before", path: "/redeem", times: 1 });
  await lan.clicks(question, "Đổi quà");
  await operationIn(stage, customer, ["sending"]);

  bot.signal("SIGTERM");
  await vi.waitFor(async () => expect(await stage.readiness()).toBe(503), { interval: 5 });
  // A signal right after the first does not count, so it is sent until the bot has ended.
  const repeatedSignal = setInterval(() => bot.signal("SIGTERM"), 100);
  onTestFinished(() => clearInterval(repeatedSignal));
  expect(await bot.ended).toBe(1);
  expect(await stateOf(stage)).toEqual(["sending"]);
});

it("waits 20 s for events in progress, and leaves the rest to the next start", async () => {
  const stage = await openStage({ telegram: "polling" });
  const lan = slackAgent(stage, "Lan");
  const customer = newCustomer(stage);
  // The CRM is waited for much longer than a stop may take.
  const bot = await stage.start({ crmTimeoutMs: 600_000 });
  const question = await asksToRedeem(lan, customer);
  stage.crm.fault({ kind: "hang", commit: "after", path: "/redeem", times: 1 });
  await lan.clicks(question, "Đổi quà");
  await operationIn(stage, customer, ["sending"]);
  await vi.waitFor(() => expect(giftsOf(stage, customer)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });

  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  expect(bot.lines.join("\n")).toContain("some of what was in hand is not finished");
  await stage.start();
  await operationIn(stage, customer, ["done"], 10_000);
  await lan.reads(/Đã đổi quà/);
  expect(giftsOf(stage, customer)).toBe(1);
});

it("stops cleanly at a SIGTERM while it still takes over a dead process's work", async () => {
  const stage = await openStage({ telegram: "polling" });
  const lan = slackAgent(stage, "Lan");
  const customer = newCustomer(stage);
  const first = await stage.start({ killAt: "after confirmed" });
  const question = await asksToRedeem(lan, customer);
  await lan.clicks(question, "Đổi quà");
  await first.ended;

  // The first round of the successor sends what was confirmed, and no answer ever comes.
  stage.crm.fault({ kind: "hang", commit: "after", path: "/redeem", times: 1 });
  const successor = stage.launch({ crmTimeoutMs: 600_000 });
  await vi.waitFor(() => expect(giftsOf(stage, customer)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });
  const askedAt = performance.now();
  successor.signal("SIGTERM");
  expect(await successor.ended).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(STOPPED_WITHIN_MS);
  expect(successor.lines.join("\n")).not.toContain("the bot is up");

  await stage.start();
  await operationIn(stage, customer, ["done"], 10_000);
  await lan.reads(/Đã đổi quà/);
  expect(giftsOf(stage, customer)).toBe(1);
});

it("stops at once and cleanly at a SIGTERM while it still waits for Slack's identity call", async () => {
  const stage = await openStage({ telegram: "polling" });
  stage.slack.fault({ method: "auth.test", kind: "hang" });
  const bot = stage.launch();
  await bot.says(/taking updates/);
  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  expect(await stage.journal.workers()).toEqual([]);
});

it("refuses to start beside another bot on the same file, and leaves that one running", async () => {
  const stage = await openStage({ telegram: "polling" });
  const lan = slackAgent(stage, "Lan");
  const first = await stage.start();
  const second = stage.launch();
  expect(await second.ended).toBe(78);
  expect(second.lines.join("\n")).toContain(`The database is in use by another bot (process ${first.pid})`);
  const customer = newCustomer(stage);
  await lan.says(customer.phone);
  await lan.reads(new RegExp(customer.name));
  await first.kill();
});

async function stateOf({ journal }: Stage): Promise<string[]> {
  return (await journal.operations()).map(({ state }) => state);
}
