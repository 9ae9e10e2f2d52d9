import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./agents.ts";
import { type Customer, giftsOf, newCustomer } from "./customers.ts";
import type { EngineName } from "./database.ts";
import { createFixture, type Fixture } from "./fixture.ts";
import type { OperationRow } from "./journal.ts";
import { seededRandom } from "./random.ts";
import { record } from "./record.ts";
import type { Case } from "./redemption-outcomes.ts";
import {
  clicksUntilTaken,
  isQuestion,
  isTryAgain,
  nextAnswer,
  receiptFor,
  requestFor,
  TRY_AGAIN,
} from "./redemption-steps.ts";
import { fail, STORE_FAILURES } from "./store-failures.ts";

/** Agents on each platform. */
const AGENTS = 10;
const REDEMPTIONS = 150;
/** A person without an answer asks again after this time. */
const PATIENT_FOR_MS = 60_000;
/** A person gives up after this many requests. */
const ATTEMPTS = 8;
/** The pause before asking again: shorter pauses would meet the same failure repeatedly. */
const ASKS_AGAIN_AFTER_MS = 2_000;
const [FAILURE_MIN_MS, FAILURE_MAX_MS] = [500, 6_000];
const [PAUSE_MIN_MS, PAUSE_MAX_MS] = [300, 1_500];
/** The longest pause of a person between two customers. */
const BETWEEN_CUSTOMERS_MS = 6_000;
/**
 * No redemption starts after this time, so that a bot that loses work fails the test by its figures. All take about 80 s,
 * and more than 120 s on a busy machine.
 */
const SHIFT_MS = 600_000;
/** The longest wait for an answer after the shift. */
const LAST_ANSWER_MS = 30_000;
const NOTIFIED_WITHIN_MS = 60_000;
const STARTS_WITHIN_MS = 60_000;
/** The time-out of a test: later than the figures of a bot that loses work. */
export const TEST_TIMEOUT_MS = STARTS_WITHIN_MS + SHIFT_MS + LAST_ANSWER_MS + NOTIFIED_WITHIN_MS;
/** The messages, besides a receipt, that report the outcome of a redemption. */
const OUTCOME = /vẫn chưa thấy|từ chối|không gửi/;
const ENDED = ["done", "failed", "unclear", "expired"];

/** 20 people redeem gifts while the store fails repeatedly. Compares the messages they read with the CRM. */
export async function redeemUnderStoreFailures(engine: EngineName, seed: number): Promise<void> {
  console.log(`store failures on ${engine}: seed ${seed}`);
  const fixture = await createFixture({ telegram: "polling", store: engine });
  await fixture.start();
  const agents = Array.from({ length: AGENTS }, (_, index) => [
    slackAgent(fixture, `Lan ${index}`),
    telegramAgent(fixture, `Minh ${index}`),
  ]).flat();
  const customers = Array.from({ length: REDEMPTIONS }, () => newCustomer(fixture));
  const over = new AbortController();
  const failures = failAgainAndAgain(fixture, seed, over.signal);
  const latenciesMs: number[] = [];
  const endsAtMs = performance.now() + SHIFT_MS;
  const timeout = () => {
    const leftMs = endsAtMs + LAST_ANSWER_MS - performance.now();
    return Math.max(0, Math.min(PATIENT_FOR_MS, leftMs));
  };

  async function redeemsForOwnCustomers(agent: Agent, index: number): Promise<void> {
    const random = seededRandom(seed + 1 + index);
    for (const customer of customers.filter((_, at) => at % agents.length === index)) {
      await pause(random() * BETWEEN_CUSTOMERS_MS);
      if (performance.now() > endsAtMs) return;
      const startedMs = performance.now();
      if (await redeems(fixture, { agent, customer, random, timeout }))
        latenciesMs.push(performance.now() - startedMs);
    }
  }

  const bot = fixture.bot();
  const botEnds = bot.ended.then((how) => {
    throw new Error(`the bot ended (${how}); its last lines:\n${bot.lines.slice(-12).join("\n")}`);
  });
  // Ignored after the test: the fixture kills the bot then, and nothing awaits this promise.
  botEnds.catch(() => {});
  try {
    await Promise.race([Promise.all(agents.map(redeemsForOwnCustomers)), botEnds]);
  } finally {
    over.abort();
  }
  const faults = await failures;
  const notNotified = await waitUntilNotified(fixture, agents);

  const done = (await fixture.journal.operations()).filter(({ state }) => state === "done");
  const wrong = customers.filter(
    (customer) => giftsOf(fixture, customer) !== done.filter((one) => one.customer === customer.key).length,
  );
  const doubled = customers.filter((customer) => giftsOf(fixture, customer) > 1);
  const without = customers.filter((customer) => giftsOf(fixture, customer) === 0);
  record({
    case: `10 redemptions while the store fails, ${engine}`,
    events: 2 * REDEMPTIONS,
    faults,
    lost: without.length + notNotified.length,
    doubled: doubled.length,
    repeated: 0,
    latenciesMs,
  });
  const names = (some: readonly Customer[]) => some.map(({ name }) => name);
  expect({
    doubled: names(doubled),
    without: names(without),
    otherThanJournal: names(wrong),
    notNotified: notNotified.map(({ reference, state }) => `${reference} ${state}`),
  }).toEqual({ doubled: [], without: [], otherThanJournal: [], notNotified: [] });
}

/** Causes failures until aborted; returns their number when the last one has ended. */
async function failAgainAndAgain(fixture: Fixture, seed: number, over: AbortSignal): Promise<number> {
  const random = seededRandom(seed);
  const between = (min: number, max: number) => min + random() * (max - min);
  const kinds = STORE_FAILURES.filter(({ engine }) => engine === fixture.engine);
  let count = 0;
  while (!over.aborted) {
    // All kinds occur equally often; the seed sets the first one.
    const kind = kinds[(seed + count) % kinds.length];
    if (kind === undefined) throw new Error(`this machine can cause no failure of ${fixture.engine}`);
    await pause(between(PAUSE_MIN_MS, PAUSE_MAX_MS));
    await fail(kind, fixture, between(FAILURE_MIN_MS, FAILURE_MAX_MS));
    count += 1;
  }
  return count;
}

interface Redemption extends Case {
  random: () => number;
  /** The person's current time-out for an answer. */
  timeout: () => number;
}

/** Redeems like a person, who asks again after "try again" or no answer. True when they read an outcome. */
async function redeems(fixture: Fixture, { agent, customer, random, timeout }: Redemption): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS && timeout() > 0; attempt += 1) {
    if (attempt > 0) await pause(ASKS_AGAIN_AFTER_MS);
    await agent.says(requestFor(customer));
    const answer = await nextAnswer(agent, customer, timeout());
    if (answer === null || isTryAgain(answer)) continue;
    // After a second request, the receipt of the first may already be visible.
    if (hasReceipt(agent, customer)) return true;
    if (isQuestion(answer, customer)) {
      const clicks = 1 + Math.floor(random() * 3);
      await Promise.all(
        Array.from({ length: clicks }, () => clicksUntilTaken(fixture, agent, answer, "Đổi quà")),
      );
    }
    const outcome = await agent
      .reads(
        new RegExp(`${receiptFor(customer).source}|${OUTCOME.source}|${TRY_AGAIN.source}`, "i"),
        timeout(),
      )
      .catch(() => null);
    if (hasReceipt(agent, customer)) return true;
    if (outcome !== null && !TRY_AGAIN.test(outcome.text)) return true;
  }
  return false;
}

function hasReceipt(agent: Agent, customer: Customer): boolean {
  return agent.chat().some((text) => receiptFor(customer).test(text));
}

/** Waits until the person of each confirmed redemption sees its outcome; returns the redemptions without one. */
async function waitUntilNotified(fixture: Fixture, agents: readonly Agent[]): Promise<OperationRow[]> {
  const givesUpAtMs = performance.now() + NOTIFIED_WITHIN_MS;
  for (;;) {
    const notNotified = await notNotifiedOf(fixture, agents);
    const isOver = notNotified.length === 0 && (await fixture.journal.unfinished()).length === 0;
    if (isOver || performance.now() > givesUpAtMs) return notNotified;
    await pause(250);
  }
}

async function notNotifiedOf({ journal }: Fixture, agents: readonly Agent[]): Promise<OperationRow[]> {
  const chats = new Map(agents.map((agent) => [agent.person, agent.chat()]));
  const isShown = ({ person, reference }: OperationRow) =>
    chats.get(person)?.some((text) => text.includes(reference)) === true;
  // The card of a failed redemption contains no reference.
  const isNotified = (row: OperationRow) =>
    ENDED.includes(row.state) && row.told_at !== null && (row.state === "failed" || isShown(row));
  const confirmed = (await journal.operations()).filter(
    ({ state }) => !["proposed", "declined"].includes(state),
  );
  return confirmed.filter((row) => !isNotified(row));
}
