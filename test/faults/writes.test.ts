import { expect, it, vi } from "vitest";
import { createRegistry, type RegistryPorts } from "../../src/commands/registry.ts";
import type { FaultRule } from "../../src/sandbox/antcrm/faults.ts";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Gate, openGate } from "./support/gate.ts";
import { record } from "./support/record.ts";
import { type Customer, insists, newCustomer, operationIn } from "./support/shop-floor.ts";
import { openStage, PATIENCE_MS, type Stage } from "./support/stage.ts";
import { BOTS_OWN, WRITE_KINDS, type WriteKind } from "./support/write-kinds.ts";

/** Short, so that a call that hangs is soon given up; long enough for a busy machine. */
const DRILL = { environment: { ANTCRM_CHATOPS_TEST_CRM_TIMEOUT_MS: "3000" } };

/** What goes wrong, and the truth it leaves: `unclear` only where there is nothing to be found. */
const FAULTS: readonly {
  name: string;
  rule: Omit<FaultRule, "path" | "phone">;
  ends: string;
  times: 0 | 1;
}[] = [
  { name: "time-out after commit", rule: { kind: "hang", commit: "after" }, ends: "done", times: 1 },
  { name: "hang", rule: { kind: "hang", commit: "before" }, ends: "unclear", times: 0 },
  { name: "cut after commit", rule: { kind: "cut", commit: "after" }, ends: "done", times: 1 },
  { name: "cut before", rule: { kind: "cut", commit: "before" }, ends: "unclear", times: 0 },
  { name: "500 after commit", rule: { kind: "500", commit: "after" }, ends: "done", times: 1 },
  { name: "500 before commit", rule: { kind: "500", commit: "before" }, ends: "unclear", times: 0 },
  { name: "503 after commit", rule: { kind: "503", commit: "after" }, ends: "done", times: 1 },
  { name: "503", rule: { kind: "503", commit: "before" }, ends: "unclear", times: 0 },
  { name: "HTML after commit", rule: { kind: "html", commit: "after" }, ends: "done", times: 1 },
  { name: "HTML", rule: { kind: "html", commit: "before" }, ends: "unclear", times: 0 },
  { name: "unreadable answer", rule: { kind: "unreadable" }, ends: "done", times: 1 },
  { name: "truncated answer", rule: { kind: "truncated" }, ends: "done", times: 1 },
  { name: "429, then success", rule: { kind: "429", retryAfter: 1 }, ends: "done", times: 1 },
];

/** The writes of the bot as it is built: what is added later is in here by itself. */
const writes = createRegistry({} as RegistryPorts)
  .visibleTo("admin")
  .filter(({ name, deed }) => deed === "write" && !BOTS_OWN.includes(name))
  .map(({ name }) => name);

it("has a line for every kind of write", () => {
  expect(Object.keys(WRITE_KINDS).sort()).toEqual([...writes].sort());
});

it("ends in the truth that the CRM holds, whatever happens to whichever write", async () => {
  const gates: Gate[] = [];
  const stage = await openStage({
    telegram: "polling",
    async crmUrl({ url }) {
      const gate = await openGate(url);
      gates.push(gate);
      return gate.url;
    },
  });
  await stage.start(DRILL);

  const outcomes = [];
  for (const kinds of byThrees(Object.entries(WRITE_KINDS)))
    outcomes.push(...(await strikeAll(stage, kinds)));
  const truth = Object.keys(WRITE_KINDS).flatMap((write) =>
    FAULTS.map(({ name: fault, ends, times }) => ({ write, fault, ends, times })),
  );
  expect(outcomes).toEqual(truth);

  const refused = await Promise.all(
    Object.values(WRITE_KINDS).map((kind, index) => attemptOf(stage, kind, index)),
  );
  await Promise.all(refused.map((attempt) => attempt.asks()));
  await gates[0]?.shut();
  await Promise.all(refused.map((attempt) => attempt.confirms()));
  for (const { customer, count } of refused) {
    const { state } = await operationIn(stage, customer, ["done", "failed", "unclear"]);
    expect({ state, times: count() }).toEqual({ state: "failed", times: 0 });
  }
  await gates[0]?.open();
  const untold = () => stage.journal.operations().filter(({ told_at }) => told_at === null);
  await vi.waitFor(() => expect(untold()).toEqual([]), { timeout: PATIENCE_MS });

  record({
    case: "2 faults on writes",
    events: 2 * (outcomes.length + refused.length),
    faults: outcomes.length + refused.length,
    lost: outcomes.filter(({ ends, times }) => ends === "done" && times === 0).length,
    doubled: outcomes.filter(({ times }) => times > 1).length,
    repeated: 0,
  });
});

it("never gives an older unclear write a younger one's record, not even after a restart", async () => {
  const stage = await openStage({ telegram: "polling" });
  await stage.start(DRILL);
  const pairs = await Promise.all(
    Object.values(WRITE_KINDS).map(async (kind, index) => {
      const first = attemptOf(stage, kind, index);
      stage.crm.fault({
        kind: "hang",
        commit: "before",
        path: kind.path,
        phone: first.customer.phone,
        times: 1,
      });
      await first.asks();
      await first.confirms();
      const older = await operationIn(stage, first.customer, ["unclear"]);
      await first.asksAnyway();
      await first.confirms();
      await first.agent.reads(kind.receipt);
      return { first, older };
    }),
  );
  const stand = () =>
    pairs.map(({ first, older }) => {
      const ofCustomer = stage.journal.operations().filter(({ customer }) => customer === first.customer.key);
      const younger = ofCustomer.filter(({ id, state }) => id !== older.id && state !== "proposed");
      return {
        older: ofCustomer.find(({ id }) => id === older.id)?.state,
        younger: younger.map(({ state }) => state),
        times: first.count(),
      };
    });
  const truth = pairs.map(() => ({ older: "unclear", younger: ["done"], times: 1 }));
  expect(stand()).toEqual(truth);

  await stage.bot().kill();
  const heir = await stage.start(DRILL);
  await heir.says(/taking over from a process that died/);
  await Promise.all(pairs.map(({ first }) => first.agent.reads(/Sau một phút vẫn chưa thấy/, 90_000)));
  expect(stand()).toEqual(truth);
});

/** Every fault on each of these kinds of write, all at the same time, and what came of it. */
async function strikeAll(stage: Stage, kinds: readonly (readonly [string, WriteKind])[]) {
  const strikes = kinds.flatMap(([write, kind]) =>
    FAULTS.map(async ({ name: fault, rule }, index) => {
      const attempt = attemptOf(stage, kind, index);
      const { phone } = attempt.customer;
      stage.crm.fault({ ...rule, method: "POST", path: kind.path, phone, times: 1 });
      await attempt.asks();
      await attempt.confirms();
      return { write, fault, attempt };
    }),
  );
  return Promise.all(
    (await Promise.all(strikes)).map(async ({ write, fault, attempt }) => {
      const { state } = await operationIn(stage, attempt.customer, ["done", "failed", "unclear"]);
      return { write, fault, ends: state, times: attempt.count() };
    }),
  );
}

/** So many kinds are struck at once that the bot still gets good answers in between, and does not take AntCRM for down. */
function byThrees<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / 3) }, (_, group) => all.slice(3 * group, 3 * group + 3));
}

interface Attempt {
  agent: Agent;
  customer: Customer;
  /** Asks, and waits for the question. */
  asks(): Promise<void>;
  /** Asks again although the one before is unclear. */
  asksAnyway(): Promise<void>;
  confirms(): Promise<void>;
  count(): number;
}

/** One write for a customer of its own, by somebody on Slack or on Telegram. */
function attemptOf(stage: Stage, kind: WriteKind, index: number): Attempt {
  const agent = (index % 2 === 0 ? slackAgent : telegramAgent)(stage, `Lan ${index}`);
  const customer = newCustomer(stage);
  let question = { text: "", message: undefined as unknown };
  return {
    agent,
    customer,
    async asks() {
      await agent.says(kind.asks(customer));
      question = await agent.reads(kind.question);
    },
    async asksAnyway() {
      await agent.says(kind.asks(customer));
      const objection = await agent.reads(/Lần trước chưa rõ kết quả/);
      await agent.presses(objection, "Vẫn tiếp tục");
      question = await agent.reads(kind.question);
    },
    async confirms() {
      // A busy machine may take longer over one press than the 3 s that Slack waits for.
      await insists(stage, agent, question, kind.confirm);
    },
    count: () => kind.count(stage.crm, customer),
  };
}
