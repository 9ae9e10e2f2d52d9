import { setTimeout } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { AppError } from "../../src/errors.ts";
import { KeyedQueue } from "../../src/platforms/keyed-queue.ts";
import { again, failing, finishStrictly, lane, slackInbox, takenUp } from "./slack-inbox.ts";

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
  expect(await whole.takeUp()).toEqual([]);
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

  const found = await Promise.all([whole.takeUp(), whole.takeUp()]);
  expect(found.flat()).toMatchObject([{ id: event.id, platform: "slack", payload: event.payload }]);
  expect(await whole.of("slack").accept(event)).toBe(false);
  await whole.replay(
    takenUp(event.id),
    again(async () => {}),
  );
  expect(await whole.takeUp()).toEqual([]);
});

it("leaves an event that is being stored or handled to whoever has it in hand", async () => {
  const { whole, inbox } = await slackInbox();
  const accepting = inbox.accept({ id: "slack:T01:Ev01", payload: "{}", lane });
  expect(await whole.takeUp()).toEqual([]);
  await accepting;
  expect(await whole.takeUp()).toEqual([]);
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
  const taken = whole.takeUp();
  await expect.poll(() => readings).toBe(1);
  end();
  expect(await taken).toEqual([]);
});

it("answers the events of a chat in their order, whichever process took them", async () => {
  const { inboxOver, store } = await slackInbox({ hasReplicas: true });
  const answered: string[] = [];
  const replicas = ["a", "b"].map((owner) => inboxOver({}, owner).of("slack"));
  for (const owner of ["a", "b"]) await store.workers.renew(owner, 15_000);
  const [first, second] = replicas;
  if (first === undefined || second === undefined) throw new Error("two replicas are needed");

  await first.accept({ id: "Ev02", payload: "{}", lane });
  await setTimeout(2);
  await second.accept({ id: "Ev01", payload: "{}", lane });
  await second.accept({ id: "Ev00", payload: "{}", lane: "slack:C02:slack:U1" });
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const finishing = [
    second.handle("Ev01", async () => void answered.push("Ev01")),
    first.handle("Ev02", async () => {
      await held;
      answered.push("Ev02");
    }),
  ];
  await second.handle("Ev00", async () => void answered.push("Ev00"));
  expect(answered).toEqual(["Ev00"]);
  letGo();
  await Promise.all(finishing);
  expect(answered).toEqual(["Ev00", "Ev02", "Ev01"]);
});

it("holds no event that another process has taken over during a pause, and does not mark it as finished", async () => {
  const { inbox, store, lines, pause } = await slackInbox({ hasReplicas: true });
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  const held: boolean[] = [];
  await inbox.handle("Ev01", async () => {
    held.push(await inbox.isHeld("Ev01", false));
    pause();
    held.push(await inbox.isHeld("Ev01", false));
    pause();
    await store.workers.renew("the next process", 15_000);
    await store.inbox.takeOver("the next process");
    held.push(await inbox.isHeld("Ev01", false));
    held.push(await inbox.isHeld("Ev01", false));
  });
  expect(held).toEqual([true, true, false, false]);
  expect(lines.filter((line) => line.includes("another process has taken this event over"))).toHaveLength(1);
  expect(await store.inbox.isHeldBy("Ev01", "the next process")).toBe(true);
});

it.each([
  ["knows that it was lost", true],
  ["has not asked since the pause", false],
])(
  "handles an event again that came back from a dead process, while its first handling %s",
  async (_, isAsked) => {
    const { whole, inbox, store, pause } = await slackInbox({ hasReplicas: true });
    await inbox.accept({ id: "Ev01", payload: "{}", lane });
    const sent: string[] = [];
    await finishStrictly(inbox, "Ev01", async () => {
      pause();
      await store.workers.renew("the next process", 15_000);
      await store.inbox.takeOver("the next process");
      await store.inbox.countAttempt("Ev01", "the next process", 2);
      if (isAsked && (await inbox.isHeld("Ev01", false))) sent.push("first");
      await store.workers.release("the next process");
      expect(await whole.takeUp()).toEqual([]);
      if (await inbox.isHeld("Ev01", false)) sent.push("second");
    });
    const [event] = await whole.takeUp();
    if (event === undefined) throw new Error("the event is lost");
    // The first handling has not ended its process, so only that of the next process counts.
    expect(event.attempts).toBe(1);
    await whole.replay(
      event,
      again(async () => void sent.push("again")),
    );
    expect(sent).toEqual(["again"]);
    expect(await store.inbox.owed()).toBe(0);
  },
);

it("does not hold an event that comes back while the store is asked about it", async () => {
  const { inboxOver, store, pause } = await slackInbox({ hasReplicas: true });
  let answer = () => {};
  const isTakenBack = new Promise<void>((resolve) => (answer = resolve));
  const isHeldBy = vi.fn(store.inbox.isHeldBy).mockImplementationOnce(async (...event) => {
    await isTakenBack;
    return store.inbox.isHeldBy(...event);
  });
  const whole = inboxOver({ isHeldBy });
  const inbox = whole.of("slack");
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  await finishStrictly(inbox, "Ev01", async () => {
    pause();
    await store.workers.renew("the next process", 15_000);
    await store.inbox.takeOver("the next process");
    const isHeld = inbox.isHeld("Ev01", false);
    await expect.poll(() => isHeldBy).toHaveBeenCalled();
    await store.workers.release("the next process");
    await whole.takeUp();
    answer();
    expect(await isHeld).toBe(false);
  });
  expect(await store.inbox.owed()).toBe(1);
});

it("takes over nothing after a pause while it cannot ask what it has lost", async () => {
  const { inboxOver, store, pause } = await slackInbox({ hasReplicas: true });
  const whole = inboxOver({ isHeldBy: failing(1, store.inbox.isHeldBy) });
  const inbox = whole.of("slack");
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  await finishStrictly(inbox, "Ev01", async () => {
    pause();
    await store.workers.renew("the next process", 15_000);
    await store.inbox.takeOver("the next process");
    await store.workers.release("the next process");
    await expect(whole.takeUp()).rejects.toMatchObject({ fault: "storage" });
    expect(await inbox.isHeld("Ev01", false)).toBe(false);
  });
});

it("asks the store whether an event is held only after a pause, and waits for a store that is away", async () => {
  const { store, inboxOver, pause } = await slackInbox({ hasReplicas: true });
  const isHeldBy = vi.fn(failing(3, store.inbox.isHeldBy));
  const inbox = inboxOver({ isHeldBy }).of("slack");
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  await finishStrictly(inbox, "Ev01", async () => {
    expect(await inbox.isHeld("Ev01", false)).toBe(true);
    expect(isHeldBy).not.toHaveBeenCalled();
    pause();
    expect(await inbox.isHeld("Ev01", true)).toBe(true);
    expect(isHeldBy).toHaveBeenCalledTimes(1);
    expect(await inbox.isHeld("Ev01", false)).toBe(true);
    expect(isHeldBy).toHaveBeenCalledTimes(4);
    expect(await inbox.isHeld("Ev01", false)).toBe(true);
    expect(isHeldBy).toHaveBeenCalledTimes(4);
  });
});

it("answers a chat whose first event is taken up late, while replicas have the later ones", async () => {
  const { inboxOver, store } = await slackInbox({ hasReplicas: true });
  for (const owner of ["a", "b"]) await store.workers.renew(owner, 600_000);
  let isCut = true;
  const first = inboxOver(
    {
      async accept(event) {
        const isNew = await store.inbox.accept(event);
        if (isCut) throw new AppError("storage", "the connection broke after the commit");
        return isNew;
      },
    },
    "a",
  );
  const second = inboxOver({}, "b");
  const [lanesOfFirst, lanesOfSecond] = [new KeyedQueue<string>(), new KeyedQueue<string>()];
  const answered: string[] = [];
  const answers = (id: string) => async () => void answered.push(id);

  await expect(first.of("slack").accept({ id: "Ev01", payload: "{}", lane })).rejects.toThrow();
  isCut = false;
  await setTimeout(2);
  await second.of("slack").accept({ id: "Ev02", payload: "{}", lane });
  await setTimeout(2);
  await first.of("slack").accept({ id: "Ev03", payload: "{}", lane });
  const finishing = [
    lanesOfSecond.run(lane, () => second.of("slack").handle("Ev02", answers("Ev02"))),
    lanesOfFirst.run(lane, () => first.of("slack").handle("Ev03", answers("Ev03"))),
  ];
  for (const event of await first.takeUp()) {
    finishing.push(
      first.replay(
        event,
        again(() => lanesOfFirst.run(lane, answers(event.id))),
      ),
    );
  }
  await Promise.all(finishing);
  expect(answered.toSorted()).toEqual(["Ev01", "Ev02", "Ev03"]);
});

it("answers no event that another process has taken over while this one stood still", async () => {
  const { inboxOver, store, pause } = await slackInbox({ hasReplicas: true });
  const frozen = inboxOver({}, "frozen");
  const other = inboxOver({}, "other");
  await store.workers.renew("other", 15_000);
  for (const id of ["Ev01", "Ev02"]) await frozen.of("slack").accept({ id, payload: "{}", lane });
  pause();
  const answered: string[] = [];
  const [first, second] = await other.takeUp();
  if (first === undefined || second === undefined) throw new Error("two events are to be taken up");
  await other.replay(
    first,
    again(async () => void answered.push(`other: ${first.id}`)),
  );

  for (const { id } of [first, second]) {
    await frozen.of("slack").handle(id, async () => void answered.push(`frozen: ${id}`));
  }
  expect(answered).toEqual(["other: Ev01"]);
  await other.replay(
    second,
    again(async () => void answered.push(`other: ${second.id}`)),
  );
  expect(answered).toEqual(["other: Ev01", "other: Ev02"]);
});

it("handles a waiting event at the wake-up that tells that the one before it is answered", async () => {
  let isLooking = () => {};
  const looks = new Promise<void>((resolve) => (isLooking = resolve));
  let wake = new AbortController();
  const { inboxOver, store } = await slackInbox({
    hasReplicas: true,
    wakeUps: { next: () => wake.signal },
    wait: (_, woken) =>
      new Promise<void>((resolve) => {
        woken?.addEventListener("abort", () => resolve());
        isLooking();
      }),
  });
  for (const owner of ["a", "b"]) await store.workers.renew(owner, 15_000);
  const [a, b] = [inboxOver({}, "a").of("slack"), inboxOver({}, "b").of("slack")];
  await a.accept({ id: "Ev01", payload: "{}", lane });
  await setTimeout(2);
  await b.accept({ id: "Ev02", payload: "{}", lane });

  const answered: string[] = [];
  const waiting = b.handle("Ev02", async () => void answered.push("Ev02"));
  await looks;
  await a.handle("Ev01", async () => void answered.push("Ev01"));
  const last = wake;
  wake = new AbortController();
  last.abort();
  await waiting;
  expect(answered).toEqual(["Ev01", "Ev02"]);
});

it("lets later events pass one that gives way, and one whose process has stopped beating", async () => {
  const { inboxOver, store } = await slackInbox({ hasReplicas: true });
  const inboxOf = (owner: string) => inboxOver({}, owner).of("slack");
  await store.workers.renew("a", 15_000);
  await store.workers.renew("b", 15_000);
  await store.workers.renew("dying", 7_000);
  await inboxOf("a").accept({ id: "Ev01", payload: "{}", lane });
  await inboxOf("dying").accept({ id: "Ev02", payload: "{}", lane });
  await setTimeout(2);
  await inboxOf("b").accept({ id: "Ev03", payload: "{}", lane });

  let end = () => {};
  const long = inboxOf("a").handle("Ev01", async (giveWay) => {
    giveWay();
    await new Promise<void>((resolve) => (end = resolve));
  });
  await inboxOf("b").handle("Ev03", async () => {});
  end();
  await long;
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
