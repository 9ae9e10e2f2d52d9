import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Inbox } from "../../src/inbox/inbox.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore } from "../../src/store/open.ts";
import { NO_WAKE_UPS } from "../../src/wake-ups.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { testApp } from "../support/test-app.ts";

const now = () => new Date("2026-11-25T01:00:00Z");
const POISONED = "slack:T01:Ev01";

/**
 * Creates one database, and the inboxes of successive processes. A process has a lease only while it takes over, so each
 * counts as dead for the next one.
 */
async function processes() {
  const folder = await mkdtemp(join(tmpdir(), "poison-"));
  const store = await openStore({ url: join(folder, "bot.db"), log: silentLogger(), now });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const lines: string[] = [];
  const log = createLogger({ level: "info", write: (line) => lines.push(line) });
  const handled: string[] = [];
  const givenUp: string[] = [];
  let count = 0;

  function start({
    isPoisoned = true,
    /** No event ends. */
    isSlow = false,
    time = () => new Promise<void>(() => {}),
  } = {}) {
    count += 1;
    const owner = `process ${count}`;
    const lease = { owner, renewIfDue: async () => {}, mayTakeOver: () => true, watch: () => () => true };
    const inbox = new Inbox({
      ...{ store: store.inbox, lease, hasReplicas: false, wakeUps: NO_WAKE_UPS },
      ...{ log, now, wait: time },
    });
    const listeners: (() => void)[] = [];
    let isEnded = isSlow;

    /** Handles an event. The poisoned event ends the process, so nothing is finished in that process any more. */
    function handle(id: string): Promise<void> {
      handled.push(`${owner}: ${id}`);
      if (id === POISONED && isPoisoned) {
        isEnded = true;
        for (const listener of listeners) listener();
      }
      return isEnded ? new Promise(() => {}) : Promise.resolve();
    }

    async function takeUp() {
      await store.workers.renew(owner, 15_000);
      const { events } = await inbox.takeUp();
      await store.workers.release(owner);
      return events;
    }

    return {
      inbox,
      takeUp,
      async receives(id: string) {
        await inbox.of("slack").accept({ id, payload: "{}", lane: id });
        void inbox.of("slack").handle(id, () => handle(id));
      },
      /** Handles the remaining events; resolves when the poisoned one was reached, or all are done. */
      async takesOver() {
        const left = await takeUp();
        const reached = new Promise<void>((resolve) => listeners.push(resolve));
        const done = left.map((event) =>
          inbox.replay(event, {
            handle: () => handle(event.id),
            giveUp: async () => void givenUp.push(`${owner}: ${event.id}`),
          }),
        );
        await Promise.race([isPoisoned && left.length > 0 ? reached : Promise.all(done), Promise.all(done)]);
        return left.map(({ id }) => id);
      },
    };
  }
  return { start, store, handled, givenUp, lines };
}

describe("an event whose handling ends the process", () => {
  it("is handled three times, then given up: its person is notified once, and the log names it", async () => {
    const { start, store, handled, givenUp, lines } = await processes();
    await start().receives(POISONED);
    for (let restarts = 0; restarts < 3; restarts += 1) await start().takesOver();
    expect(handled).toEqual([1, 2, 3].map((process) => `process ${process}: ${POISONED}`));
    expect(givenUp).toEqual([`process 4: ${POISONED}`]);
    expect(await store.inbox.owed()).toBe(0);
    const given = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith("given up"));
    expect(given).toMatchObject([{ level: 50, event: POISONED, platform: "slack" }]);
    expect(await start().takesOver()).toEqual([]);
  });

  it("does not end other events that were taken over with it, however many", async () => {
    const { start, store, handled, givenUp } = await processes();
    const others = Array.from({ length: 40 }, (_, at) => `slack:T01:Ev${at + 10}`);
    await start().receives(POISONED);
    for (const id of others)
      await store.inbox.accept({ id, platform: "slack", payload: "{}", at: now(), owner: "process 1" });
    const handledBy = (process: number) =>
      handled.flatMap((line) => (line.startsWith(`process ${process}`) ? [line.split(": ")[1]] : []));
    await start().takesOver();
    // Those that the process begins with it do not wait for each other.
    await expect.poll(() => handledBy(2)).toEqual([POISONED, ...others]);
    await start().takesOver();
    expect(handledBy(3)).toEqual([POISONED]);
    await start({ time: async () => {} }).takesOver();
    expect(handledBy(4)).toEqual(others);
    expect(givenUp).toEqual([`process 4: ${POISONED}`]);
    expect(await store.inbox.owed()).toBe(0);
  });

  it("begins its third attempt apart from the second ones of others", async () => {
    const { start, store, handled } = await processes();
    const other = "slack:T01:Ev00";
    await store.workers.renew("living", 60_000);
    await store.inbox.accept({ id: other, platform: "slack", payload: "{}", at: now(), owner: "living" });
    await start().receives(POISONED);
    await start().takesOver();
    await store.workers.release("living");
    let pass = () => {};
    const third = start({ time: () => new Promise<void>((resolve) => (pass = resolve)), isSlow: true });
    const taken = third.takesOver();
    await expect.poll(() => handled.at(-1)).toBe(`process 3: ${other}`);
    pass();
    await taken;
    expect(handled.at(-1)).toBe(`process 3: ${POISONED}`);
  });

  it("is dropped silently when even notifying its person has ended three processes", async () => {
    const { start, store, givenUp } = await processes();
    await start().receives(POISONED);
    for (let restarts = 0; restarts < 2; restarts += 1) await start().takesOver();
    for (let attempts = 0; attempts < 3; attempts += 1) {
      const next = start();
      const [event] = await next.takeUp();
      if (event === undefined) throw new Error("an event to take over was expected");
      await new Promise<void>((reached) => {
        const never = new Promise<void>(() => {});
        const giveUp = () => {
          reached();
          return never;
        };
        void next.inbox.replay(event, { handle: () => never, giveUp });
      });
    }
    await start().takesOver();
    expect(givenUp).toEqual([]);
    expect(await store.inbox.owed()).toBe(0);
  });

  it("is not given up when three graceful stops interrupt it", async () => {
    const { start, handled, givenUp } = await processes();
    const first = start();
    await first.receives(POISONED);
    await first.inbox.beginShutdown();
    for (let restarts = 0; restarts < 3; restarts += 1) {
      const next = start();
      await next.takesOver();
      await next.inbox.beginShutdown();
    }
    await start({ isPoisoned: false }).takesOver();
    expect(handled).toHaveLength(5);
    expect(givenUp).toEqual([]);
  });

  it("is followed by no other event once the process stops gracefully", async () => {
    const { start, handled } = await processes();
    await start().receives(POISONED);
    const second = start();
    await second.inbox.beginShutdown();
    await second.takesOver().catch(() => {});
    expect(handled).toEqual([`process 1: ${POISONED}`]);
  });
});

it("that is a confirmation and was given up reports how its write ended, and writes nothing", async () => {
  const { lan, minh, antcrm } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();
  expect(await lan.clicksAfterGivingUp("Đổi quà", question)).toMatch(/^Bot không thử lại nữa/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(0);

  await lan.clicks("Đổi quà", question);
  const notified = await lan.clicksAfterGivingUp("Đổi quà", question);
  expect(notified).toMatch(/^Đã đổi quà\nBot đã phải khởi động lại ba lần/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  minh.becomes("agent");
  expect(await minh.clicksAfterGivingUp("Đổi quà", question)).toMatch(/^Bot không thử lại nữa/);
});

describe("that asked a question and was given up", () => {
  const REDEEM = "đổi quà daumay01 cho 0900 000 001";
  const givenUp = { isGivenUp: true };

  it("reports how the write of a form ended, and does not ask to send the form's last answer again", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01");
    await lan.confirms("0900 000 001");
    const [report] = await lan.answersOnReplay("text", givenUp);
    expect(report).toMatch(/^Đã đổi quà\nBot đã phải khởi động lại ba lần/);
  });

  it("reports how the write ended once the question is confirmed, and does not ask to send it again", async () => {
    const { lan, antcrm } = await testApp();
    await lan.confirms(REDEEM);
    const [report] = await lan.answersOnReplay("text", givenUp);
    expect(report).toMatch(/^Đã đổi quà\nBot đã phải khởi động lại ba lần/);
    expect(report).not.toContain("gửi lại theo cách khác");
    expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  });

  it("reports that nothing was sent once the question is declined", async () => {
    const { lan } = await testApp();
    await lan.types(REDEEM);
    await lan.clicks("Huỷ");
    expect(await lan.answersOnReplay("text", givenUp)).toEqual([
      expect.stringMatching(/^Đã huỷ\nBot đã phải khởi động lại ba lần/),
    ]);
  });

  it("is to be sent differently while the question is open, or after it has expired", async () => {
    const { lan, clock } = await testApp();
    await lan.types(REDEEM);
    const again = [expect.stringMatching(/^Bot không thử lại nữa[\s\S]*gửi lại theo cách khác/)];
    expect(await lan.answersOnReplay("text", givenUp)).toEqual(again);
    clock.passes(31 * 60_000);
    await lan.clicks("Đổi quà");
    expect(await lan.answersOnReplay("text", givenUp)).toEqual(again);
  });
});
