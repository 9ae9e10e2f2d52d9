import { expect, it, vi } from "vitest";
import { AppError } from "../../src/errors.ts";
import { again, failing, lane, slackInbox, takenUp } from "./slack-inbox.ts";

it("takes an event once, however often it is delivered", async () => {
  const { inbox } = await slackInbox();
  const event = { id: "slack:T01:Ev01", payload: "{}", lane };

  const taken = await Promise.all(Array.from({ length: 5 }, () => inbox.accept(event)));
  expect(taken.filter((isNew) => isNew)).toHaveLength(1);
  expect(await inbox.accept(event)).toBe(false);
});

it("holds its lease before it takes an event, so that nobody else takes it up meanwhile", async () => {
  const { inbox, held } = await slackInbox();

  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}", lane });
  expect(held).toEqual(["held"]);
});

it("keeps an event until it is finished, with the platform it came from", async () => {
  const { inbox, telegram, unfinished } = await slackInbox();
  await inbox.accept({ id: "slack:T01:Ev01", payload: '{"text":"0900"}', lane });
  await inbox.accept({ id: "slack:T01:Ev02", payload: "{}", lane });
  await telegram.accept({ id: "telegram:1", payload: "{}", lane });

  await inbox.handle("slack:T01:Ev02", async () => {});
  expect(await unfinished()).toMatchObject([
    { id: "slack:T01:Ev01", platform: "slack", payload: '{"text":"0900"}' },
    { id: "telegram:1", platform: "telegram" },
  ]);
});

it("finishes an event whose handler threw, says so in the log, and does not throw itself", async () => {
  const { inbox, unfinished, lines } = await slackInbox();
  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}", lane });

  await inbox.handle("slack:T01:Ev01", async () => {
    throw new Error("cannot send to 0900 000 001");
  });
  expect(await unfinished()).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("slack:T01:Ev01");
  expect(lines[0]).not.toContain("0900");
});

it("hands an event over again when it could not be marked as finished", async () => {
  const { inbox, store, lines } = await slackInbox();
  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}", lane });
  await inbox.handle("slack:T01:Ev01", () => store.close());

  expect(lines.join()).toContain("could not be marked as finished");
});

it("marks an event as finished when the store can be used again, and handles it once", async () => {
  const { store, inboxOver, unfinished } = await slackInbox();
  const whole = inboxOver({ markFinished: failing(3, store.inbox.markFinished) });
  const inbox = whole.of("slack");
  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}", lane });
  let handled = 0;
  const finished = inbox.handle("slack:T01:Ev01", async () => {
    handled += 1;
  });
  expect((await whole.takeUp()).events).toEqual([]);
  await finished;
  expect(handled).toBe(1);
  expect(await unfinished()).toEqual([]);
});

it("acknowledges no second delivery whose first one fails to be stored", async () => {
  const { store, inboxOver } = await slackInbox();
  let fails: (() => void) | null = null as (() => void) | null;
  const whole = inboxOver({
    accept: () =>
      new Promise((_, reject) => {
        fails = () => reject(new AppError("storage", "the database cannot be used"));
      }),
  });
  const event = { id: "slack:T01:Ev01", payload: "{}", lane };
  const deliveries = [1, 2].map(() => whole.of("slack").accept(event));
  const settled = Promise.allSettled(deliveries);
  await expect.poll(() => fails).not.toBeNull();
  fails?.();
  expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await store.inbox.owed()).toBe(0);
});

it("takes up an event of its own whose storing failed after the commit, once", async () => {
  const { store, inboxOver } = await slackInbox();
  const whole = inboxOver({
    async accept(event) {
      await store.inbox.accept(event);
      throw new AppError("storage", "the connection broke");
    },
  });
  const event = { id: "slack:T01:Ev01", payload: '{"text":"0900"}', lane };
  await expect(whole.of("slack").accept(event)).rejects.toMatchObject({ fault: "storage" });

  const found = (await Promise.all([whole.takeUp(), whole.takeUp()])).map(({ events }) => events);
  expect(found.flat()).toMatchObject([{ id: event.id, platform: "slack", payload: event.payload }]);
  expect(await whole.of("slack").accept(event)).toBe(false);
  await whole.replay(
    takenUp(event.id),
    again(async () => {}),
  );
  expect((await whole.takeUp()).events).toEqual([]);
});

it("leaves an event that is being stored or handled to whoever has it in hand", async () => {
  const { whole, inbox } = await slackInbox();
  const accepting = inbox.accept({ id: "slack:T01:Ev01", payload: "{}", lane });
  expect((await whole.takeUp()).events).toEqual([]);
  await accepting;
  expect((await whole.takeUp()).events).toEqual([]);
});

it("takes up no event that was finished while the unfinished ones were read", async () => {
  const { store, inboxOver } = await slackInbox();
  let readings = 0;
  let finished = Promise.resolve();
  const whole = inboxOver({
    async unfinishedOf(owner) {
      const found = await store.inbox.unfinishedOf(owner);
      readings += 1;
      await finished;
      return found;
    },
  });
  await whole.of("slack").accept({ id: "slack:T01:Ev01", payload: "{}", lane });
  let end = () => {};
  const answered = new Promise<void>((resolve) => (end = resolve));
  finished = whole.of("slack").handle("slack:T01:Ev01", () => answered);
  const taken = whole.takeUp().then(({ events }) => events);
  await expect.poll(() => readings).toBe(1);
  end();
  expect(await taken).toEqual([]);
});

it("begins nothing again once the process stops, and counts no attempt for it", async () => {
  const { inbox, inboxOver, store, unfinished } = await slackInbox();
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  let count = () => {};
  const held = new Promise<void>((resolve) => (count = resolve));
  const counting = vi.fn();
  const stopping = inboxOver({
    async countAttempt(id, owner, attempts) {
      counting();
      await held;
      await store.inbox.countAttempt(id, owner, attempts);
    },
  });

  const handled = vi.fn(async () => {});
  const finishing = stopping.replay(takenUp("Ev01"), again(handled));
  await expect.poll(() => counting).toHaveBeenCalled();
  const stopped = stopping.beginShutdown();
  count();
  await Promise.all([finishing, stopped]);

  expect(handled).not.toHaveBeenCalled();
  expect(await unfinished()).toMatchObject([{ id: "Ev01", attempts: 1 }]);
});
