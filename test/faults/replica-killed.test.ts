import { expect, it, vi } from "vitest";
import { type Agent, type ShownMessage, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { outcomeOf, waitForMessage } from "./support/redemption-outcomes.ts";
import {
  asksToRedeem,
  clicksUntilTaken,
  confirmedOf,
  continuesAnyway,
  isQuestion,
  nextAnswer,
  requestFor,
} from "./support/redemption-steps.ts";

/** The step at which one of two replicas is killed, and the outcome of its redemption. */
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
  const { fixture, first, second, customer } = await replicaDies(crash.at, slackAgent, telegramAgent);
  const answer = await asksForTheSame(second, customer);
  await waitForMessage(first, crash.report, crash.withinMs);
  const { states, gifts } = await outcomeOf(fixture, { agent: first, customer });
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
    const { fixture, first, second, customer } = await replicaDies(at, telegramAgent, slackAgent);
    const answer = await asksForTheSame(second, customer);
    const question = isQuestion(answer, customer)
      ? answer
      : await continuesAnyway(fixture, second, answer, customer);
    await clicksUntilTaken(fixture, second, question, "Đổi quà");
    // Both have an outcome once the surviving replica has taken over the dead one's work.
    await vi.waitFor(
      async () => {
        const states = (await confirmedOf(fixture, customer)).map(({ state }) => state);
        expect(states.filter((state) => UNDER_WAY.includes(state))).toEqual([]);
      },
      { timeout: 2 * TAKEN_OVER_WITHIN_MS, interval: 100 },
    );

    const { states, gifts } = await outcomeOf(fixture, { agent: first, customer });
    const done = states.filter((state) => state === "done").length;
    expect({ showsTheFirst: !isQuestion(answer, customer), gifts }).toEqual({
      showsTheFirst: true,
      // For a write that may have been sent, only the operations table shows whether the second was sent.
      gifts: ends === "done" ? 1 : Math.min(done, 1),
    });
    expect(done).toBe(gifts);
    recordCase(`11 continuing, a replica dies ${at}`, gifts);
  },
);

type AgentOn = (fixture: Fixture, name: string) => Agent;

/** Starts two replicas. The replica that accepts a confirmation is killed, and the other one gets all later events. */
async function replicaDies(at: string, firstOn: AgentOn, secondOn: AgentOn) {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const dyingReplica = await fixture.startReplica({ killAt: at });
  const survivingReplica = await fixture.startReplica();
  await fixture.deliverTo(dyingReplica);
  const [first, second] = [firstOn(fixture, "Lan"), secondOn(fixture, "Minh")];
  const customer = newCustomer(fixture);
  const question = await asksToRedeem(first, customer);
  await first.clicks(question, "Đổi quà");
  await dyingReplica.ended;
  await fixture.deliverTo(survivingReplica);
  return { fixture, first, second, customer };
}

/** Resolves with the bot's first answer: a question, or a message about the earlier redemption. */
async function asksForTheSame(agent: Agent, customer: Customer): Promise<ShownMessage> {
  await agent.says(requestFor(customer));
  const answer = await nextAnswer(agent, customer, TIMEOUT_MS);
  if (answer === null) throw new Error(`no answer to ${agent.person}`);
  return answer;
}

function recordCase(name: string, gifts: number): void {
  record({ case: name, events: 3, faults: 1, lost: 0, doubled: Math.max(0, gifts - 1), repeated: 0 });
}
