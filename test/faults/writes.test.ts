import { isDeepStrictEqual } from "node:util";
import { expect, it, vi } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import type { FaultRule } from "../../src/sandbox/antcrm/faults.ts";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import type { OperationRow } from "./support/journal.ts";
import { record } from "./support/record.ts";
import { startTcpProxy, type TcpProxy } from "./support/tcp-proxy.ts";
import { type Attempt, attemptOf, type Kind, UNCLEAR_FIRST } from "./support/write-attempt.ts";
import { type SecondWrite, WRITE_KINDS, type WriteKind } from "./support/write-kinds.ts";

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

/** The card of a write without a clear answer. */
const UNCLEAR = /chưa trả lời rõ/;

/** All kinds take two minutes on a free machine, and several times that on a busy one. */
const BUSY_MACHINE_TIMEOUT_MS = 900_000;

/** The bot's real list of writes: a new one is included automatically. */
const writes = createCommands({} as CataloguePorts)
  .visibleTo("admin")
  .filter(({ writesToCrm }) => writesToCrm)
  .map(({ name }) => name);

/** All kinds of write, or only the kind that `WRITE_KIND` names: `WRITE_KIND=redeem`. */
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

    const outcomes: FaultOutcome[] = [];
    for (const few of inGroups(kinds)) outcomes.push(...(await injectAll(fixture, few, agents)));
    const expected = kinds.flatMap(([write, kind]) =>
      FAULTS.map(({ name: fault, ...after }) => ({ write, fault, ...endOf(kind, after) })),
    );
    expect(unexpectedIn(fixture, outcomes, expected)).toEqual([]);

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
    await successor.waitForLog(/operations of a dead process were taken over/);
    const notified = pairs.filter((_, index) => !kinds[index]?.[1].leavesNoEvidence);
    await Promise.all(
      notified.map(({ attempt }) => attempt.agent.reads(/Sau một phút vẫn chưa thấy/, 90_000)),
    );
    expect(await results()).toEqual(expected);
  },
  BUSY_MACHINE_TIMEOUT_MS,
);

it(
  "ends two writes on one subject each in its own outcome when both are cut off after commit",
  async () => {
    const fixture = await createFixture({ telegram: "polling" });
    const staff = staffOf(fixture, kinds.length);
    await fixture.start(settingsFor(staff));
    const outcomes: PairOutcome[] = [];
    for (const few of inGroups(kinds, PAIRS_AT_ONCE)) {
      const pairs = few.map((kind) => {
        const { second } = kind[1];
        const attempt = attemptOf(fixture, kind, staff[kinds.indexOf(kind)] as Agent);
        return "refusal" in second ? cutAndRefused(attempt, second) : cutTwice(attempt, kind[1], second);
      });
      outcomes.push(...(await Promise.all(pairs)));
    }
    expect(outcomes).toEqual(
      kinds.map(([write, { second, leavesNoEvidence }]) => {
        const made = leavesNoEvidence ? "unclear" : "done";
        if ("refusal" in second) return { write, ends: [made], effects: [1] };
        return { write, ends: [made, "unclear", made], effects: [1, 1, 2] };
      }),
    );
    const operations = outcomes.flatMap(({ ends }) => ends).length;
    record({
      case: "2 two writes on one subject",
      events: 2 * operations,
      faults: operations,
      lost: 0,
      doubled: 0,
      repeated: 0,
    });
  },
  BUSY_MACHINE_TIMEOUT_MS,
);

interface PairOutcome {
  write: string;
  /** How each operation ended. */
  ends: string[];
  /** The number of effects in the CRM after each of them. */
  effects: number[];
}

/** Cuts off the write after commit, and asks for it again. */
async function cutAndRefused(attempt: Attempt, { refusal }: { refusal: RegExp }): Promise<PairOutcome> {
  attempt.injectFault({ kind: "cut", commit: "after" });
  await attempt.asks();
  await attempt.confirms();
  await attempt.ends(["done"]);
  await attempt.isRefused(refusal);
  const ends = (await attempt.operations()).map(({ state }) => state);
  return { write: attempt.kind, ends, effects: [attempt.count()] };
}

/**
 * Cuts off the first write after commit. Cuts off the second one before commit, when only the first one can be found, and
 * then after commit.
 */
async function cutTwice(attempt: Attempt, { receipt }: WriteKind, second: SecondWrite): Promise<PairOutcome> {
  const effects: number[] = [];
  async function confirms(commit: "before" | "after"): Promise<string> {
    attempt.injectFault({ kind: "cut", commit });
    await attempt.confirms();
    const { state } = await attempt.ends(["done", "failed", "unclear"], effects.length);
    effects.push(effects.length === 0 ? attempt.count() : attempt.countOfBoth(second));
    // Otherwise this outcome could be read as the answer to the next request.
    await attempt.agent.reads(new RegExp(`${receipt.source}|${UNCLEAR.source}`));
    return state;
  }
  await attempt.asks();
  await confirms("after");
  await attempt.asksForSecond(second);
  // A bot that takes it for made does not mention it when it is asked again.
  if ((await confirms("before")) === "unclear") {
    await attempt.asksForSecond(second, UNCLEAR_FIRST);
    await confirms("after");
  }
  const ends = (await attempt.operations()).map(({ state }) => state);
  return { write: attempt.kind, ends, effects };
}

/** Returns the expected end. A write without a trace is done only if the CRM said so. */
function endOf(
  { leavesNoEvidence: traceless }: WriteKind,
  { rule, ends, times }: Omit<(typeof FAULTS)[number], "name">,
) {
  return { ends: traceless && rule.kind !== "429" ? "unclear" : ends, times };
}

interface FaultOutcome {
  write: string;
  fault: string;
  ends: string;
  times: number;
  /** As in the log: `"K7Q2M9XA"`. */
  reference: string;
}

/** Returns the outcomes that are not as expected, each with the lines of the log about it. */
function unexpectedIn(
  fixture: Fixture,
  outcomes: readonly FaultOutcome[],
  expected: readonly Omit<FaultOutcome, "reference">[],
) {
  expect(outcomes).toHaveLength(expected.length);
  const { lines } = fixture.bot();
  return outcomes.flatMap(({ reference, ...outcome }, index) =>
    isDeepStrictEqual(outcome, expected[index])
      ? []
      : [{ ...outcome, expected: expected[index], log: lines.filter((line) => line.includes(reference)) }],
  );
}

/** Applies every fault to each of these kinds of write concurrently, and returns the outcomes. */
async function injectAll(
  fixture: Fixture,
  kinds: readonly Kind[],
  staff: readonly Agent[],
): Promise<FaultOutcome[]> {
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
      const { state, reference } = await attempt.ends(["done", "failed", "unclear"]);
      return { write: attempt.kind, fault, ends: state, times: attempt.count(), reference };
    }),
  );
}

/**
 * The number of kinds that get faults at once. It is small, so that the bot still gets good answers and does not treat
 * AntCRM as down.
 */
const AT_ONCE = 3;
/** The same for pairs, whose kinds get one fault at a time. */
const PAIRS_AT_ONCE = 8;

function inGroups<T>(all: readonly T[], size = AT_ONCE): T[][] {
  const groups = Math.ceil(all.length / size);
  return Array.from({ length: groups }, (_, group) => all.slice(size * group, size * (group + 1)));
}

/** Creates this many people, half of them on Telegram. */
function staffOf(fixture: Fixture, count: number): Agent[] {
  return Array.from({ length: count }, (_, index) =>
    (index % 2 === 0 ? slackAgent : telegramAgent)(fixture, `Lan ${index}`),
  );
}

/** Returns the bot's settings. Some writes need a manager, so everybody here is an admin. */
function settingsFor(staff: readonly Agent[]) {
  const admins = staff.map(({ person }) => person).join(",");
  return {
    // Short, so that a hanging call ends soon; long enough for a healthy call among forty on one busy core.
    // With 3 s a healthy call timed out before it was sent, and became unclear.
    crmTimeoutMs: 10_000,
    environment: { BOT_ADMINS: admins },
  };
}
