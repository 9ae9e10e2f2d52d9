import { expect, vi } from "vitest";
import type { Agent } from "./agents.ts";
import type { Bot } from "./bot.ts";
import { type Customer, giftsOf, newCustomer } from "./customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./fixture.ts";
import { record } from "./record.ts";
import { asksToRedeem, clicksUntilTaken, operationIn } from "./redemption-steps.ts";

/** The step at which the bot is killed, and the expected outcome of the redemption. */
interface KillPoint {
  at: string;
  ends: "done" | "failed" | "unclear";
  /** The CRM refuses: the customer has no points. */
  refused?: boolean;
  /** The connection is cut before the CRM acts. */
  cut?: boolean;
}

/** A redemption that met its kill point. */
interface Case extends KillPoint {
  agent: Agent;
  customer: Customer;
}

/** Before and after each inbox step, for the request (1) and for the click (2). Both platforms use all of them. */
const INBOX_STEPS: readonly KillPoint[] = ["accept", "finish"].flatMap((step) =>
  ["before", "after"].flatMap((moment) =>
    ["", " 2"].map((time) => ({ at: `${moment} ${step}${time}`, ends: "done" as const })),
  ),
);

/** The journal's steps do not depend on the platform, so each platform gets one half of them. */
const JOURNAL_STEPS: Readonly<Record<"Slack" | "Telegram", readonly KillPoint[]>> = {
  // The cases whose person is notified only after a minute come first; the other cases run meanwhile.
  Slack: [
    // The request was not sent, but the bot cannot know that: only a person may send it again.
    { at: "after sending", ends: "unclear" },
    { at: "before unclear", ends: "unclear", cut: true },
    { at: "after failed", ends: "failed", refused: true },
    { at: "before told", ends: "done" },
    { at: "before proposed", ends: "done" },
    { at: "after confirmed", ends: "done" },
    { at: "before done", ends: "done" },
  ],
  Telegram: [
    // A refusal leaves no row in the point history, so the bot cannot find it after a restart.
    { at: "before failed", ends: "unclear", refused: true },
    { at: "after unclear", ends: "unclear", cut: true },
    { at: "after told", ends: "done" },
    { at: "after proposed", ends: "done" },
    { at: "before confirmed", ends: "done" },
    { at: "before sending", ends: "done" },
    { at: "after done", ends: "done" },
  ],
};

/** The final message by outcome. For an unclear one, it says that no trace was found after a minute. */
const READS = { done: /Đã đổi quà/, failed: /AntCRM từ chối/, unclear: /Sau một phút vẫn chưa thấy/ };
/** After its start, the bot must find existing evidence within this time. */
const FOUND_WITHIN_MS = 10_000;

/** Kills the bot at each step of a redemption, restarts it, and compares the outcome with the CRM. */
export async function killAtEachStep(
  platform: "Slack" | "Telegram",
  agentOf: (fixture: Fixture, name: string) => Agent,
): Promise<void> {
  const killPoints = [...JOURNAL_STEPS[platform], ...INBOX_STEPS];
  const fixture = await createFixture({ telegram: "polling" });
  fixture.crm.world.refusalShape = "success-0";
  const cases: Case[] = [];
  for (const killPoint of killPoints) {
    const agent = agentOf(fixture, `Lan, ${killPoint.at}`);
    const customer = newCustomer(fixture, killPoint.refused ? 0 : 100);
    await killAndRecover(fixture, agent, customer, killPoint);
    cases.push({ ...killPoint, agent, customer });
  }
  await fixture.start();
  await Promise.all(
    cases.map(({ at, agent, ends }) =>
      vi.waitFor(() => expect(agent.chat().join("\n"), at).toMatch(READS[ends]), {
        timeout: 90_000,
        interval: 100,
      }),
    ),
  );
  await everythingIsFinished(fixture);

  // The bot records a notice after the platform has accepted it, so a text in the chat may not be recorded yet.
  const ends = await vi.waitFor(
    async () => {
      const ends = await endsOf(fixture, cases);
      expect(ends).toEqual(
        killPoints.map(({ at, ends: state }) => ({
          at,
          ends: state,
          notified: true,
          more: [],
          gifts: state === "done" ? 1 : 0,
        })),
      );
      return ends;
    },
    { timeout: TIMEOUT_MS, interval: 100 },
  );
  const repeated = cases.map(({ at, agent }) => ({ at, answers: repetitions(agent) }));
  expect(repeated.filter(({ answers }) => answers > 1)).toEqual([]);
  record({
    case: `3 killed at each step, ${platform}`,
    events: 2 * killPoints.length,
    faults: killPoints.length,
    lost: ends.filter(({ notified }) => !notified).length,
    doubled: ends.filter(({ gifts }) => gifts > 1).length,
    repeated: repeated.reduce((sum, { answers }) => sum + answers, 0),
  });
}

/** Returns the end of each case's redemption, in the journal and in the CRM. */
async function endsOf(fixture: Fixture, cases: readonly Case[]) {
  const operations = await fixture.journal.operations();
  return cases.map(({ at, customer }) => {
    const [found, ...more] = operations.filter(
      (operation) => operation.customer === customer.key && operation.state !== "proposed",
    );
    return {
      at,
      ends: found?.state,
      notified: found?.told_at !== null,
      more,
      gifts: giftsOf(fixture, customer),
    };
  });
}

async function killAndRecover(
  fixture: Fixture,
  agent: Agent,
  customer: Customer,
  { at, ends, cut }: KillPoint,
): Promise<void> {
  const { phone } = customer;
  if (cut) fixture.crm.fault({ kind: "cut", commit: "before", path: "/redeem", phone, times: 1 });
  const dyingBot = await startDyingBot(fixture, at);
  const work = asksToRedeem(agent, customer).then((question) =>
    clicksUntilTaken(fixture, agent, question, "Đổi quà"),
  );
  expect(await dyingBot.ended, at).toBe("SIGKILL");
  const successor = await fixture.start();
  await operationIn(fixture, customer, [ends], FOUND_WITHIN_MS);
  await work;
  // Everything must be finished, so that the next kill cannot interrupt work of this case.
  await everythingIsFinished(fixture);
  await successor.kill();
}

/**
 * Starts a bot that is killed at this step, and resolves when it is up. On a slow machine the report of an earlier
 * case's unclear write, after a minute, may reach the step first. Then another bot is started.
 */
async function startDyingBot(fixture: Fixture, at: string): Promise<Bot> {
  for (;;) {
    const bot = fixture.launch({ killAt: at });
    const isUp = await bot.up().then(
      () => true,
      () => false,
    );
    if (isUp) return bot;
    expect(await bot.ended, at).toBe("SIGKILL");
  }
}

async function everythingIsFinished({ journal }: Fixture): Promise<void> {
  await vi.waitFor(async () => expect(await journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
    interval: 20,
  });
}

/** Returns the number of superfluous answers in the agent's chat. */
function repetitions(agent: Agent): number {
  const chat = agent.chat();
  const kinds = [/^.*Đổi quà DAUMAY01 cho/, READS.done, READS.failed];
  return kinds
    .map((kind) => chat.filter((text) => kind.test(text)).length)
    .reduce((sum, times) => sum + Math.max(0, times - 1), 0);
}
