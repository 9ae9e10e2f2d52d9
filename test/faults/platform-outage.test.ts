import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, clicksUntilTaken, operationIn } from "./support/redemption-steps.ts";
import { startTcpProxy, type TcpProxy } from "./support/tcp-proxy.ts";

interface Side {
  agent(fixture: Fixture, name: string): Agent;
  /** The platform is reachable, and answers every call with an error. */
  failCalls(fixture: Fixture, times: number): void;
}

const SIDES: Readonly<Record<"Slack" | "Telegram", Side>> = {
  Slack: {
    agent: slackAgent,
    failCalls: ({ slack }, times) => slack.fault({ method: "*", kind: "status", status: 503, times }),
  },
  Telegram: {
    agent: telegramAgent,
    failCalls: ({ telegram }, times) => telegram.fault({ kind: "500", times }),
  },
};

/** More failing calls than the retries of one answer. */
const FAILURES = 12;

for (const [down, up] of [
  ["Slack", "Telegram"],
  ["Telegram", "Slack"],
] as const) {
  it(`continues on ${up} during an outage of ${down}, and afterwards delivers the pending answers there in order`, async () => {
    const { fixture, proxies } = await fixtureWithProxies();
    const bot = await fixture.start();
    const lan = SIDES[down].agent(fixture, "Lan");
    const minh = SIDES[up].agent(fixture, "Minh");
    const [gifted, first, second, others] = [1, 2, 3, 4].map(() => newCustomer(fixture)) as Customers;
    const question = await asksToRedeem(lan, gifted);
    fixture.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 1 });
    await clicksUntilTaken(fixture, lan, question, "Đổi quà");
    await vi.waitFor(() => expect(postsIn(fixture)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });

    await proxies[down].disconnect();
    await lan.says(first.phone);
    await lan.says(second.phone);
    await operationIn(fixture, gifted, ["done"]);
    await minh.says(others.phone);
    await minh.reads(new RegExp(others.name));
    // The bot gives up an answer after its retries, but still has to deliver its content.
    await bot.waitForLog(
      down === "Slack" ? /"no_answer".*gave up on a call/ : /unreachable.*gave up on a call/,
    );
    expect(await fixture.journal.unfinished()).not.toEqual([]);
    expect(lan.chat().filter((text) => /Đã đổi quà/.test(text))).toEqual([]);

    await proxies[down].listen();
    await lan.reads(/Đã đổi quà/);
    await lan.reads(new RegExp(first.name));
    await lan.reads(new RegExp(second.name));
    const order = lan.chat().flatMap((text) => [first, second].filter(({ name }) => text.includes(name)));
    expect(order).toEqual([first, second]);
    expect(giftsOf(fixture, gifted)).toBe(1);
    await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
      timeout: TIMEOUT_MS,
    });
    record({ case: `9 ${down} is away`, events: 5, faults: 1, lost: 0, doubled: 0, repeated: 0 });
  });

  it(`delivers a pending receipt on ${down} when the bot was killed during the outage`, async () => {
    const { fixture, proxies } = await fixtureWithProxies();
    const bot = await fixture.start();
    const lan = SIDES[down].agent(fixture, "Lan");
    const gifted = newCustomer(fixture);
    const question = await asksToRedeem(lan, gifted);
    fixture.crm.fault({ kind: "delay", ms: 1_000, path: "/redeem", times: 1 });
    await clicksUntilTaken(fixture, lan, question, "Đổi quà");
    await vi.waitFor(() => expect(postsIn(fixture)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });
    await proxies[down].disconnect();
    await operationIn(fixture, gifted, ["done"]);
    await bot.kill();

    // Each start asks Slack for the bot's identity. Without Slack the successor still starts, and waits.
    const successor = await fixture.start();
    await successor.waitForLog(/not reachable; trying again/);
    await proxies[down].listen();
    await lan.reads(/Đã đổi quà/);
    expect(giftsOf(fixture, gifted)).toBe(1);
    await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
      timeout: TIMEOUT_MS,
    });
  });

  it(`delivers an answer on ${down} after a dozen failures in a row`, async () => {
    const { fixture } = await fixtureWithProxies();
    await fixture.start();
    const lan = SIDES[down].agent(fixture, "Lan");
    const customer = newCustomer(fixture);
    await lan.says("trạng thái");
    await lan.reads(/AntCRM/);
    SIDES[down].failCalls(fixture, FAILURES);
    await lan.says(customer.phone);
    await lan.reads(new RegExp(customer.name));
    await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
      timeout: TIMEOUT_MS,
    });
  });
}

type Customers = [
  ReturnType<typeof newCustomer>,
  ReturnType<typeof newCustomer>,
  ReturnType<typeof newCustomer>,
  ReturnType<typeof newCustomer>,
];

/** Creates the fixture with a proxy in front of each platform. */
async function fixtureWithProxies(): Promise<{
  fixture: Fixture;
  proxies: Record<"Slack" | "Telegram", TcpProxy>;
}> {
  const proxies = {} as Record<"Slack" | "Telegram", TcpProxy>;
  const fixture = await createFixture({
    telegram: "polling",
    async slackUrl({ url }) {
      proxies.Slack = await startTcpProxy(url);
      return proxies.Slack.url;
    },
    async telegramUrl({ url }) {
      proxies.Telegram = await startTcpProxy(url);
      return proxies.Telegram.url;
    },
  });
  return { fixture, proxies };
}

function postsIn({ crm }: Fixture): number {
  return crm.requests.filter(({ path }) => path === "/redeem").length;
}
