import { setTimeout as pause } from "node:timers/promises";
import { expect, vi } from "vitest";
import { type Agent, type Seen, slackAgent, telegramAgent } from "./agents.ts";
import { type Customer, giftsOf, newCustomer } from "./customers.ts";
import { asksToRedeem, confirmedOf, TRY_AGAIN } from "./shop-floor.ts";
import type { Stage } from "./stage.ts";

/** The store's failure, the bot's own retries, and a busy machine. */
export const ENDS_WITHIN_MS = 60_000;
/** A new process takes over at once behind the lock of SQLite's file, and after a lease of 15 s on Postgres. */
const TAKEN_OVER_AFTER_MS = { sqlite: 3_000, postgres: 22_000 };
const ENDED = ["done", "failed", "declined", "expired"];

/** Somebody, and the customer for whom they redeem a gift. */
export interface Case {
  agent: Agent;
  customer: Customer;
}

/** What has become of one customer's redemptions. */
export interface Truth {
  /** States of those that were confirmed. */
  states: string[];
  gifts: number;
  /** Messages that told the person to try again, or offered it. */
  tryAgain: string[];
}

export async function truthOf(stage: Stage, { agent, customer }: Case): Promise<Truth> {
  return {
    states: (await confirmedOf(stage, customer)).map(({ state }) => state),
    gifts: giftsOf(stage, customer),
    tryAgain: agent.everSent().filter((sent) => TRY_AGAIN.test(sent)),
  };
}

/** Somebody on each platform, asked whether to redeem a gift for a customer of their own. */
export async function twoAsk(stage: Stage): Promise<{ cases: Case[]; questions: Seen[] }> {
  const cases = [slackAgent(stage, "Lan"), telegramAgent(stage, "Minh")].map((agent) => ({
    agent,
    customer: newCustomer(stage),
  }));
  const questions: Seen[] = [];
  for (const { agent, customer } of cases) questions.push(await asksToRedeem(agent, customer));
  return { cases, questions };
}

/** Resolves when something like this stands before the agent, whenever it came. */
export async function hears(agent: Agent, what: RegExp, withinMs = ENDS_WITHIN_MS): Promise<void> {
  await vi.waitFor(() => expect(agent.chat().join("\n")).toMatch(what), { timeout: withinMs, interval: 50 });
}

/** Has the first redemption of this customer that was confirmed ended? */
export async function hasFirstEnded(stage: Stage, customer: Customer): Promise<boolean> {
  const [first] = await confirmedOf(stage, customer);
  return first !== undefined && ENDED.includes(first.state);
}

/** Kills the bot and starts it again; resolves when the new process has taken over whatever was left. */
export async function restart(stage: Stage): Promise<void> {
  await stage.bot().kill();
  await stage.start();
  await pause(TAKEN_OVER_AFTER_MS[stage.engine]);
}
