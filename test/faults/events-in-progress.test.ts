import { expect, it, vi } from "vitest";
import { type Agent, telegramAgent } from "./support/agents.ts";
import { type Customer, newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { readsAbout } from "./support/redemption-steps.ts";
import { fail, STORE_FAILURES } from "./support/store-failures.ts";

/** Longer than a lease: when the store is back, the leases of all replicas have expired. */
const AWAY_MS = 16_500;
/** AntCRM answers only after the store has failed. */
const CRM_TAKES_MS = 4_000;
const ON_POSTGRES = STORE_FAILURES.filter(({ name }) => name === "Postgres refuses connections");

it.each(ON_POSTGRES)(
  "answers each event once, by the replica that is handling it, when $name",
  async (failure) => {
    const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
    const first = await fixture.startReplica();
    const second = await fixture.startReplica();
    await fixture.deliverTo(first);
    const asking = Array.from({ length: 6 }, (_, index) => ({
      agent: telegramAgent(fixture, `Lan ${index}`),
      customer: newCustomer(fixture),
    }));
    for (const { agent, customer } of asking) {
      fixture.crm.fault({
        kind: "delay",
        ms: CRM_TAKES_MS,
        path: "/contacts",
        phone: customer.phone,
        times: 1,
      });
      await agent.says(customer.phone);
    }
    await vi.waitFor(
      () => {
        for (const { customer } of asking)
          expect(readsAbout(fixture, customer, "/contacts")).toBeGreaterThan(0);
      },
      { timeout: TIMEOUT_MS, interval: 5 },
    );
    await fail(failure, fixture, AWAY_MS);

    for (const { agent, customer } of asking) await agent.reads(new RegExp(customer.name));
    await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
      timeout: TIMEOUT_MS,
      interval: 50,
    });
    const doubled = asking.filter(({ agent, customer }) => answersAbout(agent, customer) > 1).length;
    expect(second.lines.filter((line) => line.includes("taking over events"))).toEqual([]);
    expect(doubled).toBe(0);
    record({
      case: `15 events in progress, ${failure.name}`,
      events: 6,
      faults: 1,
      lost: 0,
      doubled,
      repeated: 0,
    });
  },
);

function answersAbout(agent: Agent, { name }: Customer): number {
  return agent.chat().filter((text) => text.includes(name)).length;
}
