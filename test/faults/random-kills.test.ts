import { setTimeout as pause } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { liftQuota } from "../support/lift-quota.ts";
import { type Agent, type ShownMessage, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, GIFT, giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import type { OperationRow } from "./support/journal.ts";
import { seededRandom } from "./support/random.ts";
import { record } from "./support/record.ts";
import { clicksUntilTaken, questionAbout, requestFor } from "./support/redemption-steps.ts";

const KILLS = 55;
/** Agents on each platform. */
const AGENTS = 4;
/** Every third process is killed early, within this many API calls; the others after some answers. */
const EARLY_KILL_CALLS = 40;
const ANSWERS = 6;
/** The kill comes within this many milliseconds after a call. */
const SPREAD_MS = 200;

/** In the worst case an agent is answered only after the last kill. */
const WORST_CASE_MS = 840_000;

/** Fifty-six starts take three minutes on two free cores, and several times that on a busy machine. */
const BUSY_MACHINE_TIMEOUT_MS = 900_000;

const GIVEN_UP = /khởi động lại ba lần khi xử lý tin này/;

/** A request, and the chat with its answers. */
interface SentRequest {
  agent: Agent;
  customer: Customer;
  redeemed: boolean;
  /** How often it was sent. */
  times: number;
}

it(
  "neither repeats a write nor leaves an event without an outcome, killed 55 times under load",
  async () => {
    const random = seededRandom(20);
    const fixture = await createFixture({ telegram: "polling" });
    await liftQuota(fixture.file);
    const agents = Array.from({ length: AGENTS }, (_, index) => [
      slackAgent(fixture, `Lan ${index}`),
      telegramAgent(fixture, `Minh ${index}`),
    ]).flat();
    const asked: SentRequest[] = [];
    let isOver = false;

    async function worksOn(agent: Agent): Promise<void> {
      while (!isOver) {
        const [seenOnly, redeemer] = [newCustomer(fixture), newCustomer(fixture)];
        const lookUp = { agent, customer: seenOnly, redeemed: false, times: 0 };
        const redemption = { agent, customer: redeemer, redeemed: true, times: 0 };
        asked.push(lookUp);
        await asks(lookUp, seenOnly.phone, new RegExp(seenOnly.name));
        asked.push(redemption);
        const question = await asks(redemption, requestFor(redeemer), questionAbout(redeemer));
        await clicksUntilTaken(fixture, agent, question, "Đổi quà");
      }
    }

    const conversations = Promise.all(agents.map(worksOn));
    // Awaited below; until then a failure must not be an unhandled rejection.
    conversations.catch(() => undefined);
    for (let kills = 0; kills < KILLS; kills += 1) {
      const count = kills % 3 === 0 ? callsOf : answersOf;
      const last = count(fixture) + 1 + Math.floor(random() * (kills % 3 === 0 ? EARLY_KILL_CALLS : ANSWERS));
      const bot = fixture.launch();
      await vi.waitFor(() => expect(count(fixture)).toBeGreaterThanOrEqual(last), {
        timeout: TIMEOUT_MS,
        interval: 5,
      });
      await pause(random() * SPREAD_MS);
      await bot.kill();
    }
    isOver = true;
    await fixture.start();
    await conversations;
    await everybodyIsNotified(fixture, agents);

    const redemptions = asked.filter(({ redeemed }) => redeemed);
    const operations = await fixture.journal.operations();
    const all = redemptions.map(({ agent, customer }) => ({
      ...outcomeOf(operations, customer),
      gifts: giftsOf(fixture, customer),
      person: agent.person,
    }));
    // Two crashes interrupted these confirmations before they were stored. Nothing was sent, and the bot notified the
    // person that it has given up.
    const cutOff = all.filter(({ states, gifts }) => states.length === 0 && gifts === 0);
    for (const agent of agents) {
      const givenUp = agent.chat().filter((text) => GIVEN_UP.test(text)).length;
      expect(cutOff.filter(({ person }) => person === agent.person).length).toBeLessThanOrEqual(givenUp);
    }
    const outcomes = all.filter((one) => !cutOff.includes(one));
    const wrong = outcomes.filter(
      ({ states, gifts }) => states.length !== 1 || gifts !== (states[0] === "done" ? 1 : 0),
    );
    expect(wrong).toEqual([]);
    const copies = asked.flatMap(copiesOf);
    const silent = copies.filter(({ unmarked, most }) => unmarked > most);
    // A crash may cause a second answer, but not one without the note.
    expect(silent).toEqual([]);
    // A chat's events are handled in sequence, so a crash repeats at most one answer in each chat.
    const repeated = agents.map(({ person }) =>
      copies.filter((copy) => copy.person === person).reduce((sum, { all }) => sum + Math.max(0, all - 1), 0),
    );
    expect(Math.max(...repeated)).toBeLessThanOrEqual(KILLS);

    record({
      case: "3 killed at random",
      events: asked.length + redemptions.length,
      faults: KILLS,
      lost: outcomes.filter(({ states }) => states.length === 0).length,
      doubled: outcomes.filter(({ gifts }) => gifts > 1).length,
      repeated: repeated.reduce((sum, times) => sum + times, 0),
    });
    record({
      case: "3 of these, copies without a note",
      events: copies.length,
      faults: KILLS,
      lost: 0,
      doubled: 0,
      repeated: silent.length,
    });
  },
  BUSY_MACHINE_TIMEOUT_MS,
);

/**
 * Asks until it is answered. The bot gives up an event that two crashes interrupted, and its person asks again. The
 * person also asks again if an earlier request is given up during the wait. Then both requests are answered.
 */
async function asks(asked: SentRequest, text: string, answer: RegExp): Promise<ShownMessage> {
  for (;;) {
    asked.times += 1;
    await asked.agent.says(text);
    const seen = await asked.agent.reads(new RegExp(`${answer.source}|${GIVEN_UP.source}`), WORST_CASE_MS);
    if (!GIVEN_UP.test(seen.text)) return seen;
  }
}

/** Returns the number of all API calls of the bot. */
function callsOf({ crm, slack, telegram }: Fixture): number {
  return crm.requests.length + slack.requests.length + telegram.requests.length;
}

/** Returns the number of messages to people, sent or edited. */
function answersOf({ slack, telegram }: Fixture): number {
  const isAnswer = ({ method }: { method: string }) =>
    /^(sendMessage|editMessageText|chat\.(postMessage|update))$/.test(method);
  return [...slack.requests, ...telegram.requests].filter(isAnswer).length;
}

/** Waits until every operation has ended or is unclear, was notified, and is visible to the person who asked. */
async function everybodyIsNotified({ journal }: Fixture, agents: readonly Agent[]): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await journal.unfinished()).toEqual([]);
      const confirmed = (await journal.operations()).filter(({ state }) => state !== "proposed");
      expect(confirmed.filter(({ told_at }) => told_at === null)).toEqual([]);
      const chats = new Map(agents.map((agent) => [agent.person, agent.chat()]));
      const unseen = confirmed.filter(({ person, reference, state }) => {
        const shown = chats.get(person)?.filter((text) => text.includes(reference)) ?? [];
        // For an unclear write the person finally gets the report without a trace, and decides.
        return !shown.some((text) => state === "done" || (state === "unclear" && /vẫn chưa thấy/.test(text)));
      });
      expect(unseen).toEqual([]);
    },
    { timeout: 120_000, interval: 250 },
  );
}

function outcomeOf(
  operations: readonly OperationRow[],
  { key }: Customer,
): { customer: string; states: string[] } {
  const mine = operations.filter(({ customer, state }) => customer === key && state !== "proposed");
  return { customer: key, states: mine.map(({ state }) => state) };
}

interface Copies {
  person: string;
  name: string;
  all: number;
  unmarked: number;
  /** The number of expected answers. */
  most: number;
  texts: readonly string[];
}

/** Counts each answer about this customer in the chat, and those without "có thể đã gửi". */
function copiesOf({ agent, customer: { name }, redeemed, times }: SentRequest): Copies[] {
  const about = agent.chat().filter((text) => text.includes(name));
  const isQuestion = (text: string) => text.includes(`Đổi quà ${GIFT.code} cho ${name}?`);
  const isReceipt = (text: string) => text.includes("Đã đổi quà");
  const answers = redeemed
    ? [
        { texts: about.filter(isQuestion), most: times },
        { texts: about.filter(isReceipt), most: 1 },
      ]
    : [{ texts: about, most: times }];
  return answers.map(({ texts, most }) => ({
    person: agent.person,
    name,
    all: texts.length,
    most,
    texts,
    unmarked: texts.filter((text) => !/có thể đã gửi/i.test(text)).length,
  }));
}
