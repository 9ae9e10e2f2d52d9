import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import { type Gate, openGate } from "./support/gate.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, insists, operationIn } from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";

interface Side {
  agent(stage: Stage, name: string): Agent;
  /** The platform is reachable, and answers every call with an error. */
  failCalls(stage: Stage, times: number): void;
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

for (const [away, there] of [
  ["Slack", "Telegram"],
  ["Telegram", "Slack"],
] as const) {
  it(`continues on ${there} during an outage of ${away}, and delivers there what is due, in order, afterwards`, async () => {
    const { stage, gates } = await stageWithGates();
    const bot = await stage.start();
    const lan = SIDES[away].agent(stage, "Lan");
    const minh = SIDES[there].agent(stage, "Minh");
    const [gifted, first, second, others] = [1, 2, 3, 4].map(() => newCustomer(stage)) as Customers;
    const question = await asksToRedeem(lan, gifted);
    stage.crm.fault({ kind: "delay", ms: 1_500, path: "/redeem", times: 1 });
    await insists(stage, lan, question, "Đổi quà");
    await vi.waitFor(() => expect(postsIn(stage)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });

    await gates[away].cut();
    await lan.says(first.phone);
    await lan.says(second.phone);
    await operationIn(stage, gifted, ["done"]);
    await minh.says(others.phone);
    await minh.reads(new RegExp(others.name));
    // An answer has been given up after its retries; its content is still due.
    await bot.says(away === "Slack" ? /"no_answer".*gave up on a call/ : /unreachable.*gave up on a call/);
    expect(await stage.journal.unfinished()).not.toEqual([]);
    expect(lan.chat().filter((text) => /Đã đổi quà/.test(text))).toEqual([]);

    await gates[away].open();
    await lan.reads(/Đã đổi quà/);
    await lan.reads(new RegExp(first.name));
    await lan.reads(new RegExp(second.name));
    const order = lan.chat().flatMap((text) => [first, second].filter(({ name }) => text.includes(name)));
    expect(order).toEqual([first, second]);
    expect(giftsOf(stage, gifted)).toBe(1);
    await vi.waitFor(async () => expect(await stage.journal.unfinished()).toEqual([]), {
      timeout: TIMEOUT_MS,
    });
    record({ case: `9 ${away} is away`, events: 5, faults: 1, lost: 0, doubled: 0, repeated: 0 });
  });

  it(`delivers what is due on ${away} after it died during the outage`, async () => {
    const { stage, gates } = await stageWithGates();
    const bot = await stage.start();
    const lan = SIDES[away].agent(stage, "Lan");
    const gifted = newCustomer(stage);
    const question = await asksToRedeem(lan, gifted);
    stage.crm.fault({ kind: "delay", ms: 1_000, path: "/redeem", times: 1 });
    await insists(stage, lan, question, "Đổi quà");
    await vi.waitFor(() => expect(postsIn(stage)).toBe(1), { timeout: TIMEOUT_MS, interval: 5 });
    await gates[away].cut();
    await operationIn(stage, gifted, ["done"]);
    await bot.kill();

    // Each start asks Slack for the bot's identity, so the successor starts without Slack, and waits.
    const successor = await stage.start();
    await successor.says(/not reachable; trying again/);
    await gates[away].open();
    await lan.reads(/Đã đổi quà/);
    expect(giftsOf(stage, gifted)).toBe(1);
    await vi.waitFor(async () => expect(await stage.journal.unfinished()).toEqual([]), {
      timeout: TIMEOUT_MS,
    });
  });

  it(`delivers an answer on ${away} after a dozen failures in a row`, async () => {
    const { stage } = await stageWithGates();
    await stage.start();
    const lan = SIDES[away].agent(stage, "Lan");
    const customer = newCustomer(stage);
    await lan.says("trạng thái");
    await lan.reads(/AntCRM/);
    SIDES[away].failCalls(stage, FAILURES);
    await lan.says(customer.phone);
    await lan.reads(new RegExp(customer.name));
    await vi.waitFor(async () => expect(await stage.journal.unfinished()).toEqual([]), {
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

/** The stage with a gate before each platform. */
async function stageWithGates(): Promise<{ stage: Stage; gates: Record<"Slack" | "Telegram", Gate> }> {
  const gates = {} as Record<"Slack" | "Telegram", Gate>;
  const stage = await openStage({
    telegram: "polling",
    async slackUrl({ url }) {
      gates.Slack = await openGate(url);
      return gates.Slack.url;
    },
    async telegramUrl({ url }) {
      gates.Telegram = await openGate(url);
      return gates.Telegram.url;
    },
  });
  return { stage, gates };
}

function postsIn({ crm }: Stage): number {
  return crm.requests.filter(({ path }) => path === "/redeem").length;
}
