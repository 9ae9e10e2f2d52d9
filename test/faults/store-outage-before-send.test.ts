import { setTimeout as pause } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import type { ShownMessage } from "./support/agents.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import {
  askOnBothPlatforms,
  type Case,
  ENDS_WITHIN_MS,
  hasFirstEnded,
  outcomeOf,
  type RedemptionOutcome,
  restart,
  waitForMessage,
} from "./support/redemption-outcomes.ts";
import {
  clicksUntilTaken,
  isQuestion,
  isTryAgain,
  nextAnswer,
  readsAbout,
  requestFor,
} from "./support/redemption-steps.ts";
import { fail, STORE_FAILURES, type StoreFailure } from "./support/store-failures.ts";

/** The delay of the CRM's last answer before the send, during which the store fails. */
const READ_DELAY_MS = 2_500;
/** The delay before a person follows the advice to try again. */
const ASKS_AGAIN_AFTER_MS = 2_000;
const HISTORY = "/history-point";

it.each(STORE_FAILURES)("finishes a redemption that is confirmed when $name", async (failure) => {
  const { fixture, cases } = await confirmedWhen(failure);
  await fail(failure, fixture);
  for (const { agent } of cases) await waitForMessage(agent, /Đã đổi quà|không gửi|chưa gửi/i);
  expect((await outcomesOf(fixture, cases)).map(isConsistent)).toEqual([true, true]);
  await restart(fixture);
  const found = await outcomesOf(fixture, cases);
  expect(found.filter((outcome) => !isConsistent(outcome))).toEqual([]);
  recordCase(`10 before a send, ${failure.name}`, found);
});

it.each(STORE_FAILURES)("does not ask again for a gift that is in progress when $name", async (failure) => {
  const { fixture, cases } = await confirmedWhen(failure);
  const over = fail(failure, fixture);
  const tooEarly = await Promise.all(cases.map((one) => asksAgain(fixture, one)));
  await over;
  if (!tooEarly.includes(true)) {
    const ended = () => Promise.all(cases.map(({ customer }) => hasFirstEnded(fixture, customer)));
    await vi.waitFor(async () => expect(await ended()).toEqual([true, true]), {
      timeout: ENDS_WITHIN_MS,
      interval: 200,
    });
  }
  await restart(fixture);
  const found = await outcomesOf(fixture, cases);
  // A request that came too early may have been answered by "try again".
  const wrong = found.filter(
    (outcome, index) => tooEarly[index] || !isConsistent({ ...outcome, tryAgain: [] }),
  );
  expect(wrong).toEqual([]);
  recordCase(`10 asked again, ${failure.name}`, found);
});

/** Resolves when the bot has done its reads before a send, for a person on each platform. */
async function confirmedWhen(failure: StoreFailure): Promise<{ fixture: Fixture; cases: Case[] }> {
  const fixture = await createFixture({ telegram: "polling", store: failure.engine });
  await fixture.start();
  const { cases, questions } = await askOnBothPlatforms(fixture);
  const reads = () => cases.map(({ customer }) => readsAbout(fixture, customer, HISTORY));
  const before = reads();
  for (const { customer } of cases) {
    const { phone } = customer;
    fixture.crm.fault({ kind: "delay", ms: READ_DELAY_MS, path: HISTORY, phone, times: 1 });
  }
  await Promise.all(
    cases.map(({ agent }, index) =>
      clicksUntilTaken(fixture, agent, questions[index] as ShownMessage, "Đổi quà"),
    ),
  );
  await vi.waitFor(
    () => expect(reads().map((count, at) => count > (before[at] ?? 0))).toEqual([true, true]),
    {
      timeout: TIMEOUT_MS,
      interval: 5,
    },
  );
  return { fixture, cases };
}

/** Asks for the same again, and confirms it if the bot asks while the first has no outcome; then returns true. */
async function asksAgain(fixture: Fixture, { agent, customer }: Case): Promise<boolean> {
  const givesUpAtMs = performance.now() + ENDS_WITHIN_MS;
  for (;;) {
    await agent.says(requestFor(customer));
    const answer = await nextAnswer(agent, customer, givesUpAtMs - performance.now());
    if (answer === null)
      throw new Error(`no answer to ${agent.person}, whose chat shows:\n${agent.chat().join("\n")}`);
    if (isTryAgain(answer)) {
      await pause(ASKS_AGAIN_AFTER_MS);
      continue;
    }
    if (!isQuestion(answer, customer) || (await hasFirstEnded(fixture, customer))) return false;
    await clicksUntilTaken(fixture, agent, answer, "Đổi quà");
    return true;
  }
}

function outcomesOf(fixture: Fixture, cases: readonly Case[]): Promise<RedemptionOutcome[]> {
  return Promise.all(cases.map((one) => outcomeOf(fixture, one)));
}

/** True if there is at most one gift, it is in the operations table, and nobody was advised to try again. */
function isConsistent({ states, gifts, tryAgain }: RedemptionOutcome): boolean {
  return gifts <= 1 && gifts === states.filter((state) => state === "done").length && tryAgain.length === 0;
}

function recordCase(name: string, found: readonly RedemptionOutcome[]): void {
  record({
    case: name,
    events: 2 * found.length,
    faults: 1,
    lost: found.filter(({ states }) => states.length === 0).length,
    doubled: found.filter(({ gifts }) => gifts > 1).length,
    repeated: 0,
  });
}
