import { expect, it, vi } from "vitest";
import { type Agent, type Seen, slackAgent, telegramAgent } from "./support/agents.ts";
import { record } from "./support/record.ts";
import {
  asksToRedeem,
  type Customer,
  confirmedOf,
  goesOnAnyway,
  insists,
  isQuestion,
  newCustomer,
  nextAnswer,
  requestFor,
} from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";
import { hears, truthOf } from "./support/truth.ts";

/** Where one of two replicas dies, and what becomes of the redemption that it had in hand. */
interface Death {
  at: string;
  ends: "done" | "unclear";
  tells: RegExp;
  withinMs: number;
}

const UNDER_WAY = ["confirmed", "sending"];
/** A lease of 15 s, a round of the other replica every 5 s, and a busy machine. */
const TAKEN_OVER_WITHIN_MS = 30_000;
/** Of what may have been sent a person hears a minute later that there is no trace of it. */
const DECIDED_WITHIN_MS = 100_000;

const DEATHS: readonly Death[] = [
  { at: "after confirmed", ends: "done", tells: /Đã đổi quà/, withinMs: TAKEN_OVER_WITHIN_MS },
  { at: "before sending", ends: "done", tells: /Đã đổi quà/, withinMs: TAKEN_OVER_WITHIN_MS },
  { at: "after sending", ends: "unclear", tells: /Sau một phút vẫn chưa thấy/, withinMs: DECIDED_WITHIN_MS },
];

it.each(DEATHS)("shows a redemption of a replica that died $at, and tells its outcome", async (death) => {
  const { stage, first, second, customer } = await replicaDies(death.at, slackAgent, telegramAgent);
  const answer = await asksForTheSame(second, customer);
  await hears(first, death.tells, death.withinMs);
  const { states, gifts } = await truthOf(stage, { agent: first, customer });
  expect({ showsTheFirst: !isQuestion(answer, customer), states, gifts }).toEqual({
    showsTheFirst: true,
    states: [death.ends],
    gifts: death.ends === "done" ? 1 : 0,
  });
  recordCase(`11 a replica dies ${death.at}`, gifts);
});

it.each(DEATHS)(
  "sends one of two redemptions when somebody goes on after a death $at",
  async ({ at, ends }) => {
    const { stage, first, second, customer } = await replicaDies(at, telegramAgent, slackAgent);
    const answer = await asksForTheSame(second, customer);
    const question = isQuestion(answer, customer)
      ? answer
      : await goesOnAnyway(stage, second, answer, customer);
    await insists(stage, second, question, "Đổi quà");
    // Both have an outcome when the survivor has taken over what the dead replica had in hand.
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
      // Of what may have been sent before, only the journal knows whether the second was sent.
      gifts: ends === "done" ? 1 : Math.min(done, 1),
    });
    expect(done).toBe(gifts);
    recordCase(`11 going on, a replica dies ${at}`, gifts);
  },
);

type AgentOn = (stage: Stage, name: string) => Agent;

/** Two replicas; the one that took somebody's confirmation dies, and the other one gets all events from then on. */
async function replicaDies(at: string, firstOn: AgentOn, secondOn: AgentOn) {
  const stage = await openStage({ telegram: "webhook", store: "postgres" });
  const doomed = await stage.startReplica({ killAt: at });
  const survivor = await stage.startReplica();
  await stage.deliverTo(doomed);
  const [first, second] = [firstOn(stage, "Lan"), secondOn(stage, "Minh")];
  const customer = newCustomer(stage);
  const question = await asksToRedeem(first, customer);
  await first.clicks(question, "Đổi quà");
  await doomed.ended;
  await stage.deliverTo(survivor);
  return { stage, first, second, customer };
}

/** Resolves with the bot's first answer, a question or a word about the redemption before. */
async function asksForTheSame(agent: Agent, customer: Customer): Promise<Seen> {
  await agent.says(requestFor(customer));
  const answer = await nextAnswer(agent, customer, TIMEOUT_MS);
  if (answer === null) throw new Error(`no answer to ${agent.person}`);
  return answer;
}

function recordCase(name: string, gifts: number): void {
  record({ case: name, events: 3, faults: 1, lost: 0, doubled: Math.max(0, gifts - 1), repeated: 0 });
}
