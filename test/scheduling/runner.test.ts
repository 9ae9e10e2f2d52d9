import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { AppError, type Fault } from "../../src/errors.ts";
import {
  createDigestRunner,
  type DeliveryMarks,
  type DigestRunner,
  type DigestSender,
} from "../../src/features/digests/runner.ts";
import {
  createSubscriptions,
  type Subscription,
  type Subscriptions,
} from "../../src/features/digests/subscriptions.ts";
import { createLease } from "../../src/operations/lease.ts";
import { parseSchedule } from "../../src/scheduling/schedule.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONE = "Asia/Ho_Chi_Minh";

/** A delivered message. */
interface Message extends DeliveryMarks {
  number: number;
  kind: string;
  dueAt: Date;
}

let nowMs: number;
let store: Store;
let subscriptions: Subscriptions;
let processes: number;
let chats: number;
/** The messages in the chats, and the notices to the owners. */
let chat: Message[];
let notifiedOwners: number[];
/** Called before composing and before sending. A test makes them throw. */
let composing: () => void;
let sending: (message: Message) => void;

const now = () => new Date(nowMs);
const sender: DigestSender<Message> = {
  isAllowed: async () => true,
  async compose({ number, skipEmpty }, { kind, dueAt }, marks) {
    composing();
    return kind === "nothing" && skipEmpty ? null : { number, kind, dueAt, ...marks };
  },
  async send(_, message) {
    sending(message);
    chat.push(message);
  },
  async notifyOwner({ number }) {
    notifiedOwners.push(number);
  },
};

/** Starts another process on the same store. */
function start(): DigestRunner {
  const lease = createLease(store.workers, `process-${++processes}`, () => performance.now());
  return createDigestRunner({
    subscriptions,
    runs: store.runs,
    lease,
    timeZone: ZONE,
    catchUpMs: async () => 6 * HOUR,
    now,
    newId: () => crypto.randomUUID(),
    log: silentLogger(),
  });
}

async function subscribe(
  schedule = "daily 08:30",
  kinds = ["ratings"],
  skipEmpty = false,
): Promise<Subscription> {
  const parsed = parseSchedule(schedule);
  if (parsed === null) throw new Error(`no schedule: ${schedule}`);
  const place = { platform: "slack" as const, chat: `C${++chats}`, shared: true };
  const order = { person: "slack:U1", place, kinds, schedule: parsed, locale: "vi", skipEmpty };
  return (await subscriptions.add(order)).subscription;
}

const lastRun = async (one: Subscription) => (await subscriptions.lastRuns(one, 1))[0];
const passes = (ms: number) => {
  nowMs += ms;
};
function failsWith(fault: Fault) {
  return () => {
    throw new AppError(fault, `the platform says ${fault}`);
  };
}
const succeeds = () => {};

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "runner-"));
  nowMs = new Date("2026-11-25T08:00:00+07:00").getTime();
  store = await openStore({ url: join(folder, "bot.db"), log: silentLogger(), now });
  [processes, chats, chat, notifiedOwners, composing, sending] = [0, 0, [], [], succeeds, succeeds];
  const newId = () => crypto.randomUUID();
  subscriptions = createSubscriptions({
    rows: store.subscriptions,
    runs: store.runs,
    timeZone: ZONE,
    now,
    newId,
    onPlanned() {},
  });
  return async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
});

describe("a due digest", () => {
  it("is sent once by a process, however often it sweeps", async () => {
    await subscribe("daily 08:30", ["ratings", "campaigns"]);
    const runner = start();
    await runner.sweep(sender);
    expect(chat).toEqual([]);
    passes(30 * MINUTE);
    for (let round = 0; round < 3; round++) await runner.sweep(sender);
    expect(chat.map(({ kind }) => kind).sort()).toEqual(["campaigns", "ratings"]);
    expect(chat.every(({ isLate, mayBeRepeated }) => !isLate && !mayBeRepeated)).toBe(true);
  });

  it("is sent once by five processes that sweep at the same time", async () => {
    for (let count = 0; count < 6; count++) await subscribe();
    passes(30 * MINUTE);
    const runners = Array.from({ length: 5 }, start);
    await Promise.all(runners.map((runner) => runner.sweep(sender)));
    expect(chat.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("of one subscription is never sent concurrently with another one", async () => {
    await subscribe("daily 08:30", ["a", "b", "c"]);
    passes(30 * MINUTE);
    let [inProgress, most] = [0, 0];
    const slow: DigestSender<Message> = {
      ...sender,
      async send(subscription, message, isUnbroken) {
        most = Math.max(most, ++inProgress);
        await new Promise(setImmediate);
        await sender.send(subscription, message, isUnbroken);
        inProgress -= 1;
      },
    };
    await Promise.all(Array.from({ length: 4 }, () => start().sweep(slow)));
    expect(chat).toHaveLength(3);
    expect(most).toBe(1);
  });

  it("is sent late after a downtime, but only the latest, and is marked as late", async () => {
    const one = await subscribe("cron 0 * * * *");
    passes(5 * HOUR + 30 * MINUTE);
    await start().sweep(sender);
    expect(chat).toEqual([
      expect.objectContaining({ dueAt: new Date("2026-11-25T13:00:00+07:00"), isLate: true }),
    ]);
    const runs = await subscriptions.lastRuns(one, 10);
    expect(runs.map(({ state, reason }) => reason ?? state)).toEqual([
      "sent",
      "newer",
      "newer",
      "newer",
      "newer",
    ]);
  });

  it("is skipped with its reason after a downtime of more than six hours", async () => {
    const one = await subscribe();
    passes(3 * 24 * HOUR + 7 * HOUR);
    await start().sweep(sender);
    expect(chat).toEqual([]);
    const runs = await subscriptions.lastRuns(one, 10);
    expect(runs.map(({ state, reason }) => `${state} ${reason}`)).toEqual(Array(4).fill("skipped late"));
  });

  it("is recorded for every hour of two months, in portions", async () => {
    const one = await subscribe("cron 0 * * * *");
    passes(60 * 24 * HOUR);
    const runner = start();
    for (let round = 0; round < 10; round++) await runner.sweep(sender);
    expect(await subscriptions.lastRuns(one, 10_000)).toHaveLength(60 * 24);
    expect(chat).toHaveLength(1);
  });

  it("is skipped when it is empty, if the subscription says so", async () => {
    const skips = await subscribe("daily 08:30", ["nothing"], true);
    await subscribe("daily 08:30", ["nothing"], false);
    passes(30 * MINUTE);
    await start().sweep(sender);
    expect(chat.map(({ number }) => number)).toEqual([2]);
    expect(await lastRun(skips)).toMatchObject({ state: "skipped", reason: "empty" });
  });

  it("is not sent when its subscription was paused or removed while it waited", async () => {
    const [paused, removed] = [await subscribe(), await subscribe()];
    passes(30 * MINUTE);
    const runner = start();
    composing = failsWith("unavailable");
    await runner.sweep(sender);
    await subscriptions.pause(paused);
    await subscriptions.remove(removed);
    composing = succeeds;
    passes(HOUR);
    await runner.sweep(sender);
    expect(chat).toEqual([]);
    for (const one of [paused, removed]) {
      expect(await lastRun(one)).toMatchObject({ state: "skipped", reason: "paused" });
    }
  });
});

describe("a killed process", () => {
  /** Starts a process that hangs at this step, and ends its lease. */
  async function killDuring(step: "composing" | "before the send" | "after the send"): Promise<void> {
    const hangs = new Promise<never>(() => {});
    let reached = () => {};
    const here = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const stuck: DigestSender<Message> = {
      ...sender,
      async compose(...args) {
        if (step !== "composing") return sender.compose(...args);
        reached();
        return hangs;
      },
      async send(subscription, message, isUnbroken) {
        if (step === "after the send") await sender.send(subscription, message, isUnbroken);
        reached();
        await hangs;
      },
    };
    void start().sweep(stuck);
    await here;
    await endLease();
    passes(MINUTE);
  }

  /** Ends the lease of the process that was started last. Without its row, the next process need not wait for it. */
  const endLease = () => store.workers.release(`process-${processes}`);

  it("while it composes: another process sends the digest unmarked", async () => {
    await subscribe();
    passes(30 * MINUTE);
    await killDuring("composing");
    await start().sweep(sender);
    expect(chat).toEqual([expect.objectContaining({ mayBeRepeated: false })]);
  });

  it.each([
    ["before the send", 1],
    ["after the send", 2],
  ] as const)(
    "%s: another process sends the digest again, marked as possibly repeated",
    async (step, messages) => {
      const one = await subscribe();
      passes(30 * MINUTE);
      await killDuring(step);
      const successor = start();
      for (let round = 0; round < 3; round++) await successor.sweep(sender);
      expect(chat).toHaveLength(messages);
      expect(chat.at(-1)).toMatchObject({ mayBeRepeated: true });
      expect(chat.filter(({ mayBeRepeated }) => !mayBeRepeated)).toHaveLength(messages - 1);
      expect(await lastRun(one)).toMatchObject({ state: "sent", repeated: 1 });
    },
  );

  it("keeps its digest until its lease ends", async () => {
    await subscribe();
    passes(30 * MINUTE);
    await killDuring("composing");
    await store.workers.renew(`process-${processes}`, HOUR);
    await start().sweep(sender);
    expect(chat).toEqual([]);
  });
});

describe("a chat", () => {
  it("that forbids the bot stops the subscription, and its owner is notified once", async () => {
    const one = await subscribe("daily 08:30", ["ratings", "campaigns"]);
    passes(30 * MINUTE);
    const runner = start();
    sending = failsWith("forbidden");
    await runner.sweep(sender);
    passes(24 * HOUR);
    await runner.sweep(sender);
    expect(notifiedOwners).toEqual([1]);
    expect(await subscriptions.find(1)).toMatchObject({ state: "shut-out" });
    expect((await subscriptions.lastRuns(one, 9)).map(({ reason }) => reason)).toEqual([
      "shut-out",
      "shut-out",
    ]);

    sending = succeeds;
    await subscriptions.resume(one);
    passes(24 * HOUR);
    await runner.sweep(sender);
    expect(chat).toHaveLength(2);
  });

  it("that cannot be reached gets the digest later, unmarked, because nothing was sent", async () => {
    await subscribe();
    passes(30 * MINUTE);
    const runner = start();
    sending = failsWith("unavailable");
    await runner.sweep(sender);
    sending = succeeds;
    await runner.sweep(sender);
    // The next attempt is half a minute later.
    expect(chat).toEqual([]);
    passes(MINUTE);
    await runner.sweep(sender);
    expect(chat).toEqual([expect.objectContaining({ mayBeRepeated: false })]);
  });

  it("that gives no answer gets the digest again, marked, at most three times", async () => {
    const one = await subscribe();
    passes(30 * MINUTE);
    const runner = start();
    sending = (message) => {
      chat.push(message);
      throw new AppError("unclear", "no answer");
    };
    for (let round = 0; round < 20; round++) {
      await runner.sweep(sender);
      passes(15 * MINUTE);
    }
    expect(chat.map(({ mayBeRepeated }) => mayBeRepeated)).toEqual([false, true, true, true]);
    expect(await lastRun(one)).toMatchObject({ state: "skipped", reason: "unclear", repeated: 3 });
  });

  it("that refuses the message permanently does not get it again", async () => {
    const one = await subscribe();
    passes(30 * MINUTE);
    const runner = start();
    sending = failsWith("refused");
    await runner.sweep(sender);
    sending = succeeds;
    passes(HOUR);
    await runner.sweep(sender);
    expect(chat).toEqual([]);
    expect(await lastRun(one)).toMatchObject({ state: "failed" });
  });
});

describe("AntCRM", () => {
  it("without an answer is asked again after increasing pauses, and is the reason of a skipped digest", async () => {
    const one = await subscribe();
    passes(30 * MINUTE);
    const runner = start();
    let tries = 0;
    composing = () => {
      tries += 1;
      throw new AppError("unavailable", "AntCRM does not answer");
    };
    for (let minutes = 0; minutes < 7 * 60; minutes++) {
      await runner.sweep(sender);
      passes(MINUTE);
    }
    expect(tries).toBeGreaterThan(20);
    expect(tries).toBeLessThan(40);
    expect(await lastRun(one)).toMatchObject({ state: "skipped", reason: "crm" });
  });

  it("failing for one subscription does not delay another one", async () => {
    await subscribe();
    await subscribe();
    passes(30 * MINUTE);
    composing = () => {
      composing = succeeds;
      throw new AppError("unavailable", "AntCRM does not answer");
    };
    await start().sweep(sender);
    expect(chat).toHaveLength(1);
  });
});

it("a runner that ends aborts its composing, and the next process sends the digest unmarked", async () => {
  await subscribe();
  passes(30 * MINUTE);
  const runner = start();
  const reading: DigestSender<Message> = {
    ...sender,
    compose: (_, __, ___, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("given up")))),
  };
  void runner.sweep(reading);
  await runner.end();
  passes(MINUTE);
  await start().sweep(sender);
  expect(chat).toEqual([expect.objectContaining({ mayBeRepeated: false })]);
});
