import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { AppError, type Fault } from "../../../src/errors.ts";
import {
  type AlertDelivery,
  type AlertSender,
  createAlertDelivery,
} from "../../../src/features/alerts/delivery.ts";
import { createAlertMessages } from "../../../src/features/alerts/messages.ts";
import type { Rule, Watch } from "../../../src/features/alerts/rule.ts";
import { createRules, type Rules } from "../../../src/features/alerts/rules.ts";
import { createLease } from "../../../src/operations/lease.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const MINUTE = 60_000;

/** A message as the chat shows it. */
interface SentMessage {
  subjects: string[];
  mayBeRepeated: boolean;
}

let nowMs: number;
let store: Store;
let rules: Rules;
let processes: number;
let chat: SentMessage[];
let owners: number[][];
/** Runs before each send, and may throw. */
let sending: () => void;

const now = () => new Date(nowMs);
const newId = () => crypto.randomUUID();
const lets = () => {};
const passes = (ms: number) => {
  nowMs += ms;
};
const sender: AlertSender = {
  isAllowed: async () => true,
  async send({ events, mayBeRepeated }) {
    sending();
    chat.push({ subjects: events.map(({ subject }) => subject), mayBeRepeated });
  },
  async notifyOwners(stopped) {
    owners.push(stopped.map(({ number }) => number));
  },
};

/** Starts another process over the same store. @param own  its own parts instead of the usual ones */
function start(own: Partial<Parameters<typeof createAlertDelivery>[0]> = {}): AlertDelivery {
  return createAlertDelivery({
    rules,
    events: store.alertEvents,
    messages: createAlertMessages(store.alertEvents, rules),
    lease: createLease(store.workers, `process-${++processes}`, () => performance.now()),
    timeZone: "Asia/Ho_Chi_Minh",
    now,
    newId,
    log: silentLogger(),
    ...own,
  });
}

async function order(watch: Watch, thread?: string): Promise<Rule> {
  const place = { platform: "slack" as const, chat: "C1", shared: true, ...(thread && { thread }) };
  const { rule } = await rules.add({ person: "slack:U1", place, isPersonal: false, locale: "vi", watch });
  return rule;
}

/** Records tickets found for each of these alerts. */
async function recordFound(tickets: readonly number[], ...some: Rule[]): Promise<void> {
  const events = tickets.flatMap((number) =>
    some.map((rule) => {
      const id = String(number);
      const texts = { title: "Gấp", status: null, priority: "Urgent", assignee: null, customer: null };
      const news = JSON.stringify({ kind: "ticket", id, ...texts });
      const subject = `ticket:${id}`;
      return { id: newId(), rule: rule.id, key: subject, subject, news, at: new Date(nowMs + number) };
    }),
  );
  await store.alertEvents.note("tickets", events, now(), now());
}

const subjects = () => chat.flatMap((one) => one.subjects);

function refuses(fault: Fault) {
  return () => {
    throw new AppError(fault, `the platform says ${fault}`);
  };
}

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "delivery-"));
  nowMs = new Date("2026-11-25T08:00:00+07:00").getTime();
  store = await openStore({ url: join(folder, "bot.db"), log: silentLogger(), now });
  [processes, chat, owners, sending] = [0, [], [], lets];
  rules = createRules({ rows: store.alertRules, events: store.alertEvents, now, newId });
  return async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
});

it("sends nothing after a pause between the mark and the send, and the next process sends it", async () => {
  await recordFound([1], await order({ kind: "tickets" }));
  let leaseMs = 0;
  const { send } = store.alertEvents;
  const paused = start({
    lease: createLease(store.workers, "paused", () => leaseMs),
    events: {
      ...store.alertEvents,
      async send(...message) {
        const sent = await send(...message);
        leaseMs += MINUTE;
        return sent;
      },
    },
  });
  await paused.deliver(sender);
  expect(chat).toEqual([]);
  passes(MINUTE);
  await start().deliver(sender);
  expect(chat).toEqual([{ subjects: ["ticket:1"], mayBeRepeated: false }]);
});

it("five processes that poll at the same moment report an event once", async () => {
  await recordFound([1, 2, 3], await order({ kind: "tickets" }));
  await Promise.all(Array.from({ length: 5 }, () => start().deliver(sender)));
  expect(subjects().toSorted()).toEqual(["ticket:1", "ticket:2", "ticket:3"]);
});

it("two rounds of one process at the same moment send an unclear message again once", async () => {
  await recordFound([1], await order({ kind: "tickets" }));
  const process = start();
  sending = refuses("unclear");
  await process.deliver(sender);
  passes(15 * MINUTE);
  sending = lets;
  await Promise.all([process.deliver(sender), process.deliver(sender)]);
  expect(chat).toEqual([{ subjects: ["ticket:1"], mayBeRepeated: true }]);
});

it.each(["unclear", "unavailable"] as const)(
  "is not tried again before its pause is over by a round that read it earlier, after the fault %s",
  async (fault) => {
    await recordFound([1], await order({ kind: "tickets" }));
    const { waiting } = store.alertEvents;
    let continueReading = lets;
    const reading = new Promise<void>((resolve) => (continueReading = resolve));
    let rounds = 0;
    const process = start({
      events: {
        ...store.alertEvents,
        async waiting(at) {
          const found = await waiting(at);
          if (++rounds === 2) await reading;
          return found;
        },
      },
    });
    let sends = 0;
    sending = () => {
      sends += 1;
      refuses(fault)();
    };
    await process.deliver(sender);
    passes(15 * MINUTE);
    const late = process.deliver(sender);
    await expect.poll(() => rounds, { interval: 1 }).toBe(2);
    await process.deliver(sender);
    continueReading();
    await late;
    expect(sends).toBe(2);
  },
);

describe("an alert whose process dies", () => {
  /** Stops everything this process does: its lease expires, and its send is never answered. */
  async function diesDuringSend(isNotified: boolean): Promise<void> {
    let reached = lets;
    const here = new Promise<void>((resolve) => {
      reached = resolve;
    });
    void start().deliver({
      ...sender,
      async send(message, isUnbroken) {
        if (isNotified) await sender.send(message, isUnbroken);
        reached();
        await new Promise<never>(() => {});
      },
    });
    await here;
    await store.workers.release(`process-${processes}`);
    passes(MINUTE);
  }

  it.each([
    ["before the send", false],
    ["between the send and the mark", true],
  ])("%s is sent again, marked and counted, and everything queued behind it once", async (_, isNotified) => {
    await recordFound([1, 2], await order({ kind: "tickets" }));
    await diesDuringSend(isNotified);
    const successor = start();
    for (let round = 0; round < 3; round++) await successor.deliver(sender);
    expect(chat).toEqual([
      ...(isNotified ? [{ subjects: ["ticket:1"], mayBeRepeated: false }] : []),
      { subjects: ["ticket:1"], mayBeRepeated: true },
      { subjects: ["ticket:2"], mayBeRepeated: false },
    ]);
  });

  it("is still sent when it shares a message with an alert removed meanwhile", async () => {
    const [all, urgent] = [
      await order({ kind: "tickets" }),
      await order({ kind: "tickets", priority: "Urgent" }),
    ];
    await recordFound([1], all, urgent);
    await diesDuringSend(false);
    await rules.remove(all);
    await start().deliver(sender);
    expect(chat).toHaveLength(1);
    expect(chat[0]).toMatchObject({ mayBeRepeated: true });
  });

  it("is not sent when it was removed meanwhile", async () => {
    const one = await order({ kind: "tickets" });
    await recordFound([1], one);
    await diesDuringSend(false);
    await rules.remove(one);
    const successor = start();
    await successor.deliver(sender);
    await rules.add({ ...one, watch: one.watch });
    await successor.deliver(sender);
    expect(chat).toEqual([]);
  });
});

describe("a chat", () => {
  it("that cannot be reached gets its alerts later, unmarked, and in order", async () => {
    await recordFound([1, 2], await order({ kind: "tickets" }));
    const process = start();
    sending = refuses("unavailable");
    await process.deliver(sender);
    sending = lets;
    passes(MINUTE);
    await process.deliver(sender);
    expect(subjects()).toEqual(["ticket:1", "ticket:2"]);
    expect(chat.every(({ mayBeRepeated }) => !mayBeRepeated)).toBe(true);
  });

  it("that gives no answer gets at most three more attempts, each marked", async () => {
    await recordFound([1], await order({ kind: "tickets" }));
    const process = start();
    const mute: AlertSender = {
      ...sender,
      async send(message, isUnbroken) {
        await sender.send(message, isUnbroken);
        throw new AppError("unclear", "no answer");
      },
    };
    for (let round = 0; round < 20; round++) {
      await process.deliver(mute);
      passes(15 * MINUTE);
    }
    expect(chat.map(({ mayBeRepeated }) => mayBeRepeated)).toEqual([false, true, true, true]);
  });

  it("that blocks the bot stops its alerts, and their owners are notified once", async () => {
    const [ours, other] = [await order({ kind: "tickets" }), await order({ kind: "tickets" }, "topic")];
    await order({ kind: "ratings", most: 2 });
    await recordFound([1, 2], ours, other);
    sending = refuses("forbidden");
    const process = start();
    await process.deliver({
      ...sender,
      async send(message, isUnbroken) {
        if (message.rules[0].place.thread === undefined) await sender.send(message, isUnbroken);
      },
    });
    passes(MINUTE);
    await process.deliver(sender);
    expect(owners).toEqual([[1, 3]]);
    expect((await rules.list()).map(({ state }) => state)).toEqual(["shut-out", "active", "shut-out"]);
  });

  it("that answers slowly delays no other chat", async () => {
    const slow = await order({ kind: "tickets" });
    const other = await order({ kind: "tickets" }, "topic");
    await recordFound([1], slow, other);
    let answers = lets;
    const process = start();
    const stuck: AlertSender = {
      ...sender,
      async send(message, isUnbroken) {
        if (message.rules[0].id === slow.id) await new Promise<void>((resolve) => (answers = resolve));
        await sender.send(message, isUnbroken);
      },
    };
    const first = process.deliver(stuck);
    await expect.poll(() => chat.length, { interval: 1 }).toBe(1);
    passes(10_000);
    await recordFound([2], slow, other);
    await process.deliver(stuck);
    expect(subjects()).toEqual(["ticket:1", "ticket:2"]);
    answers();
    await first;
    await process.deliver(sender);
    expect(subjects()).toEqual(["ticket:1", "ticket:2", "ticket:1", "ticket:2"]);
  });
});
