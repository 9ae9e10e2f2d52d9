import { expect, it, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { readsAbout } from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";
import { type Case, hears } from "./support/truth.ts";

const GIVEN_UP = /khởi động lại hai lần khi xử lý tin này/;
/** Longer than a stop waits for events in progress. */
const CRM_TAKES_MS = 28_000;

const ways = [slackAgent, telegramAgent];

/** AntCRM answers so late about this customer that the bot can be ended meanwhile. */
function answersLate(stage: Stage, { customer }: Case, times: number): void {
  stage.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, path: "/contacts", phone: customer.phone, times });
}

const reads = (stage: Stage, cases: readonly Case[]) =>
  cases.map(({ customer }) => readsAbout(stage, customer, "/contacts"));

/** Resolves when the handling of each event has reached AntCRM this many times. */
async function areReached(stage: Stage, cases: readonly Case[], times: number): Promise<void> {
  await vi.waitFor(
    () => {
      for (const count of reads(stage, cases)) expect(count).toBeGreaterThanOrEqual(times);
    },
    { timeout: TIMEOUT_MS, interval: 5 },
  );
}

it("gives up an event whose handling has ended two processes, notifies its person, and continues with others", async () => {
  const stage = await openStage({ telegram: "polling" });
  const cases = ways.map((agentOn) => ({ agent: agentOn(stage, "Lan"), customer: newCustomer(stage) }));
  for (const one of cases) answersLate(stage, one, 99);

  await stage.start();
  await Promise.all(cases.map(({ agent, customer }) => agent.says(customer.phone)));
  for (const death of [1, 2]) {
    await areReached(stage, cases, death);
    await stage.bot().kill();
    await stage.start();
  }
  for (const { agent } of cases) await hears(agent, GIVEN_UP);
  await vi.waitFor(async () => expect(await stage.journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
    interval: 50,
  });
  expect(stage.bot().lines.filter((line) => line.includes("has ended two processes"))).toHaveLength(2);

  const notified = () => cases.map(({ agent }) => agent.chat().filter((text) => GIVEN_UP.test(text)).length);
  const before = reads(stage, cases);
  await stage.bot().kill();
  await stage.start();
  const other = newCustomer(stage);
  for (const { agent } of cases) {
    await agent.says(other.phone);
    await agent.reads(new RegExp(other.name));
  }
  expect(notified()).toEqual([1, 1]);
  expect(reads(stage, cases)).toEqual(before);
});

it("handles an event that three graceful restarts have interrupted", async () => {
  const stage = await openStage({ telegram: "polling" });
  const cases = ways.map((agentOn) => ({ agent: agentOn(stage, "Lan"), customer: newCustomer(stage) }));
  for (const one of cases) answersLate(stage, one, 3);

  await stage.start();
  await Promise.all(cases.map(({ agent, customer }) => agent.says(customer.phone)));
  for (const restart of [1, 2, 3]) {
    await areReached(stage, cases, restart);
    stage.bot().signal("SIGTERM");
    await stage.bot().ended;
    await stage.start();
  }
  for (const { agent, customer } of cases) await hears(agent, new RegExp(customer.name));
  for (const { agent } of cases) expect(agent.chat().join("\n")).not.toMatch(GIVEN_UP);
});
