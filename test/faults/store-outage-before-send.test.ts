import { setTimeout as pause } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import type { Seen } from "./support/agents.ts";
import { record } from "./support/record.ts";
import { insists, isQuestion, isTryAgain, nextAnswer, readsAbout, requestFor } from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";
import { fail, STORE_FAILURES, type StoreFailure } from "./support/store-failures.ts";
import {
  type Case,
  ENDS_WITHIN_MS,
  hasFirstEnded,
  hears,
  restart,
  type Truth,
  truthOf,
  twoAsk,
} from "./support/truth.ts";

/** The CRM answers the last read before the send so late that the store fails meanwhile. */
const READ_DELAY_MS = 2_500;
/** The delay before a person follows the advice to try again. */
const ASKS_AGAIN_AFTER_MS = 2_000;
const HISTORY = "/history-point";

it.each(STORE_FAILURES)("finishes a redemption that is confirmed when $name", async (failure) => {
  const { stage, cases } = await confirmedWhen(failure);
  await fail(failure, stage);
  for (const { agent } of cases) await hears(agent, /Đã đổi quà|không gửi|chưa gửi/i);
  expect((await truths(stage, cases)).map(isTrue)).toEqual([true, true]);
  await restart(stage);
  const found = await truths(stage, cases);
  expect(found.filter((truth) => !isTrue(truth))).toEqual([]);
  recordCase(`10 before a send, ${failure.name}`, found);
});

it.each(STORE_FAILURES)("does not ask again for a gift that is in progress when $name", async (failure) => {
  const { stage, cases } = await confirmedWhen(failure);
  const over = fail(failure, stage);
  const tooEarly = await Promise.all(cases.map((one) => asksAgain(stage, one)));
  await over;
  if (!tooEarly.includes(true)) {
    const ended = () => Promise.all(cases.map(({ customer }) => hasFirstEnded(stage, customer)));
    await vi.waitFor(async () => expect(await ended()).toEqual([true, true]), {
      timeout: ENDS_WITHIN_MS,
      interval: 200,
    });
  }
  await restart(stage);
  const found = await truths(stage, cases);
  // A request that came too early may have been answered by "try again".
  const wrong = found.filter((truth, index) => tooEarly[index] || !isTrue({ ...truth, tryAgain: [] }));
  expect(wrong).toEqual([]);
  recordCase(`10 asked again, ${failure.name}`, found);
});

/** Resolves when the bot has done its reads before a send, for a person on each platform. */
async function confirmedWhen(failure: StoreFailure): Promise<{ stage: Stage; cases: Case[] }> {
  const stage = await openStage({ telegram: "polling", store: failure.engine });
  await stage.start();
  const { cases, questions } = await twoAsk(stage);
  const reads = () => cases.map(({ customer }) => readsAbout(stage, customer, HISTORY));
  const before = reads();
  for (const { customer } of cases) {
    const { phone } = customer;
    stage.crm.fault({ kind: "delay", ms: READ_DELAY_MS, path: HISTORY, phone, times: 1 });
  }
  await Promise.all(
    cases.map(({ agent }, index) => insists(stage, agent, questions[index] as Seen, "Đổi quà")),
  );
  await vi.waitFor(
    () => expect(reads().map((count, at) => count > (before[at] ?? 0))).toEqual([true, true]),
    {
      timeout: TIMEOUT_MS,
      interval: 5,
    },
  );
  return { stage, cases };
}

/** Asks for the same again, and confirms it if the bot asks while the first has no outcome; then returns true. */
async function asksAgain(stage: Stage, { agent, customer }: Case): Promise<boolean> {
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
    if (!isQuestion(answer, customer) || (await hasFirstEnded(stage, customer))) return false;
    await insists(stage, agent, answer, "Đổi quà");
    return true;
  }
}

function truths(stage: Stage, cases: readonly Case[]): Promise<Truth[]> {
  return Promise.all(cases.map((one) => truthOf(stage, one)));
}

/** At most one gift, recorded in the operations table, and nobody was advised to try again. */
function isTrue({ states, gifts, tryAgain }: Truth): boolean {
  return gifts <= 1 && gifts === states.filter((state) => state === "done").length && tryAgain.length === 0;
}

function recordCase(name: string, found: readonly Truth[]): void {
  record({
    case: name,
    events: 2 * found.length,
    faults: 1,
    lost: found.filter(({ states }) => states.length === 0).length,
    doubled: found.filter(({ gifts }) => gifts > 1).length,
    repeated: 0,
  });
}
