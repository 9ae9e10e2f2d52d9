import { setTimeout as pause } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { type Agent, slackAgent } from "./support/agents.ts";
import { type Customer, giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { noneUnfinished } from "./support/frozen.ts";
import { record } from "./support/record.ts";
import { ENDS_WITHIN_MS, waitForMessage } from "./support/redemption-outcomes.ts";
import { asksToRedeem, clicksUntilTaken } from "./support/redemption-steps.ts";
import { fail, SHARED_FAILURES } from "./support/store-failures.ts";

const PEOPLE = 6;
/** The requests of a person, one after the other. */
const REQUESTS = 6;
const BETWEEN_REQUESTS_MS = 1_500;
const OTHER_REPLICA_AFTER_MS = 400;

it.each(SHARED_FAILURES)("two processes answer everything once when $name", async (failure) => {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const replicas = [await fixture.startReplica(), await fixture.startReplica()];
  const over = new AbortController();
  const turns = takeTurns(fixture, replicas, over.signal);
  const health = watchHealth(replicas, over.signal);
  const asked: Request[] = [];
  const redeemed: Request[] = [];
  const people = Array.from({ length: PEOPLE }, (_, index) => slackAgent(fixture, `Lan ${index}`));

  const work = Promise.all(
    people.map(async (agent, index) => {
      for (let request = 0; request < REQUESTS; request += 1) {
        const customer = newCustomer(fixture);
        if ((index + request) % 3 === 0) {
          redeemed.push({ agent, customer });
          await clicksUntilTaken(fixture, agent, await asksToRedeem(agent, customer), "Đổi quà");
        } else {
          asked.push({ agent, customer });
          await agent.says(customer.phone);
          await waitForMessage(agent, new RegExp(customer.name));
        }
        await pause(BETWEEN_REQUESTS_MS);
      }
    }),
  );
  await pause(2 * BETWEEN_REQUESTS_MS);
  await fail(failure, fixture);
  await work;
  await vi.waitFor(
    () => expect(redeemed.map(({ customer }) => giftsOf(fixture, customer))).toEqual(redeemed.map(() => 1)),
    { timeout: ENDS_WITHIN_MS, interval: 100 },
  );
  await noneUnfinished(fixture);
  await vi.waitFor(() => expect(health.now()).toEqual([200, 200]), { timeout: TIMEOUT_MS, interval: 100 });
  over.abort();
  await turns;

  const cards = asked.map(({ agent, customer }) => cardsOf(agent, customer));
  expect(cards).toEqual(asked.map(() => 1));
  if (failure.name !== "Postgres is slow") expect(health.sawOutage()).toEqual([true, true]);
  record({
    case: `17 two processes, ${failure.name}`,
    events: asked.length + 2 * redeemed.length,
    faults: 1,
    lost: cards.filter((count) => count === 0).length,
    doubled: cards.filter((count) => count > 1).length,
    repeated: 0,
  });
});

interface Request {
  agent: Agent;
  customer: Customer;
}

type Replicas = readonly { address: string }[];

/** Delivers the events to one replica after the other. */
async function takeTurns(fixture: Fixture, replicas: Replicas, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    const replica = replicas[turn % replicas.length];
    if (replica !== undefined) await fixture.deliverTo(replica);
    await pause(OTHER_REPLICA_AFTER_MS);
  }
}

/** Reads `/readyz` of each replica again and again. */
function watchHealth(replicas: Replicas, signal: AbortSignal) {
  const seen = replicas.map(({ address }) => {
    const statuses: number[] = [];
    void (async () => {
      while (!signal.aborted) {
        await fetch(`${address}/readyz`).then(
          ({ status }) => statuses.push(status),
          () => {}, // The replica is being stopped.
        );
        await pause(200);
      }
    })();
    return statuses;
  });
  return {
    now: () => seen.map((statuses) => statuses.at(-1)),
    sawOutage: () => seen.map((statuses) => statuses.includes(503)),
  };
}

function cardsOf(agent: Agent, { name }: Customer): number {
  return agent.chat().filter((text) => text.includes(name) && !text.includes("Đổi quà DAUMAY01")).length;
}
