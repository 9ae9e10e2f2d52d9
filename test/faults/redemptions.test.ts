import { expect, it, vi } from "vitest";
import { type Agent, type ShownMessage, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { seededRandom } from "./support/random.ts";
import { record } from "./support/record.ts";
import { asksToRedeemAgain, continuesAnyway, RECEIPT, receiptFor } from "./support/redemption-steps.ts";

const AGENTS = 10;
const CUSTOMERS = 100;
const SHOWN_FIRST = /Yêu cầu trước đang được thực hiện|Vừa đổi quà này rồi/;

it("redeems each of 200 gifts once, however often it is confirmed and delivered", async () => {
  const random = seededRandom(1);
  const fixture = await createFixture({ telegram: "webhook" });
  const customers = Array.from({ length: CUSTOMERS }, () => newCustomer(fixture));
  const slackTeam = Array.from({ length: AGENTS }, (_, index) => slackAgent(fixture, `Lan ${index}`));
  const telegramTeam = Array.from({ length: AGENTS }, (_, index) => telegramAgent(fixture, `Minh ${index}`));
  await fixture.start();

  const receipts: string[] = [];
  const latenciesMs: number[] = [];
  let [events, redelivered] = [0, 0];

  /** Makes the platform deliver the event again in a fifth of the cases. */
  async function maybeAgain(agent: Agent): Promise<void> {
    if (random() < 0.2 && (await agent.deliversAgain())) redelivered += 1;
  }

  async function redeems(agent: Agent, customer: Customer): Promise<void> {
    let question = await asksToRedeemAgain(fixture, agent, customer);
    await maybeAgain(agent);
    const started = performance.now();
    for (;;) {
      const answer = await clicksOften(agent, customer, question);
      if (receiptFor(customer).test(answer.text)) {
        receipts.push(answer.text);
        break;
      }
      // A colleague has confirmed a gift for the same customer since the question was sent.
      question = await continuesAnyway(fixture, agent, answer, customer);
    }
    latenciesMs.push(performance.now() - started);
    await maybeAgain(agent);
    events += 1;
  }

  async function clicksOften(
    agent: Agent,
    customer: Customer,
    question: ShownMessage,
  ): Promise<ShownMessage> {
    const clickCount = 1 + Math.floor(random() * 5);
    events += clickCount;
    await Promise.all(Array.from({ length: clickCount }, () => agent.clicks(question, "Đổi quà")));
    return agent.reads(new RegExp(`${receiptFor(customer).source}|${SHOWN_FIRST.source}`));
  }

  // Each customer twice, by a person on Slack and one on Telegram at about the same time.
  const shift = (team: readonly Agent[]) =>
    team.map(async (agent, index) => {
      for (const customer of customers.filter((_, at) => at % AGENTS === index))
        await redeems(agent, customer);
    });
  await Promise.all([...shift(slackTeam), ...shift(telegramTeam)]);
  await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
  });

  // Questions that a colleague's confirmation has replaced.
  const isUnsent = (state: string) => ["proposed", "expired"].includes(state);
  const operations = (await fixture.journal.operations()).filter(({ state }) => !isUnsent(state));
  const gifts = customers.map((customer) => giftsOf(fixture, customer));
  expect(operations.map(({ state }) => state)).toEqual(Array(2 * CUSTOMERS).fill("done"));
  expect(gifts).toEqual(Array(CUSTOMERS).fill(2));
  expect(new Set(operations.map(({ evidence }) => evidence)).size).toBe(2 * CUSTOMERS);
  const chats = new Map([...slackTeam, ...telegramTeam].map((agent) => [agent.person, agent.chat()]));
  const unreceipted = operations.filter(
    ({ person, reference }) => !chats.get(person)?.some((text) => text.includes(reference)),
  );
  expect(unreceipted).toEqual([]);
  const texts = [...chats.values()].flat().filter((text) => RECEIPT.test(text));
  const repeated = operations.filter(
    ({ reference }) => texts.filter((text) => text.includes(reference)).length > 1,
  ).length;
  expect(repeated).toBe(0);
  expect(redelivered).toBeGreaterThanOrEqual(40);
  expect([...fixture.slack.violations, ...fixture.telegram.violations].filter(isOurs)).toEqual([]);

  record({
    case: "1 redemptions",
    events: events + redelivered,
    faults: redelivered,
    lost: 2 * CUSTOMERS - receipts.length,
    doubled: gifts.reduce((sum, given) => sum + given, 0) - 2 * CUSTOMERS,
    repeated,
    latenciesMs,
  });
});

/** False for a click that a busy machine acknowledges late. It is not the bot's fault; the table has all durations. */
function isOurs(violation: string): boolean {
  return !violation.includes("not acknowledged within 3 s");
}
