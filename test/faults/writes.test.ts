import { expect, it, vi } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import type { FaultRule } from "../../src/sandbox/antcrm/faults.ts";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import type { OperationRow } from "./support/journal.ts";
import { record } from "./support/record.ts";
import { clicksUntilTaken } from "./support/redemption-steps.ts";
import { startTcpProxy, type TcpProxy } from "./support/tcp-proxy.ts";
import { type Subject, WRITE_KINDS, type WriteKind } from "./support/write-kinds.ts";

/** A fault, and the outcome that it causes: `unclear` only when nothing can be found. */
const FAULTS: readonly {
  name: string;
  rule: Pick<FaultRule, "kind" | "commit" | "retryAfter">;
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

/** All kinds take two minutes on a free machine, and several times that on a busy one. */
const BUSY_MACHINE_TIMEOUT_MS = 900_000;

/** The bot's real list of writes: a new one is included automatically. */
const writes = createCommands({} as CataloguePorts)
  .visibleTo("admin")
  .filter(({ writesToCrm }) => writesToCrm)
  .map(({ name }) => name);

/** All kinds of write, or the one that `WRITE_KIND` names, for whoever works on one: `WRITE_KIND=redeem`. */
const { WRITE_KIND } = process.env;
const kinds = Object.entries(WRITE_KINDS).filter(([name]) => WRITE_KIND === undefined || name === WRITE_KIND);
if (kinds.length === 0) throw new Error(`WRITE_KIND names no kind of write: ${WRITE_KIND}`);

it("every kind of write has a case", () => {
  expect(Object.keys(WRITE_KINDS).sort()).toEqual([...writes].sort());
});

it(
  "ends every write in the CRM's real state, whatever the fault",
  async () => {
    const proxies: TcpProxy[] = [];
    const fixture = await createFixture({
      telegram: "polling",
      async crmUrl({ url }) {
        const proxy = await startTcpProxy(url);
        proxies.push(proxy);
        return proxy.url;
      },
    });
    const agents = staffOf(fixture, AT_ONCE * FAULTS.length);
    const others = staffOf(fixture, kinds.length);
    await fixture.start(settingsFor([...agents, ...others]));

    const outcomes = [];
    for (const few of inGroups(kinds)) outcomes.push(...(await injectAll(fixture, few, agents)));
    const expected = kinds.flatMap(([write, kind]) =>
      FAULTS.map(({ name: fault, ...after }) => ({ write, fault, ...endOf(kind, after) })),
    );
    expect(outcomes).toEqual(expected);

    const refused = kinds.map((kind, index) => attemptOf(fixture, kind, others[index] as Agent));
    for (const attempt of refused) await attempt.asks();
    await proxies[0]?.stopListening();
    await Promise.all(refused.map((attempt) => attempt.confirms()));
    for (const attempt of refused) {
      const { state } = await attempt.ends(["done", "failed", "unclear"]);
      expect({ write: attempt.kind, state, times: attempt.count() }).toEqual({
        write: attempt.kind,
        state: "failed",
        times: 0,
      });
    }
    await proxies[0]?.listen();
    const notNotified = async () =>
      (await fixture.journal.operations()).filter(({ told_at }) => told_at === null);
    await vi.waitFor(async () => expect(await notNotified()).toEqual([]), { timeout: TIMEOUT_MS });

    record({
      case: "2 faults on writes",
      events: 2 * (outcomes.length + refused.length),
      faults: outcomes.length + refused.length,
      lost: outcomes.filter(({ ends, times }) => ends === "done" && times === 0).length,
      doubled: outcomes.filter(({ times }) => times > 1).length,
      repeated: 0,
    });
  },
  BUSY_MACHINE_TIMEOUT_MS,
);

it(
  "never matches an older unclear write with a later one's record, even after a restart",
  async () => {
    const fixture = await createFixture({ telegram: "polling" });
    const staff = staffOf(fixture, kinds.length);
    await fixture.start(settingsFor(staff));
    const pairs: { attempt: Attempt; older: OperationRow }[] = [];
    for (const few of inGroups(kinds)) {
      const attempts = few.map(async (kind) => {
        const attempt = attemptOf(fixture, kind, staff[kinds.indexOf(kind)] as Agent);
        attempt.injectFault({ kind: "hang", commit: "before" });
        await attempt.asks();
        await attempt.confirms();
        const older = await attempt.ends(["unclear"]);
        await attempt.asksDespiteUnclear();
        await attempt.confirms();
        await attempt.agent.reads(kind[1].receipt);
        return { attempt, older };
      });
      pairs.push(...(await Promise.all(attempts)));
    }
    const results = () =>
      Promise.all(
        pairs.map(async ({ attempt, older }) => {
          const states = await attempt.operations();
          return {
            write: attempt.kind,
            older: states.find(({ id }) => id === older.id)?.state,
            younger: states.filter(({ id }) => id !== older.id).map(({ state }) => state),
            times: attempt.count(),
          };
        }),
      );
    const expected = kinds.map(([write]) => ({ write, older: "unclear", younger: ["done"], times: 1 }));
    expect(await results()).toEqual(expected);

    await fixture.bot().kill();
    const successor = await fixture.start(settingsFor(staff));
    await successor.waitForLog(/taking over from a process that died/);
    const notified = pairs.filter((_, index) => !kinds[index]?.[1].leavesNoEvidence);
    await Promise.all(
      notified.map(({ attempt }) => attempt.agent.reads(/Sau một phút vẫn chưa thấy/, 90_000)),
    );
    expect(await results()).toEqual(expected);
  },
  BUSY_MACHINE_TIMEOUT_MS,
);

/** A write without a trace is done only when the CRM said so. */
function endOf(
  { leavesNoEvidence: traceless }: WriteKind,
  { rule, ends, times }: Omit<(typeof FAULTS)[number], "name">,
) {
  return { ends: traceless && rule.kind !== "429" ? "unclear" : ends, times };
}

/** Applies every fault to each of these kinds of write concurrently, and returns the outcomes. */
async function injectAll(fixture: Fixture, kinds: readonly Kind[], staff: readonly Agent[]) {
  const injections = kinds.flatMap((kind, which) =>
    FAULTS.map(async ({ name: fault, rule }, index) => {
      const attempt = attemptOf(fixture, kind, staff[which * FAULTS.length + index] as Agent);
      attempt.injectFault(rule);
      await attempt.asks();
      await attempt.confirms();
      return { fault, attempt };
    }),
  );
  return Promise.all(
    (await Promise.all(injections)).map(async ({ fault, attempt }) => {
      const { state } = await attempt.ends(["done", "failed", "unclear"]);
      return { write: attempt.kind, fault, ends: state, times: attempt.count() };
    }),
  );
}

/**
 * How many kinds get faults at once: few enough that the bot still gets good answers and does not treat AntCRM as
 * down.
 */
const AT_ONCE = 3;

function inGroups<T>(all: readonly T[]): T[][] {
  const groups = Math.ceil(all.length / AT_ONCE);
  return Array.from({ length: groups }, (_, group) => all.slice(AT_ONCE * group, AT_ONCE * (group + 1)));
}

/** Creates this many people, half of them on Telegram. */
function staffOf(fixture: Fixture, count: number): Agent[] {
  return Array.from({ length: count }, (_, index) =>
    (index % 2 === 0 ? slackAgent : telegramAgent)(fixture, `Lan ${index}`),
  );
}

/** The bot's settings: some writes take a manager, so everybody here is an admin. */
function settingsFor(staff: readonly Agent[]) {
  const admins = staff.map(({ person }) => person).join(",");
  return {
    // Short, so that a hanging call ends soon; long enough for a healthy call among forty on one busy core.
    // With 3 s a healthy call timed out before it was sent, and became unclear.
    crmTimeoutMs: 10_000,
    environment: { BOT_ADMINS: admins },
  };
}

type Kind = readonly [name: string, kind: WriteKind];

interface Attempt {
  kind: string;
  agent: Agent;
  /** The next call of this write gets this fault. */
  injectFault(rule: Pick<FaultRule, "kind" | "commit" | "retryAfter">): void;
  /** Asks, and waits for the question. */
  asks(): Promise<void>;
  /** Asks again although the previous one is unclear. */
  asksDespiteUnclear(): Promise<void>;
  confirms(): Promise<void>;
  /** The rows of its operations, confirmed ones only. */
  operations(): Promise<OperationRow[]>;
  /** Resolves with the first of them, once it is in one of these states. */
  ends(states: readonly string[]): Promise<OperationRow>;
  count(): number;
}

/** One write for its own customer, by a person who writes nothing else of this kind. */
function attemptOf(fixture: Fixture, [name, kind]: Kind, agent: Agent): Attempt {
  const customer = newCustomer(fixture);
  const id = kind.prepare?.(fixture.crm, customer) ?? customer.key.split(":")[1] ?? "";
  const subject: Subject = { ...customer, id };
  let question = { text: "", message: undefined as unknown };
  const operations = async () =>
    (await fixture.journal.operations()).filter(
      (row) => row.person === agent.person && row.kind === name && row.state !== "proposed",
    );
  return {
    kind: name,
    agent,
    injectFault(rule) {
      const aim = kind.faultTarget?.(subject) ?? { phone: subject.phone };
      fixture.crm.fault({ ...rule, ...kind.call, ...aim, times: 1 });
    },
    async asks() {
      await agent.says(kind.request(subject));
      question = await agent.reads(kind.question);
    },
    async asksDespiteUnclear() {
      await agent.says(kind.request(subject));
      const duplicateCheck = await agent.reads(/Lần trước chưa rõ kết quả/);
      await agent.clicks(duplicateCheck, kind.anyway ?? "Vẫn tiếp tục");
      question = await agent.reads(kind.question);
    },
    async confirms() {
      // A busy machine may take longer for one click than the 3 s that Slack waits.
      await clicksUntilTaken(fixture, agent, question, kind.confirm);
    },
    operations,
    ends: (states) =>
      vi.waitFor(
        async () => {
          const [first] = await operations();
          if (first !== undefined && states.includes(first.state)) return first;
          throw new Error(`the ${name} of ${agent.person} is ${first?.state ?? "not confirmed"}`);
        },
        { timeout: TIMEOUT_MS, interval: 20 },
      ),
    count: () => kind.count(fixture.crm, subject),
  };
}
