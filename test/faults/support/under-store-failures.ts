import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./agents.ts";
import { type Customer, giftsOf, newCustomer } from "./customers.ts";
import type { EngineName } from "./database.ts";
import type { OperationRow } from "./journal.ts";
import { seededRandom } from "./random.ts";
import { record } from "./record.ts";
import {
  insists,
  isQuestion,
  isTryAgain,
  nextAnswer,
  receiptFor,
  requestFor,
  TRY_AGAIN,
} from "./shop-floor.ts";
import { openStage, type Stage } from "./stage.ts";
import { fail, STORE_FAILURES } from "./store-failures.ts";
import type { Case } from "./truth.ts";

/** On each platform. */
const AGENTS = 10;
const REDEMPTIONS = 150;
/** A person who gets no answer for so long asks again. */
const PATIENT_FOR_MS = 60_000;
/** And gives up after asking so often. */
const ATTEMPTS = 8;
/** Nobody types so fast that the same failure is met again and again. */
const ASKS_AGAIN_AFTER_MS = 2_000;
const [FAILURE_MIN_MS, FAILURE_MAX_MS] = [500, 6_000];
const [PAUSE_MIN_MS, PAUSE_MAX_MS] = [300, 1_500];
/** Between two customers somebody does something else for a while. */
const BETWEEN_CUSTOMERS_MS = 6_000;
/** Nobody begins another redemption after this, so that a bot that loses work fails by its figures. */
const SHIFT_MS = 120_000;
/** Nobody waits for an answer longer than this after the shift. */
const LAST_ANSWER_MS = 30_000;
const NOTIFIED_WITHIN_MS = 60_000;
/** The ways in which a person can read how a redemption ended, beside a receipt. */
const OUTCOME = /vẫn chưa thấy|từ chối|không gửi/;
const ENDED = ["done", "failed", "unclear", "expired"];

/** Lets 20 people redeem gifts while the store fails again and again, and holds what they read against the CRM. */
export async function redeemUnderStoreFailures(engine: EngineName, seed: number): Promise<void> {
  console.log(`store failures on ${engine}: seed ${seed}`);
  const stage = await openStage({ telegram: "polling", store: engine });
  await stage.start();
  const agents = Array.from({ length: AGENTS }, (_, index) => [
    slackAgent(stage, `Lan ${index}`),
    telegramAgent(stage, `Minh ${index}`),
  ]).flat();
  const customers = Array.from({ length: REDEMPTIONS }, () => newCustomer(stage));
  const over = new AbortController();
  const failures = failAgainAndAgain(stage, seed, over.signal);
  const latenciesMs: number[] = [];
  const endsAtMs = performance.now() + SHIFT_MS;
  const timeout = () => {
    const leftMs = endsAtMs + LAST_ANSWER_MS - performance.now();
    return Math.max(0, Math.min(PATIENT_FOR_MS, leftMs));
  };

  async function works(agent: Agent, index: number): Promise<void> {
    const random = seededRandom(seed + 1 + index);
    for (const customer of customers.filter((_, at) => at % agents.length === index)) {
      await pause(random() * BETWEEN_CUSTOMERS_MS);
      if (performance.now() > endsAtMs) return;
      const startedMs = performance.now();
      if (await redeems(stage, { agent, customer, random, timeout }))
        latenciesMs.push(performance.now() - startedMs);
    }
  }

  const bot = stage.bot();
  const death = bot.ended.then((how) => {
    throw new Error(`the bot ended (${how}) and said at last:\n${bot.lines.slice(-12).join("\n")}`);
  });
  // The bot is killed when the test has ended: nobody waits for it then.
  death.catch(() => {});
  try {
    await Promise.race([Promise.all(agents.map(works)), death]);
  } finally {
    over.abort();
  }
  const faults = await failures;
  const notNotified = await waitUntilNotified(stage, agents);

  const done = (await stage.journal.operations()).filter(({ state }) => state === "done");
  const wrong = customers.filter(
    (customer) => giftsOf(stage, customer) !== done.filter((one) => one.customer === customer.key).length,
  );
  const doubled = customers.filter((customer) => giftsOf(stage, customer) > 1);
  const without = customers.filter((customer) => giftsOf(stage, customer) === 0);
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

/** Returns how many failures there were, the last of which has ended. */
async function failAgainAndAgain(stage: Stage, seed: number, over: AbortSignal): Promise<number> {
  const random = seededRandom(seed);
  const between = (min: number, max: number) => min + random() * (max - min);
  const kinds = STORE_FAILURES.filter(({ engine }) => engine === stage.engine);
  let count = 0;
  while (!over.aborted) {
    // Each kind comes as often as the others, beginning with another one for another seed.
    const kind = kinds[(seed + count) % kinds.length];
    if (kind === undefined) throw new Error(`no failure of ${stage.engine} can be brought about here`);
    await pause(between(PAUSE_MIN_MS, PAUSE_MAX_MS));
    await fail(kind, stage, between(FAILURE_MIN_MS, FAILURE_MAX_MS));
    count += 1;
  }
  return count;
}

interface Redemption extends Case {
  random: () => number;
  /** How long the person waits for an answer now. */
  timeout: () => number;
}

/** Redeems as a person does, who asks again when told to try again or told nothing; true when they read an outcome. */
async function redeems(stage: Stage, { agent, customer, random, timeout }: Redemption): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS && timeout() > 0; attempt += 1) {
    if (attempt > 0) await pause(ASKS_AGAIN_AFTER_MS);
    await agent.says(requestFor(customer));
    const answer = await nextAnswer(agent, customer, timeout());
    if (answer === null || isTryAgain(answer)) continue;
    // Who asks a second time may find the receipt of the first before them.
    if (hasReceipt(agent, customer)) return true;
    if (isQuestion(answer, customer)) {
      const clicks = 1 + Math.floor(random() * 3);
      await Promise.all(Array.from({ length: clicks }, () => insists(stage, agent, answer, "Đổi quà")));
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

/** Waits until each confirmed redemption has an outcome before the person who asked; returns those that got none. */
async function waitUntilNotified(stage: Stage, agents: readonly Agent[]): Promise<OperationRow[]> {
  const givesUpAtMs = performance.now() + NOTIFIED_WITHIN_MS;
  for (;;) {
    const notNotified = await notNotifiedOf(stage, agents);
    const isOver = notNotified.length === 0 && (await stage.journal.unfinished()).length === 0;
    if (isOver || performance.now() > givesUpAtMs) return notNotified;
    await pause(250);
  }
}

async function notNotifiedOf({ journal }: Stage, agents: readonly Agent[]): Promise<OperationRow[]> {
  const chats = new Map(agents.map((agent) => [agent.person, agent.chat()]));
  const isShown = ({ person, reference }: OperationRow) =>
    chats.get(person)?.some((text) => text.includes(reference)) === true;
  // The card of a failed one carries no reference.
  const isNotified = (row: OperationRow) =>
    ENDED.includes(row.state) && row.told_at !== null && (row.state === "failed" || isShown(row));
  const confirmed = (await journal.operations()).filter(
    ({ state }) => !["proposed", "declined"].includes(state),
  );
  return confirmed.filter((row) => !isNotified(row));
}
