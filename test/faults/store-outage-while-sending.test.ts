import { expect, it, vi } from "vitest";
import type { ShownMessage } from "./support/agents.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { askOnBothPlatforms, outcomeOf, waitForMessage } from "./support/redemption-outcomes.ts";
import { asksToRedeemAgain, clicksUntilTaken, RECEIPT } from "./support/redemption-steps.ts";
import { fail, STORE_FAILURES } from "./support/store-failures.ts";

/** The delay of AntCRM's answer, during which the store fails. AntCRM redeems the gift at once. */
const ANSWER_DELAY_MS = 1_500;
/** Three queries in sequence reach their time-out of 15 s before the outcome is written. */
const THREE_QUERIES_MS = 50_000;

it.each(STORE_FAILURES)("ends a redemption that is being sent when $name", async (failure) => {
  const fixture = await createFixture({ telegram: "polling", store: failure.engine });
  await fixture.start();
  const { cases, questions } = await askOnBothPlatforms(fixture);
  fixture.crm.fault({ kind: "delay", commit: "after", ms: ANSWER_DELAY_MS, path: "/redeem", times: 2 });
  await Promise.all(
    cases.map(({ agent }, index) =>
      clicksUntilTaken(fixture, agent, questions[index] as ShownMessage, "Đổi quà"),
    ),
  );
  await vi.waitFor(
    () => expect(fixture.crm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(2),
    { timeout: TIMEOUT_MS, interval: 5 },
  );

  await fail(failure, fixture, failure.name === "Postgres is frozen" ? THREE_QUERIES_MS : failure.lastsMs);
  for (const { agent } of cases) await waitForMessage(agent, RECEIPT);
  const found = await Promise.all(cases.map((one) => outcomeOf(fixture, one)));
  expect(found).toEqual(cases.map(() => ({ states: ["done"], gifts: 1, tryAgain: [] })));

  for (const { agent, customer } of cases) {
    await clicksUntilTaken(fixture, agent, await asksToRedeemAgain(fixture, agent, customer), "Đổi quà");
    await agent.reads(RECEIPT);
  }
  const after = await Promise.all(cases.map((one) => outcomeOf(fixture, one)));
  expect(after).toEqual(cases.map(() => ({ states: ["done", "done"], gifts: 2, tryAgain: [] })));
  record({
    case: `10 while sending, ${failure.name}`,
    events: 4 * cases.length,
    faults: 1,
    lost: 0,
    doubled: 0,
    repeated: 0,
  });
});
