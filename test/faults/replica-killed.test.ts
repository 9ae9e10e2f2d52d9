import { expect, it, vi } from "vitest";
import { type Agent, type Seen, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, newCustomer } from "./support/customers.ts";
import { record } from "./support/record.ts";
import {
  asksToRedeem,
  confirmedOf,
  goesOnAnyway,
  insists,
  isQuestion,
  nextAnswer,
  requestFor,
} from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";
import { hears, truthOf } from "./support/truth.ts";

/** Where one of two replicas dies, and the outcome of the redemption it was handling. */
interface Crash {
  at: string;
  ends: "done" | "unclear";
  report: RegExp;
  withinMs: number;
}

const UNDER_WAY = ["confirmed", "sending"];
/** A lease of 15 s, a check by the other replica every 5 s, and a busy machine. */
const TAKEN_OVER_WITHIN_MS = 30_000;
/** For a write that may have been sent, the person is notified a minute later that no trace was found. */
const DECIDED_WITHIN_MS = 100_000;

const CRASHES: readonly Crash[] = [
  { at: "after confirmed", ends: "done", report: /Đã đổi quà/, withinMs: TAKEN_OVER_WITHIN_MS },
  { at: "before sending", ends: "done", report: /Đã đổi quà/, withinMs: TAKEN_OVER_WITHIN_MS },
  { at: "after sending", ends: "unclear", report: /Sau một phút vẫn chưa thấy/, withinMs: DECIDED_WITHIN_MS },
];

it.each(CRASHES)("shows a redemption of a replica that died $at, and reports its outcome", async (crash) => {
  const { stage, first, second, customer } = await replicaDies(crash.at, slackAgent, telegramAgent);
  const answer = await asksForTheSame(second, customer);
  await hears(first, crash.report, crash.withinMs);
  const { states, gifts } = await truthOf(stage, { agent: first, customer });
  expect({ showsTheFirst: !isQuestion(answer, customer), states, gifts }).toEqual({
    showsTheFirst: true,
    states: [crash.ends],
    gifts: crash.ends === "done" ? 1 : 0,
  });
  recordCase(`11 a replica dies ${crash.at}`, gifts);
});

it.each(CRASHES)(
  "sends one of two redemptions when a person continues after a crash $at",
  async ({ at, ends }) => {
    const { stage, first, second, customer } = await replicaDies(at, telegramAgent, slackAgent);
    const answer = await asksForTheSame(second, customer);
    const question = isQuestion(answer, customer)
      ? answer
      : await goesOnAnyway(stage, second, answer, customer);
    await insists(stage, second, question, "Đổi quà");
    // Both have an outcome once the surviving replica has taken over the dead one's work.
    await vi.waitFor(
      async () => {
        const states = (await confirmedOf(stage, customer)).map(({ state }) => state);
        expect(states.filter((state) => UNDER_WAY.includes(state))).toEqual([]);
      },
      { timeout: 2 * TAKEN_OVER_WITHIN_MS, interval: 100 },
    );

    const { states, gifts } = await truthOf(stage, { agent: first, customer });
    const done = states.filter((state) => state === "done").length;
    expect({ showsTheFirst: !isQuestion(answer, customer), gifts }).toEqual({
      showsTheFirst: true,
      // For a write that may have been sent, only the operations table shows whether the second was sent.
      gifts: ends === "done" ? 1 : Math.min(done, 1),
    });
    expect(done).toBe(gifts);
    recordCase(`11 going on, a replica dies ${at}`, gifts);
  },
);

type AgentOn = (stage: Stage, name: string) => Agent;

/** Two replicas; the one that took a confirmation dies, and the other one gets all later events. */
async function replicaDies(at: string, firstOn: AgentOn, secondOn: AgentOn) {
  const stage = await openStage({ telegram: "webhook", store: "postgres" });
  const dyingReplica = await stage.startReplica({ killAt: at });
  const survivingReplica = await stage.startReplica();
  await stage.deliverTo(dyingReplica);
  const [first, second] = [firstOn(stage, "Lan"), secondOn(stage, "Minh")];
  const customer = newCustomer(stage);
  const question = await asksToRedeem(first, customer);
  await first.clicks(question, "Đổi quà");
  await dyingReplica.ended;
  await stage.deliverTo(survivingReplica);
  return { stage, first, second, customer };
}

/** Resolves with the bot's first answer, a question or a message about the redemption before. */
async function asksForTheSame(agent: Agent, customer: Customer): Promise<Seen> {
  await agent.says(requestFor(customer));
  const answer = await nextAnswer(agent, customer, TIMEOUT_MS);
  if (answer === null) throw new Error(`no answer to ${agent.person}`);
  return answer;
}

function recordCase(name: string, gifts: number): void {
  record({ case: name, events: 3, faults: 1, lost: 0, doubled: Math.max(0, gifts - 1), repeated: 0 });
}
