import { expect, it } from "vitest";
import { type Agent, type ShownMessage, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture } from "./support/fixture.ts";
import { noneUnfinished } from "./support/frozen.ts";
import { type NextMigration, withMigrations } from "./support/next-version.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, clicksUntilTaken, operationIn, receiptFor } from "./support/redemption-steps.ts";

const EXPAND: NextMigration = {
  name: "900-expand",
  needs: "",
  steps: [
    "alter table inbox add column if not exists received_by text",
    "create table if not exists shifts (id text primary key, at bigint not null)",
  ],
};
const CONTRACT: NextMigration = {
  name: "901-contract",
  needs: EXPAND.name,
  steps: ["drop index if exists operations_proposed"],
};
const NEXT = { preload: [withMigrations([EXPAND])], isOfModules: true };
const AFTER_NEXT = { preload: [withMigrations([EXPAND, CONTRACT])], isOfModules: true };
const MISCONFIGURED = 78;

it("answers everything once while a newer version replaces two processes one by one", async () => {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const team = createTeam(fixture);
  const oldA = await fixture.startReplica();
  const oldB = await fixture.startReplica();
  await team.work(oldA, oldB);

  const newA = await fixture.startReplica(NEXT);
  await team.work(newA, oldA, oldB);
  await team.beginsWork(oldA);
  oldA.signal("SIGTERM");
  await team.work(newA, oldB);
  expect(await oldA.ended).toBe(0);

  // An old process that crashes in the middle of the update comes up again.
  await team.beginsWork(oldB);
  await oldB.kill();
  const oldAgain = await fixture.startReplica();
  await team.work(oldAgain, newA);

  const newB = await fixture.startReplica(NEXT);
  await team.beginsWork(oldAgain);
  oldAgain.signal("SIGTERM");
  await team.work(newB, newA);
  expect(await oldAgain.ended).toBe(0);
  await team.wasServedOnce();
});

it("refuses with one line to start a version that is older than a migration that takes something away", async () => {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const next = await fixture.startReplica(NEXT);
  const afterNext = await fixture.startReplica(AFTER_NEXT);
  const old = fixture.launch();
  expect(await old.ended).toBe(MISCONFIGURED);
  expect(old.lines.filter((line) => line.includes("newer version"))).toEqual([
    expect.stringMatching(/"901-contract"\), and this version cannot use it any more\. Start that version/),
  ]);

  await next.kill();
  const nextAgain = await fixture.startReplica(NEXT);
  const lan = slackAgent(fixture, "Lan");
  for (const replica of [nextAgain, afterNext]) {
    await fixture.deliverTo(replica);
    const customer = newCustomer(fixture);
    await lan.says(customer.phone);
    await lan.reads(new RegExp(customer.name));
  }
  record({
    case: "16 an old version after a contract",
    events: 2,
    faults: 1,
    lost: 0,
    doubled: 0,
    repeated: 0,
  });
});

type Replica = Parameters<Fixture["deliverTo"]>[0];

/** People who look up customers and redeem gifts, each time by way of another process. */
function createTeam(fixture: Fixture) {
  // One person may see 20 customers in a minute, so new people come each time.
  const newAgents = () => [slackAgent(fixture, "Lan"), telegramAgent(fixture, "Minh")];
  const asked: { agent: Agent; customer: Customer }[] = [];
  const redeemed: { agent: Agent; customer: Customer }[] = [];

  async function redeems(agent: Agent, replica: Replica, other: Replica): Promise<void> {
    const customer = newCustomer(fixture);
    redeemed.push({ agent, customer });
    await fixture.deliverTo(replica);
    const question: ShownMessage = await asksToRedeem(agent, customer);
    await fixture.deliverTo(other);
    await clicksUntilTaken(fixture, agent, question, "Đổi quà");
    await operationIn(fixture, customer, ["done"]);
  }

  async function asks(agent: Agent, replica: Replica): Promise<void> {
    const customer = newCustomer(fixture);
    asked.push({ agent, customer });
    await fixture.deliverTo(replica);
    await agent.says(customer.phone);
  }

  return {
    /** Each person asks each process, and redeems a gift whose question and confirmation go to two processes. */
    async work(...replicas: Replica[]): Promise<void> {
      const agents = newAgents();
      for (const [index, replica] of replicas.entries()) {
        const other = replicas[(index + 1) % replicas.length] ?? replica;
        for (const agent of agents) {
          await asks(agent, replica);
          await redeems(agent, replica, other);
        }
      }
    },
    /** Each person asks this process, and does not wait for the answer. */
    async beginsWork(replica: Replica): Promise<void> {
      for (const agent of newAgents()) await asks(agent, replica);
    },
    async wasServedOnce(): Promise<void> {
      await noneUnfinished(fixture);
      const cards = asked.map(({ agent, customer }) => cardsOf(agent, customer));
      const gifts = redeemed.map(({ customer }) => giftsOf(fixture, customer));
      expect(cards).toEqual(asked.map(() => 1));
      expect(gifts).toEqual(redeemed.map(() => 1));
      for (const { agent, customer } of redeemed) {
        expect(agent.chat().filter((text) => receiptFor(customer).test(text))).toHaveLength(1);
      }
      expect([...fixture.slack.violations, ...fixture.telegram.violations]).toEqual([]);
      record({
        case: "16 rolling update",
        events: asked.length + 2 * redeemed.length,
        faults: 3,
        lost: cards.filter((count) => count === 0).length,
        doubled: gifts.filter((count) => count > 1).length,
        repeated: 0,
      });
    },
  };
}

function cardsOf(agent: Agent, { name }: Customer): number {
  return agent.chat().filter((text) => text.includes(name)).length;
}
