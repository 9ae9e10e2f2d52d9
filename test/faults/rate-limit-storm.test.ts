import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";

const CHATS = 60;
/** A third of the chats gets 429. */
const NOISY = 20;
const MESSAGES_A_CHAT = 5;
/** How long the noisy chats are delayed first; the quiet ones are done by then, even on a busy machine. */
const FIRST_WAIT_S = 90;

/** A call that posts a message, as the platform's log records it. */
interface Post {
  chat: string;
  limited: boolean;
}

interface Chat {
  agent: Agent;
  customers: readonly Customer[];
}

it("delivers 300 messages on each platform during many 429 answers, and delays no quiet chat", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  await fixture.start();
  await Promise.all([stormOnTelegram(fixture), stormOnSlack(fixture)]);
});

async function stormOnTelegram(fixture: Fixture): Promise<void> {
  const chats = chatsOf(fixture, (name) => telegramAgent(fixture, name));
  for (const { agent } of chats.slice(0, NOISY)) {
    const rule = { method: "sendMessage", chat: Number(agent.chatId), kind: "429" } as const;
    fixture.telegram.fault({ ...rule, retryAfter: FIRST_WAIT_S, times: 1 });
    fixture.telegram.fault({ ...rule, retryAfter: 1, times: 3 });
  }
  const posts = () =>
    fixture.telegram.requests
      .filter(({ method }) => method === "sendMessage")
      .map(({ params, status }) => ({ chat: String(params.chat_id), limited: status === 429 }));
  await Promise.all(chats.map(asksAll));

  await allArrived(chats);
  expect(posts().filter(({ limited }) => limited)).toHaveLength(4 * NOISY);
  nobodyQuietWaited(posts(), chats);
  record({ case: "6 storm, Telegram", events: 300, faults: 4 * NOISY, lost: 0, doubled: 0, repeated: 0 });
}

async function stormOnSlack(fixture: Fixture): Promise<void> {
  const chats = chatsOf(fixture, (name) => slackAgent(fixture, name));
  const [noisy, quiet] = [chats.slice(0, NOISY), chats.slice(NOISY)];
  const storm = (retryAfterS: number) =>
    fixture.slack.fault({ method: "chat.postMessage", kind: "rate_limited", retryAfterS, times: NOISY });
  storm(FIRST_WAIT_S);
  const posts = () =>
    fixture.slack.requests
      .filter(({ method }) => method === "chat.postMessage")
      .map(({ args, error }) => ({ chat: String(args.channel), limited: error === "fault: rate_limited" }));
  const limited = () => posts().filter((post) => post.limited).length;

  // The simulator's fault applies to a method, not to a channel. So the noisy chats come first and get all of it.
  const talk = Promise.all(noisy.map(asksAll));
  await vi.waitFor(() => expect(limited()).toBe(NOISY), { timeout: TIMEOUT_MS, interval: 10 });
  await Promise.all(quiet.map(asksAll));
  await allArrived(quiet);
  storm(1);
  await talk;

  await allArrived(chats);
  expect(limited()).toBe(2 * NOISY);
  nobodyQuietWaited(posts(), chats);
  record({ case: "6 storm, Slack", events: 300, faults: 2 * NOISY, lost: 0, doubled: 0, repeated: 0 });
}

function chatsOf(fixture: Fixture, agentOf: (name: string) => Agent): Chat[] {
  return Array.from({ length: CHATS }, (_, index) => {
    const agent = agentOf(`Lan ${index}`);
    const customers = Array.from({ length: MESSAGES_A_CHAT }, () => newCustomer(fixture));
    return { agent, customers };
  });
}

/** Sends one message after the other, without waiting for answers. */
async function asksAll({ agent, customers }: Chat): Promise<void> {
  for (const { phone } of customers) await agent.says(phone);
}

/** Checks that every answer is in its chat once, in the order of the questions. */
async function allArrived(chats: readonly Chat[]): Promise<void> {
  const order = ({ agent, customers }: Chat) =>
    agent
      .chat()
      .flatMap((text) => customers.filter(({ name }) => text.includes(name)).map(({ name }) => name));
  const asked = chats.map(({ customers }) => customers.map(({ name }) => name));
  await vi.waitFor(() => expect(chats.map(order)).toEqual(asked), { timeout: 120_000, interval: 200 });
}

/** Checks in the log that every quiet chat had its last message before any noisy chat was unblocked. */
function nobodyQuietWaited(posts: readonly Post[], chats: readonly Chat[]): void {
  const noisy = new Set(chats.slice(0, NOISY).map(({ agent }) => agent.chatId));
  const firstNoisy = posts.findIndex(({ chat, limited }) => noisy.has(chat) && !limited);
  const lastQuiet = posts.findLastIndex(({ chat }) => !noisy.has(chat));
  expect(lastQuiet).toBeGreaterThanOrEqual((CHATS - NOISY) * MESSAGES_A_CHAT - 1);
  expect(lastQuiet).toBeLessThan(firstNoisy);
}
