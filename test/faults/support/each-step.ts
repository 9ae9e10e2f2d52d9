import { expect, vi } from "vitest";
import type { Agent } from "./agents.ts";
import type { Bot } from "./bot.ts";
import { type Customer, giftsOf, newCustomer } from "./customers.ts";
import { record } from "./record.ts";
import { asksToRedeem, insists, operationIn } from "./shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./stage.ts";

/** A death, and what must have become of the redemption in the end. */
interface Death {
  at: string;
  ends: "done" | "failed" | "unclear";
  /** The CRM says no: the customer has no points. */
  refused?: boolean;
  /** The connection is cut before the CRM acts. */
  cut?: boolean;
}

/** On either side of what the inbox does for the question (1) and for the answer (2): each platform's own seam. */
const AT_THE_INBOX: readonly Death[] = ["accept", "finish"].flatMap((step) =>
  ["before", "after"].flatMap((moment) =>
    ["", " 2"].map((time) => ({ at: `${moment} ${step}${time}`, ends: "done" as const })),
  ),
);

/** The moves of the journal, which knows no platform: one half dies on each. */
const IN_THE_JOURNAL: Readonly<Record<"Slack" | "Telegram", readonly Death[]>> = {
  // Before those that end at once, those of which a person hears only a minute later: meanwhile the others die.
  Slack: [
    // Whether the request left cannot be known, and it did not: nobody but a person may send it again.
    { at: "after sending", ends: "unclear" },
    { at: "before unclear", ends: "unclear", cut: true },
    { at: "after failed", ends: "failed", refused: true },
    { at: "before told", ends: "done" },
    { at: "before proposed", ends: "done" },
    { at: "after confirmed", ends: "done" },
    { at: "before done", ends: "done" },
  ],
  Telegram: [
    // A no that leaves no row in the history cannot be found again.
    { at: "before failed", ends: "unclear", refused: true },
    { at: "after unclear", ends: "unclear", cut: true },
    { at: "after told", ends: "done" },
    { at: "after proposed", ends: "done" },
    { at: "before confirmed", ends: "done" },
    { at: "before sending", ends: "done" },
    { at: "after done", ends: "done" },
  ],
};

/** What the person reads in the end; of what is unclear, that a minute later there is still no trace of it. */
const READS = { done: /Đã đổi quà/, failed: /AntCRM từ chối/, unclear: /Sau một phút vẫn chưa thấy/ };
/** The bot must find existing evidence within this time after its start. */
const FOUND_WITHIN_MS = 10_000;

/** Kills the bot at each step of a redemption, starts it again, and holds the outcome against the CRM. */
export async function dieAtEachStep(
  platform: "Slack" | "Telegram",
  agentOf: (stage: Stage, name: string) => Agent,
): Promise<void> {
  const deaths = [...IN_THE_JOURNAL[platform], ...AT_THE_INBOX];
  const stage = await openStage({ telegram: "polling" });
  stage.crm.world.refusalShape = "success-0";
  const cases = [];
  for (const death of deaths) {
    const agent = agentOf(stage, `Lan, ${death.at}`);
    const customer = newCustomer(stage, death.refused ? 0 : 100);
    await die(stage, agent, customer, death);
    cases.push({ ...death, agent, customer });
  }
  await stage.start();
  await Promise.all(
    cases.map(({ at, agent, ends }) =>
      vi.waitFor(() => expect(agent.chat().join("\n"), at).toMatch(READS[ends]), {
        timeout: 90_000,
        interval: 100,
      }),
    ),
  );
  await everythingIsFinished(stage);

  const operations = await stage.journal.operations();
  const ends = cases.map(({ at, customer }) => {
    const [found, ...more] = operations.filter(
      (operation) => operation.customer === customer.key && operation.state !== "proposed",
    );
    return {
      at,
      ends: found?.state,
      notified: found?.told_at !== null,
      more,
      gifts: giftsOf(stage, customer),
    };
  });
  expect(ends).toEqual(
    deaths.map(({ at, ends: state }) => ({
      at,
      ends: state,
      notified: true,
      more: [],
      gifts: state === "done" ? 1 : 0,
    })),
  );
  const repeated = cases.map(({ at, agent }) => ({ at, answers: repetitions(agent) }));
  expect(repeated.filter(({ answers }) => answers > 1)).toEqual([]);
  record({
    case: `3 killed at each step, ${platform}`,
    events: 2 * deaths.length,
    faults: deaths.length,
    lost: ends.filter(({ notified }) => !notified).length,
    doubled: ends.filter(({ gifts }) => gifts > 1).length,
    repeated: repeated.reduce((sum, { answers }) => sum + answers, 0),
  });
}

async function die(stage: Stage, agent: Agent, customer: Customer, { at, ends, cut }: Death): Promise<void> {
  const { phone } = customer;
  if (cut) stage.crm.fault({ kind: "cut", commit: "before", path: "/redeem", phone, times: 1 });
  const doomed = await startDoomed(stage, at);
  const work = asksToRedeem(agent, customer).then((question) => insists(stage, agent, question, "Đổi quà"));
  expect(await doomed.ended, at).toBe("SIGKILL");
  const successor = await stage.start();
  await operationIn(stage, customer, [ends], FOUND_WITHIN_MS);
  await work;
  // The next death is the next case's own: nothing of this one is left to be done.
  await everythingIsFinished(stage);
  await successor.kill();
}

/**
 * The bot that is to die at this step, once it is up. Where the machine is so slow that a minute has passed since an
 * earlier case's unclear write, one may die over the telling of that, and another takes its place.
 */
async function startDoomed(stage: Stage, at: string): Promise<Bot> {
  for (;;) {
    const bot = stage.launch({ killAt: at });
    const isUp = await bot.up().then(
      () => true,
      () => false,
    );
    if (isUp) return bot;
    expect(await bot.ended, at).toBe("SIGKILL");
  }
}

async function everythingIsFinished({ journal }: Stage): Promise<void> {
  await vi.waitFor(async () => expect(await journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
    interval: 20,
  });
}

/** Answers that stand here once more than they should. */
function repetitions(agent: Agent): number {
  const chat = agent.chat();
  const kinds = [/^.*Đổi quà DAUMAY01 cho/, READS.done, READS.failed];
  return kinds
    .map((kind) => chat.filter((text) => kind.test(text)).length)
    .reduce((sum, times) => sum + Math.max(0, times - 1), 0);
}
