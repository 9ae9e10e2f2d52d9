import { setTimeout as pause } from "node:timers/promises";
import { expect, vi } from "vitest";
import { type Agent, type ShownMessage, slackAgent, telegramAgent } from "./agents.ts";
import { type Customer, giftsOf, newCustomer } from "./customers.ts";
import type { Fixture } from "./fixture.ts";
import { asksToRedeem, confirmedOf, TRY_AGAIN } from "./redemption-steps.ts";

/** Allows for the store's failure, the bot's retries, and a busy machine. */
export const ENDS_WITHIN_MS = 60_000;
/** With SQLite a new process takes over at once, because it has the file's lock. With Postgres a lease of 15 s must end. */
const TAKEN_OVER_AFTER_MS = { sqlite: 3_000, postgres: 22_000 };
const ENDED = ["done", "failed", "declined", "expired"];

/** An agent, and the customer for whom they redeem a gift. */
export interface Case {
  agent: Agent;
  customer: Customer;
}

/** The outcome of one customer's redemptions. */
export interface RedemptionOutcome {
  /** States of the confirmed ones. */
  states: string[];
  gifts: number;
  /** Messages that advised or offered to try again. */
  tryAgain: string[];
}

export async function outcomeOf(fixture: Fixture, { agent, customer }: Case): Promise<RedemptionOutcome> {
  return {
    states: (await confirmedOf(fixture, customer)).map(({ state }) => state),
    gifts: giftsOf(fixture, customer),
    tryAgain: agent.everSent().filter((sent) => TRY_AGAIN.test(sent)),
  };
}

/** On each platform, one agent asks for a gift for their own customer; resolves with the bot's questions. */
export async function askOnBothPlatforms(
  fixture: Fixture,
): Promise<{ cases: Case[]; questions: ShownMessage[] }> {
  const cases = [slackAgent(fixture, "Lan"), telegramAgent(fixture, "Minh")].map((agent) => ({
    agent,
    customer: newCustomer(fixture),
  }));
  const questions: ShownMessage[] = [];
  for (const { agent, customer } of cases) questions.push(await asksToRedeem(agent, customer));
  return { cases, questions };
}

/** Resolves when the agent's chat contains matching text, old or new. */
export async function waitForMessage(agent: Agent, what: RegExp, withinMs = ENDS_WITHIN_MS): Promise<void> {
  await vi.waitFor(() => expect(agent.chat().join("\n")).toMatch(what), { timeout: withinMs, interval: 50 });
}

/** True if this customer's first confirmed redemption has ended. */
export async function hasFirstEnded(fixture: Fixture, customer: Customer): Promise<boolean> {
  const [first] = await confirmedOf(fixture, customer);
  return first !== undefined && ENDED.includes(first.state);
}

/** Kills the bot and starts it again; resolves when the new process has taken over all unfinished work. */
export async function restart(fixture: Fixture): Promise<void> {
  await fixture.bot().kill();
  await fixture.start();
  await pause(TAKEN_OVER_AFTER_MS[fixture.engine]);
}
