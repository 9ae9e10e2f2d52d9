import { setTimeout as pause } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { slackAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { asksToRedeem, isQuestion, readsAbout } from "./support/redemption-steps.ts";
import { fail, STORE_FAILURES } from "./support/store-failures.ts";

/** Longer than the bot tries a write again. Then it answers the message from the start. */
const LASTS_MS = 12_000;
/** The delay of AntCRM's answer about the other customer, in which the store begins to fail. */
const READ_DELAY_MS = 1_500;

it.each(STORE_FAILURES.filter(({ name }) => ["SQLite's disk is full", "Postgres restarts"].includes(name)))(
  "asks for the other customer of a changed question after $name",
  async (failure) => {
    const fixture = await createFixture({ telegram: "polling", store: failure.engine });
    await fixture.start();
    const agent = slackAgent(fixture, "Lan");
    const [customer, other] = [newCustomer(fixture), newCustomer(fixture)];
    await asksToRedeem(agent, customer);
    fixture.crm.fault({ kind: "delay", ms: READ_DELAY_MS, phone: other.phone, times: 1 });
    await agent.says(`à nhầm, ${other.phone}`);
    const isRead = () => expect(readsAbout(fixture, other, "/contacts")).toBeGreaterThan(0);
    await vi.waitFor(isRead, { timeout: TIMEOUT_MS, interval: 20 });
    // The question for the first customer is declined by now, and the next one is not stored yet.
    await pause(READ_DELAY_MS / 3);
    await fail(failure, fixture, LASTS_MS);
    await agent.reads((text) => isQuestion({ text, message: null }, other));
    const states = (await fixture.journal.operations()).map(({ customer: whom, state }) => [whom, state]);
    expect(states).toEqual([
      [customer.key, "declined"],
      [other.key, "proposed"],
    ]);
  },
);
