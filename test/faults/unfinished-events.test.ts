import { expect, it, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { type Case, ENDS_WITHIN_MS, restart, waitForMessage } from "./support/redemption-outcomes.ts";
import { readsAbout } from "./support/redemption-steps.ts";
import { fail, STORE_FAILURES } from "./support/store-failures.ts";

/** The delay of AntCRM's answer, during which the store fails. */
const ANSWER_DELAY_MS = 2_500;

it.each(STORE_FAILURES)("answers each event once and leaves none unfinished when $name", async (failure) => {
  const fixture = await createFixture({ telegram: "polling", store: failure.engine });
  await fixture.start();
  const [inHand, late] = [casesOn(fixture, "Lan"), casesOn(fixture, "Minh")];
  for (const { customer } of inHand) {
    fixture.crm.fault({
      kind: "delay",
      ms: ANSWER_DELAY_MS,
      path: "/contacts",
      phone: customer.phone,
      times: 1,
    });
  }
  await Promise.all(inHand.map(({ agent, customer }) => agent.says(customer.phone)));
  await vi.waitFor(
    () => expect(inHand.map(({ customer }) => readsAbout(fixture, customer, "/contacts"))).not.toContain(0),
    { timeout: TIMEOUT_MS, interval: 5 },
  );

  const over = fail(failure, fixture);
  // The bot cannot accept these, and the platforms deliver them again.
  await Promise.all(late.map(({ agent, customer }) => agent.says(customer.phone)));
  await over;
  const all = [...inHand, ...late];
  const answers = () => all.map(answersTo);
  for (const { agent, customer } of all) await waitForMessage(agent, new RegExp(customer.name));
  await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
    timeout: ENDS_WITHIN_MS,
    interval: 100,
  });
  expect(answers()).toEqual([1, 1, 1, 1]);
  await restart(fixture);
  expect(answers()).toEqual([1, 1, 1, 1]);
  record({
    case: `10 events in progress, ${failure.name}`,
    events: all.length,
    faults: 1,
    lost: 0,
    doubled: 0,
    repeated: 0,
  });
});

/** Returns a person on each platform, and the customer they ask for. */
function casesOn(fixture: Fixture, name: string): Case[] {
  return [slackAgent, telegramAgent].map((agentOn) => ({
    agent: agentOn(fixture, name),
    customer: newCustomer(fixture),
  }));
}

/** Returns how often the agent sees this customer's card. */
function answersTo({ agent, customer }: Case): number {
  return agent.chat().filter((text) => text.includes(customer.name)).length;
}
