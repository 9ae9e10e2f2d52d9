import { expect, it, vi } from "vitest";
import type { Seen } from "./support/agents.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, insists, RECEIPT } from "./support/shop-floor.ts";
import { openStage, TIMEOUT_MS } from "./support/stage.ts";
import { fail, STORE_FAILURES } from "./support/store-failures.ts";
import { hears, truthOf, twoAsk } from "./support/truth.ts";

/** AntCRM redeems the gift at once, and answers so late that the store fails meanwhile. */
const ANSWER_DELAY_MS = 1_500;
/** Three queries in sequence reach their time-out of 15 s before the outcome is written. */
const THREE_QUERIES_MS = 50_000;

it.each(STORE_FAILURES)("ends a redemption that is being sent when $name", async (failure) => {
  const stage = await openStage({ telegram: "polling", store: failure.engine });
  await stage.start();
  const { cases, questions } = await twoAsk(stage);
  stage.crm.fault({ kind: "delay", commit: "after", ms: ANSWER_DELAY_MS, path: "/redeem", times: 2 });
  await Promise.all(
    cases.map(({ agent }, index) => insists(stage, agent, questions[index] as Seen, "Đổi quà")),
  );
  await vi.waitFor(
    () => expect(stage.crm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(2),
    { timeout: TIMEOUT_MS, interval: 5 },
  );

  await fail(failure, stage, failure.name === "Postgres is frozen" ? THREE_QUERIES_MS : failure.lastsMs);
  for (const { agent } of cases) await hears(agent, RECEIPT);
  const found = await Promise.all(cases.map((one) => truthOf(stage, one)));
  expect(found).toEqual(cases.map(() => ({ states: ["done"], gifts: 1, tryAgain: [] })));

  for (const { agent, customer } of cases) {
    await insists(stage, agent, await asksToRedeem(agent, customer), "Đổi quà");
    await agent.reads(RECEIPT);
  }
  const after = await Promise.all(cases.map((one) => truthOf(stage, one)));
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
