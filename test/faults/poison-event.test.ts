import { expect, it, vi } from "vitest";
import { switchIndexOff } from "../support/index-off.ts";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { type Case, waitForMessage } from "./support/redemption-outcomes.ts";
import { readsAbout } from "./support/redemption-steps.ts";

const GIVEN_UP = /khởi động lại ba lần khi xử lý tin này/;
/** Longer than a stop waits for events in progress. */
const CRM_TAKES_MS = 28_000;

const agentFactories = [slackAgent, telegramAgent];

/** Delays AntCRM's answers about this customer, so that the bot can be ended before they arrive. */
function answersLate(fixture: Fixture, { customer }: Case, times: number): void {
  fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, path: "/contacts", phone: customer.phone, times });
}

const reads = (fixture: Fixture, cases: readonly Case[]) =>
  cases.map(({ customer }) => readsAbout(fixture, customer, "/contacts"));

/** Resolves when the handling of each event has reached AntCRM this many times. */
async function areReached(fixture: Fixture, cases: readonly Case[], times: number): Promise<void> {
  await vi.waitFor(
    () => {
      for (const count of reads(fixture, cases)) expect(count).toBeGreaterThanOrEqual(times);
    },
    { timeout: TIMEOUT_MS, interval: 5 },
  );
}

it("gives up an event whose handling has ended three processes, notifies its person, and continues with others", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  await switchIndexOff(fixture.file);
  const cases = agentFactories.map((agentOn) => ({
    agent: agentOn(fixture, "Lan"),
    customer: newCustomer(fixture),
  }));
  for (const one of cases) answersLate(fixture, one, 99);

  await fixture.start();
  await Promise.all(cases.map(({ agent, customer }) => agent.says(customer.phone)));
  for (const crash of [1, 2, 3]) {
    await areReached(fixture, cases, crash);
    await fixture.bot().kill();
    await fixture.start();
  }
  for (const { agent } of cases) await waitForMessage(agent, GIVEN_UP);
  await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
    interval: 50,
  });
  expect(fixture.bot().lines.filter((line) => line.includes("has ended three processes"))).toHaveLength(2);

  const notified = () => cases.map(({ agent }) => agent.chat().filter((text) => GIVEN_UP.test(text)).length);
  const before = reads(fixture, cases);
  await fixture.bot().kill();
  await fixture.start();
  const other = newCustomer(fixture);
  for (const { agent } of cases) {
    await agent.says(other.phone);
    await agent.reads(new RegExp(other.name));
  }
  expect(notified()).toEqual([1, 1]);
  expect(reads(fixture, cases)).toEqual(before);
});

it("handles an event that three graceful restarts have interrupted", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  await switchIndexOff(fixture.file);
  const cases = agentFactories.map((agentOn) => ({
    agent: agentOn(fixture, "Lan"),
    customer: newCustomer(fixture),
  }));
  for (const one of cases) answersLate(fixture, one, 3);

  await fixture.start();
  await Promise.all(cases.map(({ agent, customer }) => agent.says(customer.phone)));
  for (const restart of [1, 2, 3]) {
    await areReached(fixture, cases, restart);
    fixture.bot().signal("SIGTERM");
    await fixture.bot().ended;
    await fixture.start();
  }
  for (const { agent, customer } of cases) await waitForMessage(agent, new RegExp(customer.name));
  for (const { agent } of cases) expect(agent.chat().join("\n")).not.toMatch(GIVEN_UP);
});
