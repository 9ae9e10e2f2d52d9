import { expect, it, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { record } from "./support/record.ts";
import { readsAbout } from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";
import { fail, STORE_FAILURES } from "./support/store-failures.ts";
import { type Case, ENDS_WITHIN_MS, hears, restart } from "./support/truth.ts";

/** AntCRM answers so late that the store fails meanwhile. */
const ANSWER_DELAY_MS = 2_500;

it.each(STORE_FAILURES)("answers each event once and leaves none unfinished when $name", async (failure) => {
  const stage = await openStage({ telegram: "polling", store: failure.engine });
  await stage.start();
  const [inHand, late] = [casesOn(stage, "Lan"), casesOn(stage, "Minh")];
  for (const { customer } of inHand) {
    stage.crm.fault({
      kind: "delay",
      ms: ANSWER_DELAY_MS,
      path: "/contacts",
      phone: customer.phone,
      times: 1,
    });
  }
  await Promise.all(inHand.map(({ agent, customer }) => agent.says(customer.phone)));
  await vi.waitFor(
    () => expect(inHand.map(({ customer }) => readsAbout(stage, customer, "/contacts"))).not.toContain(0),
    { timeout: TIMEOUT_MS, interval: 5 },
  );

  const over = fail(failure, stage);
  // The bot cannot accept these, and the platforms deliver them again.
  await Promise.all(late.map(({ agent, customer }) => agent.says(customer.phone)));
  await over;
  const all = [...inHand, ...late];
  const answers = () => all.map(answersTo);
  for (const { agent, customer } of all) await hears(agent, new RegExp(customer.name));
  await vi.waitFor(async () => expect(await stage.journal.unfinished()).toEqual([]), {
    timeout: ENDS_WITHIN_MS,
    interval: 100,
  });
  expect(answers()).toEqual([1, 1, 1, 1]);
  await restart(stage);
  expect(answers()).toEqual([1, 1, 1, 1]);
  record({
    case: `10 events in hand, ${failure.name}`,
    events: all.length,
    faults: 1,
    lost: 0,
    doubled: 0,
    repeated: 0,
  });
});

/** A person on each platform, and the customer they ask for. */
function casesOn(stage: Stage, name: string): Case[] {
  return [slackAgent, telegramAgent].map((agentOn) => ({
    agent: agentOn(stage, name),
    customer: newCustomer(stage),
  }));
}

/** How often the agent sees this customer's card. */
function answersTo({ agent, customer }: Case): number {
  return agent.chat().filter((text) => text.includes(customer.name)).length;
}
