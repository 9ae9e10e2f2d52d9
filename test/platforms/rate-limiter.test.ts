import { setImmediate as immediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Limit, RateLimiter } from "../../src/platforms/rate-limiter.ts";
import { handClock } from "./hand-clock.ts";

const all: Limit = { key: "all", most: 30, withinMs: 1_000, holds: "further" };
const inChat = (chat: string): Limit => ({ key: `chat:${chat}`, most: 1, withinMs: 1_000, holds: "further" });

const DAY_MS = 86_400_000;

/** Creates a rate limiter with its clock, and records when each message is sent. */
function street() {
  const clock = handClock();
  const start = clock.nowMs();
  const rateLimiter = new RateLimiter(clock);
  const sent: [name: string, atMs: number][] = [];
  const send = (name: string, chat: string, { isAsked = false, limits = [inChat(chat), all] } = {}) =>
    rateLimiter.run({ chat, isAsked, limits }, async () => {
      sent.push([name, clock.nowMs() - start]);
    });
  return { clock, rateLimiter, sent, send };
}

describe("the pace", () => {
  it("lets the first message of a chat go at once and the next one a second later", async () => {
    const { clock, sent, send } = street();
    await clock.runUntil(Promise.all([send("a1", "a"), send("a2", "a"), send("b1", "b")]));
    expect(sent).toEqual([
      ["a1", 0],
      ["b1", 0],
      ["a2", 1_000],
    ]);
  });

  it("counts a message until a while after its answer, because nobody knows when it arrived", async () => {
    const { clock, rateLimiter, sent, send } = street();
    let arrive = () => {};
    const onItsWay = rateLimiter.run({ chat: "a", isAsked: false, limits: [inChat("a")] }, () => {
      return new Promise<void>((resolve) => {
        arrive = resolve;
      });
    });
    const second = send("second", "a");
    await immediate();
    clock.passes(5_000);
    expect(sent).toEqual([]);
    arrive();
    await clock.runUntil(Promise.all([onItsWay, second]));
    expect(sent).toEqual([["second", 6_000]]);
  });

  it("lets one answer to each question pass, and holds what comes beside it", async () => {
    const { clock, rateLimiter, sent, send } = street();
    await send("notice", "a");
    rateLimiter.asked("a");
    const answers = [send("answer", "a", { isAsked: true }), send("beside it", "a", { isAsked: true })];
    await clock.runUntil(Promise.all(answers));
    expect(sent).toEqual([
      ["notice", 0],
      ["answer", 0],
      ["beside it", 1_000],
    ]);
  });

  it("sends answers before notices when both had to wait", async () => {
    const { clock, sent, send } = street();
    const crowd = Array.from({ length: 30 }, (_, index) => send("crowd", `c${index}`));
    const late = [send("notice", "n"), send("answer", "p", { isAsked: true })];
    await clock.runUntil(Promise.all([...crowd, ...late]));
    expect(sent.slice(30)).toEqual([
      ["answer", 1_000],
      ["notice", 1_000],
    ]);
  });

  it("lets a chat rest that was told to, and no other", async () => {
    const { clock, rateLimiter, sent, send } = street();
    rateLimiter.rest("a", 7_000);
    await clock.runUntil(Promise.all([send("a", "a"), send("b", "b")]));
    expect(sent).toEqual([
      ["b", 0],
      ["a", 7_000],
    ]);
  });

  it("lets a chat rest for longer than one timer can wait", async () => {
    const clock = handClock();
    const start = clock.nowMs();
    const waits: number[] = [];
    const wake: typeof clock.wake = (afterMs, run) => {
      waits.push(afterMs);
      return clock.wake(afterMs, run);
    };
    const rateLimiter = new RateLimiter({ ...clock, wake });
    rateLimiter.rest("a", 30 * DAY_MS);
    const sentAtMs = rateLimiter.run({ chat: "a", isAsked: true, limits: [] }, async () => clock.nowMs());
    expect((await clock.runUntil(sentAtMs)) - start).toBe(30 * DAY_MS);
    expect(Math.max(...waits)).toBeLessThan(2 ** 31);
  });

  it("goes on after a message that failed", async () => {
    const { clock, rateLimiter, sent, send } = street();
    const failed = rateLimiter.run({ chat: "a", isAsked: false, limits: [inChat("a")] }, async () => {
      throw new Error("cut");
    });
    await expect(failed).rejects.toThrow("cut");
    await clock.runUntil(send("next", "a"));
    expect(sent).toEqual([["next", 1_000]]);
  });

  it("goes on after a send that throws before it returns a promise", async () => {
    const { clock, rateLimiter, sent, send } = street();
    const failed = rateLimiter.run({ chat: "a", isAsked: false, limits: [inChat("a")] }, () => {
      throw new Error("cut");
    });
    await expect(failed).rejects.toThrow("cut");
    void send("next", "a");
    clock.passes(1_000);
    await immediate();
    expect(sent).toEqual([["next", 1_000]]);
  });

  it("sends an answer whose time has come before a notice that arrives earlier than the timer", async () => {
    const { nowMs, wake, passes } = handClock();
    let lateMs = 0;
    const rateLimiter = new RateLimiter({ nowMs: () => nowMs() + lateMs, wake });
    const sent: string[] = [];
    const send = (chat: string, isAsked: boolean) =>
      rateLimiter.run({ chat, isAsked, limits: [{ ...all, most: 1 }] }, async () => void sent.push(chat));
    await send("first", true);
    const answer = send("answer", true);
    lateMs = 1_000;
    const notice = send("notice", false);
    await immediate();
    expect(sent).toEqual(["first", "answer"]);
    passes(1_000);
    await Promise.all([answer, notice]);
    expect(sent).toEqual(["first", "answer", "notice"]);
  });

  it("sends the answer to a new question before the rest of an earlier answer in this chat", async () => {
    const { clock, rateLimiter, sent, send } = street();
    rateLimiter.asked("a");
    const first = [send("answer", "a", { isAsked: true }), send("its rest", "a", { isAsked: true })];
    await immediate();
    rateLimiter.asked("a");
    await send("new answer", "a", { isAsked: true });
    await clock.runUntil(Promise.all(first));
    expect(sent).toEqual([
      ["answer", 0],
      ["new answer", 0],
      ["its rest", 1_000],
    ]);
  });

  it("sends further answers and notices although answers that pass use the limit up, second after second", async () => {
    const { clock, rateLimiter, sent, send } = street();
    const limits = [{ ...all, heldAtLeast: 3 }];
    const ask = (second: number) => {
      for (let person = 0; person < 40; person += 1) {
        rateLimiter.asked(`p${person}`);
        void send("answer", `p${person}`, { isAsked: true, limits });
        if (person >= 30) void send("further", `p${person}`, { isAsked: true, limits });
      }
      if (second < 5) clock.wake(1_000, () => ask(second + 1));
    };
    ask(0);
    const notices = Array.from({ length: 6 }, (_, at) => send("notice", `n${at}`, { limits }));
    await clock.runUntil(Promise.all(notices));
    const sentAt = (name: string) => sent.flatMap(([one, atMs]) => (one === name ? [atMs] : []));
    expect(sentAt("notice")).toEqual([1_000, 1_000, 1_000, 2_000, 2_000, 2_000]);
    expect(sentAt("further")).toEqual([1_000, 1_000, 1_000, 2_000, 2_000, 2_000]);
  });

  it("never lets more go than its limits, and forgets nobody, whatever the crowd", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }), async (chats) => {
        const { clock, sent, send } = street();
        const limits = (chat: string) => [inChat(chat), { ...all, heldAtLeast: 3 }];
        const sending = chats.map((chat) => send(`${chat}`, `${chat}`, { limits: limits(`${chat}`) }));
        await clock.runUntil(Promise.all(sending));
        expect(sent).toHaveLength(chats.length);
        for (const [index, [name, atMs]] of sent.entries()) {
          const before = sent.slice(0, index).filter((one) => one[1] > atMs - 1_000);
          expect(before.length).toBeLessThan(30);
          expect(before.map(([other]) => other)).not.toContain(name);
        }
      }),
      { numRuns: 30 },
    );
  });
});
