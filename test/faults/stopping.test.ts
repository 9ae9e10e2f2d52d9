import { expect, it, onTestFinished, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, operationIn } from "./support/redemption-steps.ts";

/** 20 s for events in progress, and some time for a busy machine to end the process. */
const STOPPED_WITHIN_MS = 25_000;

it("finishes events in progress at SIGTERM, accepts nothing new, and exits with 0", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const [lan, minh] = [slackAgent(fixture, "Lan"), telegramAgent(fixture, "Minh")];
  const customers = [newCustomer(fixture), newCustomer(fixture)] as const;
  const bot = await fixture.start();
  const questions = [await asksToRedeem(lan, customers[0]), await asksToRedeem(minh, customers[1])] as const;
  fixture.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 2 });
  await Promise.all([lan.clicks(questions[0], "Đổi quà"), minh.clicks(questions[1], "Đổi quà")]);
  await vi.waitFor(
    () => expect(fixture.crm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(2),
    {
      timeout: TIMEOUT_MS,
      interval: 5,
    },
  );

  bot.signal("SIGTERM");
  await expect.poll(() => fixture.readiness(), { interval: 5 }).toBe(503);
  const late = await fixture.slack.person(lan.person.slice("slack:".length)).directMessage("trợ giúp");
  expect(late).toMatchObject({ acked: false, status: 503 });
  await Promise.all([lan.reads(/Đã đổi quà/), minh.reads(/Đã đổi quà/)]);
  expect(await bot.ended).toBe(0);

  expect((await fixture.journal.operations()).map(({ state }) => state)).toEqual(["done", "done"]);
  expect(customers.map((customer) => giftsOf(fixture, customer))).toEqual([1, 1]);
  expect(await fixture.journal.unfinished()).toEqual([]);
  expect(await fixture.journal.workers()).toEqual([]);

  // Events it did not accept are delivered again, and answered by the next process.
  await fixture.start();
  expect(await fixture.slack.redeliver(late.eventId)).toMatchObject({ acked: true });
  await lan.reads(/Trợ giúp|Bạn có thể/);
  record({ case: "8 stopping", events: 5, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

it.each(["signal", "signalGroup"] as const)(
  "finishes events in progress at SIGTERM to npm (%s), and leaves no process behind",
  async (send) => {
    const fixture = await createFixture({ telegram: "polling" });
    const lan = slackAgent(fixture, "Lan");
    const customer = newCustomer(fixture);
    const npm = await fixture.start({ npm: true });
    const question = await asksToRedeem(lan, customer);
    fixture.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 1 });
    await lan.clicks(question, "Đổi quà");
    await operationIn(fixture, customer, ["sending"]);

    npm[send]("SIGTERM");
    await vi.waitFor(() => expect(fetch(`${fixture.address}/healthz`)).rejects.toThrow(), {
      timeout: TIMEOUT_MS,
    });
    expect(await npm.ended).toBe(0);
    await operationIn(fixture, customer, ["done"], 0);

    // The next bot needs the same port and the same lock.
    await fixture.start();
  },
);

it("counts two simultaneous signals as one", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const lan = slackAgent(fixture, "Lan");
  const customer = newCustomer(fixture);
  const bot = await fixture.start();
  const question = await asksToRedeem(lan, customer);
  fixture.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 1 });
  await lan.clicks(question, "Đổi quà");
  await operationIn(fixture, customer, ["sending"]);

  bot.signal("SIGINT");
  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  await operationIn(fixture, customer, ["done"], 0);
});

it("exits at once at a second SIGTERM, whatever is in progress", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const lan = slackAgent(fixture, "Lan");
  const customer = newCustomer(fixture);
  const bot = await fixture.start();
  const question = await asksToRedeem(lan, customer);
  // AntCRM never answers, and the bot would wait 30 s for the answer.
  fixture.crm.fault({ kind: "hang", commit: "before", path: "/redeem", times: 1 });
  await lan.clicks(question, "Đổi quà");
  await operationIn(fixture, customer, ["sending"]);

  bot.signal("SIGTERM");
  await expect.poll(() => fixture.readiness(), { interval: 5 }).toBe(503);
  // A signal right after the first does not count, so it is sent until the bot has ended.
  const repeatedSignal = setInterval(() => bot.signal("SIGTERM"), 100);
  onTestFinished(() => clearInterval(repeatedSignal));
  expect(await bot.ended).toBe(1);
  expect(await stateOf(fixture)).toEqual(["sending"]);
});

it("waits 20 s for events in progress, and leaves the rest to the next start", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const lan = slackAgent(fixture, "Lan");
  const customer = newCustomer(fixture);
  // The CRM is waited for much longer than a stop may take.
  const bot = await fixture.start({ crmTimeoutMs: 600_000 });
  const question = await asksToRedeem(lan, customer);
  fixture.crm.fault({ kind: "hang", commit: "after", path: "/redeem", times: 1 });
  await lan.clicks(question, "Đổi quà");
  await operationIn(fixture, customer, ["sending"]);
  await vi.waitFor(() => expect(giftsOf(fixture, customer)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });

  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  expect(bot.lines.join("\n")).toContain("some work is not finished; the next start continues it");
  await fixture.start();
  await operationIn(fixture, customer, ["done"], 10_000);
  await lan.reads(/Đã đổi quà/);
  expect(giftsOf(fixture, customer)).toBe(1);
});

it("stops cleanly at a SIGTERM while it still takes over a killed process's work", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const lan = slackAgent(fixture, "Lan");
  const customer = newCustomer(fixture);
  const first = await fixture.start({ killAt: "after confirmed" });
  const question = await asksToRedeem(lan, customer);
  await lan.clicks(question, "Đổi quà");
  await first.ended;

  // The first round of the successor sends what was confirmed, and no answer ever comes.
  fixture.crm.fault({ kind: "hang", commit: "after", path: "/redeem", times: 1 });
  const successor = fixture.launch({ crmTimeoutMs: 600_000 });
  await vi.waitFor(() => expect(giftsOf(fixture, customer)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });
  const askedAt = performance.now();
  successor.signal("SIGTERM");
  expect(await successor.ended).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(STOPPED_WITHIN_MS);
  expect(successor.lines.join("\n")).not.toContain("the bot is up");

  await fixture.start();
  await operationIn(fixture, customer, ["done"], 10_000);
  await lan.reads(/Đã đổi quà/);
  expect(giftsOf(fixture, customer)).toBe(1);
});

it("stops at once and cleanly at a SIGTERM while it still waits for Slack's identity call", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  fixture.slack.fault({ method: "auth.test", kind: "hang" });
  const bot = fixture.launch();
  await bot.waitForLog(/taking updates/);
  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  expect(await fixture.journal.workers()).toEqual([]);
});

it("refuses to start beside another bot on the same file, and leaves that one running", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const lan = slackAgent(fixture, "Lan");
  const first = await fixture.start();
  const second = fixture.launch();
  expect(await second.ended).toBe(78);
  expect(second.lines.join("\n")).toContain(`The database is in use by another bot (process ${first.pid})`);
  const customer = newCustomer(fixture);
  await lan.says(customer.phone);
  await lan.reads(new RegExp(customer.name));
  await first.kill();
});

async function stateOf({ journal }: Fixture): Promise<string[]> {
  return (await journal.operations()).map(({ state }) => state);
}
