// Over 400 lines: the promises about leases and takeovers of every kind of work share the same few workers.
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Engine } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrate.ts";
import type { Store } from "../../src/store/open.ts";
import { createWorkersTable } from "../../src/store/workers.ts";
import { later, noon, OVER_MS, proposed, RUNNING_MS } from "./store-samples.ts";

/** The promises for several processes: leases, and that the work of an ended process goes to one successor. */
export function workersContract(fresh: () => Promise<Store>, freshEngine: () => Promise<Engine>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });

  /** Waits until the database's clock, which counts milliseconds, has advanced. */
  const tick = () => setTimeout(2);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  const event = (id: string, minute: number, owner?: string) =>
    store.inbox.accept({
      id,
      platform: "slack",
      payload: `{"event":"${id}"}`,
      at: later(minute),
      ...(owner === undefined ? {} : { owner }),
    });

  it("returns the running leases of other workers", async () => {
    const { renew, release, othersRunning } = store.workers;
    const others = ["first to end", "last to end", "ended"];
    expect(await othersRunning("own")).toEqual([]);
    await renew("own", 1_000);
    await renew("last to end", 60_000);
    await renew("ended", OVER_MS);
    await renew("first to end", 30_000);
    const running = await othersRunning("own");
    const [first, last] = running.sort((a, b) => a.leftMs - b.leftMs);
    expect(running.map(({ worker }) => worker)).toEqual(["first to end", "last to end"]);
    expect(first?.leftMs).toBeGreaterThan(20_000);
    expect(first?.leftMs).toBeLessThanOrEqual(30_000);
    expect((last?.until ?? 0) - (first?.until ?? 0)).toBeGreaterThan(20_000);
    for (const worker of [...others, "own"]) await release(worker);
  });

  it("ends the lease of another worker only while it has the end that was read", async () => {
    const { renew, release, othersRunning, endUnlessRenewed } = store.workers;
    await renew("a", RUNNING_MS);
    const [before] = await othersRunning("own");
    await tick();
    await renew("a", RUNNING_MS);
    const [after] = await othersRunning("own");
    if (before === undefined || after === undefined) throw new Error("the lease does not run");
    expect(await endUnlessRenewed(before)).toBe(false);
    expect(await othersRunning("own")).toHaveLength(1);
    expect(await endUnlessRenewed(after)).toBe(true);
    expect(await othersRunning("own")).toEqual([]);
    expect(await renew("a", RUNNING_MS)).toBe(false);
    await release("a");
  });

  it("ends a lease after the query that begins it, although that one is slow", async () => {
    const engine = await freshEngine();
    onTestFinished(() => engine.close());
    await migrate(engine, noon);
    let [writes, arrive] = [0, () => {}];
    const onItsWay = new Promise<void>((resolve) => (arrive = resolve));
    const workers = createWorkersTable({
      ...engine,
      async write(queries, options) {
        writes += 1;
        // The first query finds no running lease.
        if (writes === 2) await onItsWay;
        return engine.write(queries, options);
      },
    });
    const renewed = workers.renew("a", RUNNING_MS);
    await expect.poll(() => writes, { interval: 1 }).toBe(2);
    const released = workers.release("a");
    arrive();
    await Promise.all([renewed, released]);
    expect(await workers.othersRunning("own")).toEqual([]);
  });

  it("returns whether the lease that is renewed was running", async () => {
    const { renew, release } = store.workers;
    expect(await renew("a", RUNNING_MS)).toBe(false);
    expect(await renew("a", OVER_MS)).toBe(true);
    expect(await renew("a", RUNNING_MS)).toBe(false);
    await release("a");
    expect(await renew("a", RUNNING_MS)).toBe(false);
  });

  describe("an event of the inbox", () => {
    it("stays with its worker until the lease ends, then goes to the successor, oldest first", async () => {
      await store.workers.renew("a", RUNNING_MS);
      await store.workers.renew("b", RUNNING_MS);
      await event("second", 2, "a");
      await event("first", 1, "a");
      await event("done", 0, "a");
      await event("b's own", 0, "b");
      await store.inbox.markFinished("done", "a", "done", noon);

      expect(await store.inbox.takeOver("b")).toEqual([]);
      await store.workers.renew("a", OVER_MS);
      expect(await store.inbox.takeOver("b")).toEqual([
        { id: "first", platform: "slack", payload: '{"event":"first"}', at: later(1), attempts: 1 },
        { id: "second", platform: "slack", payload: '{"event":"second"}', at: later(2), attempts: 1 },
      ]);
      expect(await store.inbox.takeOver("b")).toEqual([]);
    });

    it("stays with a worker that renews its lease", async () => {
      await store.workers.renew("a", OVER_MS);
      await event("1", 0, "a");
      await store.workers.renew("a", RUNNING_MS);
      expect(await store.inbox.takeOver("b")).toEqual([]);
    });

    it("can be taken over at once when its worker leaves, or when it never had a worker", async () => {
      await store.workers.renew("a", RUNNING_MS);
      await store.workers.renew("b", RUNNING_MS);
      await event("left", 1, "a");
      await event("of nobody", 2);
      await event("of somebody who never had a lease", 3, "ghost");
      expect(ids(await store.inbox.takeOver("b"))).toEqual([
        "of nobody",
        "of somebody who never had a lease",
      ]);
      await store.workers.release("a");
      expect(ids(await store.inbox.takeOver("b"))).toEqual(["left"]);
    });

    it("can be taken over at once when all leases are cleared, and stays with a worker that renews its lease", async () => {
      await store.workers.renew("a", RUNNING_MS);
      await event("1", 0, "a");
      await store.workers.renew("terminal", RUNNING_MS);
      await event("2", 0, "terminal");
      await store.workers.clear();
      await store.workers.renew("terminal", RUNNING_MS);
      await store.workers.renew("b", RUNNING_MS);
      expect(ids(await store.inbox.takeOver("b"))).toEqual(["1"]);
    });

    it("stays with a worker whose clock is an hour off, because the database's clock counts", async () => {
      await store.workers.renew("a", RUNNING_MS);
      await event("1", -60, "a");
      await event("2", 60, "a");
      expect(await store.inbox.takeOver("b")).toEqual([]);
    });

    it("stays with its worker when the database's clock was set forward, while the successor's lease is not fresh", async () => {
      await store.workers.renew("a", 10_000);
      await store.workers.renew("b", 15_000);
      await event("1", 0, "a");
      // As after a jump of 11 s: 10 s were left of the lease of "a", which is alive, and 15 s of the one of "b".
      await store.workers.renew("a", OVER_MS);
      await store.workers.renew("b", 4_000);
      expect(await store.inbox.takeOver("b")).toEqual([]);
      // Its renewal is late, so it waits until the others have renewed theirs.
      await store.workers.renew("b", 15_000);
      expect(await store.inbox.takeOver("b")).toEqual([]);
      expect(await store.leaders.lead("polling", "a")).toBe(true);
      expect(await store.leaders.lead("polling", "b")).toBe(false);
      await store.workers.renew("c", 15_000);
      expect(ids(await store.inbox.takeOver("c"))).toEqual(["1"]);
    });

    it("goes to exactly one of several successors that take over at the same time", async () => {
      const successors = Array.from({ length: 8 }, (_, index) => `successor-${index}`);
      for (const successor of successors) await store.workers.renew(successor, RUNNING_MS);
      const events = Array.from({ length: 250 }, (_, index) => `${index}`);
      await Promise.all(events.map((id) => event(id, 0, "dead")));

      const taken = await Promise.all(successors.map((successor) => store.inbox.takeOver(successor)));
      expect(taken.flatMap(ids).sort()).toEqual(events.sort());
    });

    it("goes to several successors in portions that hold whole lanes", async () => {
      for (const successor of ["b", "c"]) await store.workers.renew(successor, RUNNING_MS);
      const keep = (minute: number, lane?: string) =>
        store.inbox.accept({
          ...{ id: `portion ${minute}`, platform: "slack", payload: "{}", at: later(minute), owner: "dead" },
          ...(lane !== undefined && { lane }),
        });
      for (const [minute, lane] of ["C1", "C2", undefined, "C1", "C3", undefined, "C2"].entries())
        await keep(minute, lane);
      const minutesOf = async (successor: string, most: number) =>
        ids(await store.inbox.takeOver(successor, { most })).map((id) => Number(id.split(" ")[1]));
      expect(await minutesOf("b", 1)).toEqual([0, 3]);
      const portions = await Promise.all([minutesOf("b", 2), minutesOf("c", 2)]);
      expect(portions.toSorted((one, other) => (one[0] ?? 0) - (other[0] ?? 0))).toEqual([
        [1, 2, 6],
        [4, 5],
      ]);
      expect(await minutesOf("c", 2)).toEqual([]);
    });

    it("waits for earlier events of its queue while their worker's lease runs", async () => {
      const { accept, markFinished: finish, isBehind, giveWay } = store.inbox;
      const keep = (id: string, owner: string, lane: string) =>
        accept({ id, platform: "slack", payload: "{}", at: noon, owner, lane });
      for (const owner of ["a", "b"]) await store.workers.renew(owner, RUNNING_MS);
      await keep("1", "a", "C1");
      await tick();
      await keep("2", "b", "C1");
      await keep("other lane", "b", "C2");
      await tick();
      await keep("3", "b", "C1");
      expect(await isBehind("1")).toBe(false);
      expect(await isBehind("2")).toBe(true);
      expect(await isBehind("3")).toBe(true);
      expect(await isBehind("other lane")).toBe(false);

      await store.workers.renew("a", 7_000);
      expect(await isBehind("2")).toBe(false);
      await store.workers.renew("a", RUNNING_MS);
      await giveWay("1", "a");
      expect(await isBehind("2")).toBe(false);
      await keep("4", "a", "C1");
      expect(await isBehind("4")).toBe(true);
      await finish("2", "b", "done", noon);
      await finish("3", "b", "failed", noon);
      expect(await isBehind("4")).toBe(false);
      expect(ids(await store.inbox.unfinishedOf("a"))).toEqual(["1", "4"]);
    });

    it("is held by the last worker that took it over, until it is finished", async () => {
      const { takeOver, isHeldBy, markFinished: finish } = store.inbox;
      await event("1", 0, "dead");
      expect(await isHeldBy("1", "dead")).toBe(true);
      await store.workers.renew("b", RUNNING_MS);
      await takeOver("b");
      expect([await isHeldBy("1", "dead"), await isHeldBy("1", "b")]).toEqual([false, true]);
      await finish("1", "b", "done", noon);
      expect(await isHeldBy("1", "b")).toBe(false);
    });

    it("is not changed by a worker that has lost it", async () => {
      const {
        takeOver,
        isHeldBy,
        isBehind,
        markFinished: finish,
        giveWay,
        countAttempt,
        accept,
        unfinishedOf,
      } = store.inbox;
      const keep = (id: string, owner: string) =>
        accept({ id, platform: "slack", payload: "{}", at: noon, owner, lane: "C1" });
      await store.workers.renew("a", OVER_MS);
      await keep("1", "a");
      await tick();
      await store.workers.renew("b", RUNNING_MS);
      await takeOver("b");
      await store.workers.renew("a", RUNNING_MS);
      await keep("2", "a");

      await finish("1", "a", "done", noon);
      await giveWay("1", "a");
      await countAttempt("1", "a", 7);
      expect([await isHeldBy("1", "b"), await isBehind("2")]).toEqual([true, true]);
      expect((await unfinishedOf("b")).map(({ id, attempts }) => [id, attempts])).toEqual([["1", 1]]);
    });

    it("is counted with the oldest that others wait for, so a long import is not the oldest", async () => {
      const { accept, giveWay, markFinished: finish, backlog } = store.inbox;
      const keep = (id: string, minute: number) =>
        accept({ id, platform: "slack", payload: "{}", at: later(minute), owner: "a", lane: "C1" });
      await keep("import", 0);
      await keep("2", 1);
      expect(await backlog()).toEqual({ rows: 2, oldestAt: later(0) });
      await giveWay("import", "a");
      expect(await backlog()).toEqual({ rows: 2, oldestAt: later(1) });
      await finish("2", "a", "done", noon);
      expect(await backlog()).toEqual({ rows: 1, oldestAt: null });
    });

    it("is counted as unfinished until it is finished", async () => {
      expect(await store.inbox.owed()).toBe(0);
      await event("1", 0, "a");
      await event("2", 0);
      expect(await store.inbox.owed()).toBe(2);
      await store.inbox.markFinished("1", "a", "failed", noon);
      expect(await store.inbox.owed()).toBe(1);
    });
  });

  describe("an operation", () => {
    const add = async (owner?: string, customer: string | null = randomUUID(), customerSequence = 0) => {
      const operation = { ...proposed(), customer, sequences: { sourceSequence: 0, customerSequence } };
      await store.operations.add({ ...operation, ...(owner === undefined ? {} : { owner }) });
      return operation.id;
    };
    const confirmed = async (owner: string, customer?: string | null, customerSequence?: number) => {
      const id = await add(undefined, customer, customerSequence);
      expect(await store.operations.move(id, ["proposed"], "confirmed", { at: noon, owner })).toBe(true);
      return id;
    };

    it("is taken over only in the requested states, with all its data", async () => {
      const [mine, sending, open] = [await confirmed("a"), await confirmed("a"), await add("a")];
      await store.operations.move(sending, ["confirmed"], "sending", { at: later(2), seen: "[]" });
      await store.workers.renew("b", RUNNING_MS);

      const taken = await store.operations.takeOver("b", ["confirmed", "sending"]);
      expect(ids(taken)).toEqual([mine, sending]);
      expect(taken[1]).toEqual(await store.operations.find(sending));
      expect(taken[1]).toMatchObject({ owner: "b", state: "sending", sentAt: later(2), seen: "[]" });
      expect(await store.operations.find(open)).toMatchObject({ owner: "a" });
      expect(await store.operations.takeOver("b", ["confirmed", "sending"])).toEqual([]);
      expect(await store.operations.takeOver("b", [])).toEqual([]);
    });

    it("stays with its worker while the lease runs, and then goes to one of several successors", async () => {
      await store.workers.renew("a", RUNNING_MS);
      for (const successor of ["b", "c", "d"]) await store.workers.renew(successor, RUNNING_MS);
      const operations = await Promise.all(Array.from({ length: 30 }, () => confirmed("a")));
      const takeOver = (successor: string) => store.operations.takeOver(successor, ["confirmed"]);

      expect(await takeOver("b")).toEqual([]);
      await store.workers.renew("a", OVER_MS);
      const taken = await Promise.all(["b", "c", "d"].map(takeOver));
      expect(taken.flatMap(ids).sort()).toEqual(operations.sort());
    });

    it("that has ended is taken over only if its person was not notified yet", async () => {
      const states = ["done", "failed", "declined", "expired", "unclear"] as const;
      const ended = await Promise.all(
        states.flatMap((state) =>
          [1, 2].map(async () => {
            const id = await add("a");
            await store.operations.move(id, ["proposed"], state, { at: noon });
            return { id, state };
          }),
        ),
      );
      await store.workers.renew("b", RUNNING_MS);
      const notified = ended.filter((_, index) => index % 2 === 1);
      for (const { id } of notified) expect(await store.operations.markNotified(id, noon)).toBe(true);

      const taken = await store.operations.takeOver("b", states);
      expect(taken.map(({ state }) => state).sort()).toEqual(["done", "failed", "unclear", "unclear"]);
    });

    it("is sent only by its owner, and only while the lease is valid", async () => {
      await store.workers.renew("a", OVER_MS);
      await store.workers.renew("b", RUNNING_MS);
      const id = await confirmed("a");
      const send = (ifOwner: string) =>
        store.operations.move(id, ["confirmed"], "sending", { at: noon, ifOwner, ifAlive: true });

      expect(await send("b")).toBe(false);
      expect(await send("a")).toBe(false);
      await store.operations.takeOver("b", ["confirmed"]);
      await store.workers.renew("a", RUNNING_MS);
      expect(await send("a")).toBe(false);
      expect(await send("b")).toBe(true);
      expect(await store.operations.find(id)).toMatchObject({ state: "sending", owner: "b" });
    });

    it("is not sent by a worker that has never taken a lease, or has left", async () => {
      const id = await confirmed("a");
      const send = () =>
        store.operations.move(id, ["confirmed"], "sending", { at: noon, ifOwner: "a", ifAlive: true });
      expect(await send()).toBe(false);
      await store.workers.renew("a", RUNNING_MS);
      await store.workers.release("a");
      expect(await send()).toBe(false);
      await store.workers.renew("a", RUNNING_MS);
      expect(await send()).toBe(true);
    });

    it("waits while another write for the same customer is being sent", async () => {
      const [first, second, other] = [
        await confirmed("a", "9457"),
        await confirmed("b", "9457", 1),
        await confirmed("b", "9458"),
      ];
      const send = (id: string) => store.operations.move(id, ["confirmed"], "sending", { at: noon });
      const sent = await Promise.all([send(first), send(second), send(other)]);
      expect(sent[2]).toBe(true);
      expect(sent.filter(Boolean)).toHaveLength(2);
      const [winner, loser] = sent[0] ? [first, second] : [second, first];
      expect(await store.operations.find(loser)).toMatchObject({ state: "confirmed", sentAt: null });

      expect(await store.operations.move(winner, ["sending"], "done", { at: noon })).toBe(true);
      expect(await send(loser)).toBe(true);
    });

    it("without a customer does not wait for other writes", async () => {
      for (const id of [await confirmed("a", null), await confirmed("a", null)]) {
        expect(await store.operations.move(id, ["confirmed"], "sending", { at: noon })).toBe(true);
      }
    });

    it("counts how often the CRM asked for a later attempt", async () => {
      const id = await confirmed("a");
      for (const tries of [1, 2]) {
        await store.operations.move(id, ["confirmed"], "sending", { at: noon });
        await store.operations.move(id, ["sending"], "confirmed", { at: noon, ifOwner: "a" });
        expect(await store.operations.find(id)).toMatchObject({ state: "confirmed", tries });
      }
    });
  });
}
