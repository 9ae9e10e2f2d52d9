import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { seededRandom } from "./support/random.ts";
import { record } from "./support/record.ts";
import { openStage, PATIENCE_MS, type Stage } from "./support/stage.ts";

const AGENTS = 10;
const CUSTOMERS = 100;
const GIFT = { code: "DAUMAY01", points: 10 };

it("redeems each of 200 gifts once, however often it is confirmed and delivered", async () => {
  const random = seededRandom(1);
  const stage = await openStage({ telegram: "webhook" });
  const customers = Array.from({ length: CUSTOMERS }, (_, index) => newCustomer(stage, index));
  const slackTeam = Array.from({ length: AGENTS }, (_, index) => slackAgent(stage, `Lan ${index}`));
  const telegramTeam = Array.from({ length: AGENTS }, (_, index) => telegramAgent(stage, `Minh ${index}`));
  await stage.start();

  const receipts: string[] = [];
  const latenciesMs: number[] = [];
  let [events, redelivered] = [0, 0];

  /** In a fifth of the cases the platform is in doubt, and delivers once more. */
  async function maybeAgain(agent: Agent): Promise<void> {
    if (random() < 0.2 && (await agent.deliversAgain())) redelivered += 1;
  }

  async function redeems(agent: Agent, phone: string): Promise<void> {
    await agent.says(`đổi quà ${GIFT.code} cho ${phone}`);
    const question = await agent.reads(new RegExp(`Đổi quà ${GIFT.code} cho`));
    await maybeAgain(agent);
    const started = performance.now();
    const thumbs = 1 + Math.floor(random() * 5);
    await Promise.all(Array.from({ length: thumbs }, () => agent.presses(question, "Đổi quà")));
    receipts.push((await agent.reads(/Đã đổi quà/)).text);
    latenciesMs.push(performance.now() - started);
    await maybeAgain(agent);
    events += 1 + thumbs;
  }

  // Each customer twice, by somebody on Slack and somebody on Telegram at about the same time.
  const shift = (team: readonly Agent[]) =>
    team.map(async (agent, index) => {
      for (let next = index; next < CUSTOMERS; next += AGENTS)
        await redeems(agent, customers[next]?.phone ?? "");
    });
  await Promise.all([...shift(slackTeam), ...shift(telegramTeam)]);
  await vi.waitFor(() => expect(stage.journal.unfinished()).toEqual([]), { timeout: PATIENCE_MS });

  const operations = stage.journal.operations();
  const redemptions = stage.crm.world.points.filter(
    ({ type, gift }) => type === 2 && gift?.code === GIFT.code,
  );
  const ours = redemptions.filter(({ contact }) => customers.some(({ id }) => id === contact.customerId));
  expect(operations.map(({ state }) => state)).toEqual(operations.map(() => "done"));
  expect(operations).toHaveLength(2 * CUSTOMERS);
  expect(ours).toHaveLength(2 * CUSTOMERS);
  for (const { id } of customers) {
    expect(ours.filter(({ contact, status }) => contact.customerId === id && status === 1)).toHaveLength(2);
  }
  const claimed = operations.map(({ evidence }) => evidence);
  expect(new Set(claimed)).toEqual(new Set(ours.map(({ id }) => `history-point:${id}`)));
  const chats = new Map([...slackTeam, ...telegramTeam].map((agent) => [agent.person, agent.chat()]));
  const unreceipted = operations.filter(
    ({ person, reference }) => !chats.get(person)?.some((text) => text.includes(reference)),
  );
  expect(unreceipted).toEqual([]);
  const texts = [...chats.values()].flat();
  const repeated = operations.filter(
    ({ reference }) => texts.filter((text) => text.includes(reference)).length > 1,
  ).length;
  expect(repeated).toBe(0);
  expect(redelivered).toBeGreaterThanOrEqual(40);
  expect([...stage.slack.violations, ...stage.telegram.violations]).toEqual([]);

  record({
    case: "1 redemptions",
    events: events + redelivered,
    faults: redelivered,
    lost: 2 * CUSTOMERS - receipts.length,
    doubled: ours.length - 2 * CUSTOMERS,
    repeated,
    latenciesMs,
  });
});

function newCustomer({ crm }: Stage, index: number): { id: number | ""; phone: string } {
  const phone = `090${1_000_000 + index}`;
  const { customerId } = crm.world.addCustomer({
    name: `Khách ${index}`,
    phones: [phone],
    scoreAvailable: 100,
  });
  return { id: customerId, phone };
}
