import { expect, it, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import { TIMEOUT_MS } from "./support/fixture.ts";
import { freezeFirst, messagesTo, noneUnfinished, resumeFirst, startTwoReplicas } from "./support/frozen.ts";
import { record } from "./support/record.ts";
import {
  asksToRedeem,
  clicksUntilTaken,
  confirmedOf,
  operationIn,
  RECEIPT,
  readsAbout,
} from "./support/redemption-steps.ts";

/** AntCRM's delay of an answer, during which the process is frozen. */
const CRM_TAKES_MS = 3_000;

/** How far a redemption is when its process is frozen. */
const MOMENTS = [
  { moment: "before it is sent", slow: { path: "/history-point" }, state: "confirmed" },
  { moment: "while AntCRM answers", slow: { path: "/redeem", commit: "after" }, state: "sending" },
] as const;

const CASES = MOMENTS.flatMap((moment) => [
  { ...moment, platform: "Slack", agentOn: slackAgent },
  { ...moment, platform: "Telegram", agentOn: telegramAgent },
]);

it.each(CASES)(
  "a process that was frozen in a redemption $moment, sends nothing more on $platform",
  async ({ moment, slow, state, platform, agentOn }) => {
    const replicas = await startTwoReplicas();
    const { fixture } = replicas;
    const lan = agentOn(fixture, "Lan");
    const customer = newCustomer(fixture);
    const question = await asksToRedeem(lan, customer);
    const reads = readsAbout(fixture, customer, slow.path);
    fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, times: 1, ...slow });
    await clicksUntilTaken(fixture, lan, question, "Đổi quà");
    await operationIn(fixture, customer, [state]);
    if (state === "confirmed") {
      await vi.waitFor(() => expect(readsAbout(fixture, customer, slow.path)).toBeGreaterThan(reads), {
        timeout: TIMEOUT_MS,
        interval: 5,
      });
    } else {
      await vi.waitFor(() => expect(giftsOf(fixture, customer)).toBe(1), {
        timeout: TIMEOUT_MS,
        interval: 5,
      });
    }

    await freezeFirst(replicas);
    await operationIn(fixture, customer, ["done"]);
    await lan.reads(RECEIPT);
    await noneUnfinished(fixture);
    await vi.waitFor(async () => expect((await confirmedOf(fixture, customer))[0]?.told_at).not.toBeNull(), {
      timeout: TIMEOUT_MS,
      interval: 50,
    });
    const before = messagesTo(lan);
    const sent = () => fixture.crm.requests.filter(({ path }) => path === "/redeem").length;
    const sends = sent();
    await resumeFirst(replicas);
    expect(messagesTo(lan)).toEqual(before);
    expect(sent()).toBe(sends);
    expect((await confirmedOf(fixture, customer)).map((one) => one.state)).toEqual(["done"]);
    expect(giftsOf(fixture, customer)).toBe(1);
    record({
      case: `15 frozen in a redemption ${moment}, ${platform}`,
      events: 4,
      faults: 1,
      lost: 0,
      doubled: giftsOf(fixture, customer) - 1,
      repeated: 0,
    });
  },
);
