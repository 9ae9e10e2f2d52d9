import { setTimeout } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { AppError } from "../../src/errors.ts";
import { KeyedQueue } from "../../src/platforms/keyed-queue.ts";
import type { Store } from "../../src/store/open.ts";
import { again, failing, finishStrictly, lane, slackInbox } from "./slack-inbox.ts";

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

/** Lets another process take over what the processes of the test have in hand. */
async function takenByOther({
  store,
  pause,
}: Pick<Awaited<ReturnType<typeof slackInbox>>, "store" | "pause">) {
  pause();
  await store.workers.renew("the next process", 15_000);
  await store.inbox.takeOver("the next process");
}

/** Ends the other process. This one, with the name `this process`, may take over again. */
async function otherEnds(store: Pick<Store, "workers">): Promise<void> {
  await store.workers.release("the next process");
  await store.workers.renew("this process", 15_000);
}

it("does not report an event as finished that was taken over before it could be marked", async () => {
  const { inbox, finished, ...process } = await slackInbox({ hasReplicas: true });
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  await inbox.handle("Ev01", () => takenByOther(process));
  expect(finished).toEqual([]);
});

it("does not report an event as finished that was taken over while the store was away", async () => {
  const { inboxOver, finished, ...process } = await slackInbox({ hasReplicas: true });
  let isAway = true;
  const inbox = inboxOver({
    async markFinished(...event) {
      if (!isAway) return process.store.inbox.markFinished(...event);
      isAway = false;
      await takenByOther(process);
      throw new AppError("storage", "the database cannot be used");
    },
  }).of("slack");
  await inbox.accept({ id: "Ev01", payload: "{}", lane });
  await inbox.handle("Ev01", async () => {});
  expect(finished).toEqual([]);
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
      await otherEnds(store);
      expect((await whole.takeUp()).events).toEqual([]);
      if (await inbox.isHeld("Ev01", false)) sent.push("second");
    });
    const [event] = (await whole.takeUp()).events;
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
    await otherEnds(store);
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
    await otherEnds(store);
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
  for (const event of (await first.takeUp()).events) {
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

it("answers no event that another process has taken over while this one was frozen", async () => {
  const { inboxOver, store, pause } = await slackInbox({ hasReplicas: true });
  const frozen = inboxOver({}, "frozen");
  const other = inboxOver({}, "other");
  await store.workers.renew("other", 15_000);
  for (const id of ["Ev01", "Ev02"]) await frozen.of("slack").accept({ id, payload: "{}", lane });
  pause();
  const answered: string[] = [];
  const [first, second] = (await other.takeUp()).events;
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

it("misses no wake-up that comes while it asks whether the event before it is answered", async () => {
  const wakeUps = new Map<string, () => void>();
  const { inboxOver, store } = await slackInbox({
    hasReplicas: true,
    wakeUps: {
      expect(topic) {
        const controller = new AbortController();
        wakeUps.set(topic, () => controller.abort());
        return { woken: controller.signal, end: () => void wakeUps.delete(topic) };
      },
    },
    // Only a wake-up ends a wait.
    wait: (_, woken) =>
      new Promise<void>((resolve) => {
        if (woken?.aborted) resolve();
      }),
  });
  for (const owner of ["a", "b"]) await store.workers.renew(owner, 15_000);
  const a = inboxOver({}, "a").of("slack");
  const answered: string[] = [];
  const b = inboxOver(
    {
      async isBehind(id) {
        const isBehind = await store.inbox.isBehind(id);
        if (isBehind) await a.handle("Ev01", async () => void answered.push("Ev01"));
        wakeUps.get(id)?.();
        return isBehind;
      },
    },
    "b",
  ).of("slack");
  await a.accept({ id: "Ev01", payload: "{}", lane });
  await setTimeout(2);
  await b.accept({ id: "Ev02", payload: "{}", lane });

  await b.handle("Ev02", async () => void answered.push("Ev02"));
  expect(answered).toEqual(["Ev01", "Ev02"]);
  expect([...wakeUps.keys()]).toEqual([]);
});

it("lets later events pass one that gives way", async () => {
  const { inboxOver, store } = await slackInbox({ hasReplicas: true });
  const inboxOf = (owner: string) => inboxOver({}, owner).of("slack");
  for (const owner of ["a", "b"]) await store.workers.renew(owner, 600_000);
  await inboxOf("a").accept({ id: "Ev01", payload: "{}", lane });
  await setTimeout(2);
  await inboxOf("b").accept({ id: "Ev02", payload: "{}", lane });

  let end = () => {};
  const long = inboxOf("a").handle("Ev01", async (giveWay) => {
    giveWay();
    await new Promise<void>((resolve) => (end = resolve));
  });
  await inboxOf("b").handle("Ev02", async () => {});
  end();
  await long;
});

it("does not wait for an event whose process has not renewed its lease for a while", async () => {
  const { inboxOver, store } = await slackInbox({
    hasReplicas: true,
    wait: () => Promise.reject(new Error("it waits")),
  });
  await store.workers.renew("b", 15_000);
  await store.workers.renew("dying", 7_000);
  for (const [owner, id] of [
    ["dying", "Ev01"],
    ["b", "Ev02"],
  ] as const) {
    await inboxOver({}, owner).of("slack").accept({ id, payload: "{}", lane });
    await setTimeout(2);
  }
  await inboxOver({}, "b")
    .of("slack")
    .handle("Ev02", async () => {});
});
