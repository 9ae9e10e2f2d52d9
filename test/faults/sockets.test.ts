import { expect, it, vi } from "vitest";
import { slackAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { TIMEOUT_MS } from "./support/fixture.ts";
import { type Pollers, type Replica, startPollers } from "./support/pollers.ts";
import { record } from "./support/record.ts";

it("answers each event of Slack once when two processes have a socket each, also if it is delivered to both", async () => {
  const pollers = await startPollers(2, "socket");
  const lan = agentOn(pollers, "Lan");
  const customers = Array.from({ length: 6 }, () => newCustomer(pollers));
  for (const { phone, name } of customers) {
    await lan.says(phone);
    // The simulator's sockets take turns, so the other process gets the second delivery.
    await lan.deliversAgain();
    await lan.reads(new RegExp(name));
  }
  expect(customers.map(({ name }) => lan.chat().filter((text) => text.includes(name)).length)).toEqual(
    customers.map(() => 1),
  );
  await vi.waitFor(
    async () => {
      const answered = await Promise.all(pollers.replicas.map(answeredCalls));
      expect(answered.reduce((sum, calls) => sum + calls, 0)).toBe(customers.length);
    },
    { timeout: TIMEOUT_MS },
  );
  expect(pollers.slack.violations).toEqual([]);
  record({ case: "18 two sockets", events: 12, faults: 6, lost: 0, doubled: 0, repeated: 0 });
});

it("takes turns, and answers everything with one socket when the other process is killed", async () => {
  const pollers = await startPollers(2, "socket");
  const [first, second] = pollers.replicas as [Replica, Replica];
  const [lan, hoa] = [agentOn(pollers, "Lan"), agentOn(pollers, "Hoa")];
  for (const agent of [lan, hoa]) {
    const { phone, name } = newCustomer(pollers);
    await agent.says(phone);
    await agent.reads(new RegExp(name));
  }
  await vi.waitFor(
    async () => expect(await Promise.all([first, second].map(answeredCalls))).toEqual([1, 1]),
    {
      timeout: TIMEOUT_MS,
    },
  );

  await first.kill();
  for (const agent of [lan, hoa]) {
    const { phone, name } = newCustomer(pollers);
    await agent.says(phone);
    await agent.reads(new RegExp(name));
  }
  await vi.waitFor(async () => expect(await answeredCalls(second)).toBe(3), { timeout: TIMEOUT_MS });
  record({ case: "18 two sockets, one killed", events: 4, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

const agentOn = ({ slack }: Pollers, name: string) => slackAgent({ slack, whenUp: async () => {} }, name);

/**
 * Returns how many calls of people on Slack this process has answered, from its metrics. It counts a call when the
 * call has ended, which is a moment after the answer is shown.
 */
async function answeredCalls({ address }: Replica): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const counts = text.matchAll(/^antcrm_chatops_calls_total\{platform="slack",.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
