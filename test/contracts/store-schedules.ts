import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Reason } from "../../src/features/digests/subscriptions.ts";
import type { Store } from "../../src/store/open.ts";
import { later, noon, OVER_MS, RUNNING_MS } from "./store-samples.ts";

/** The promises for schedules: numbered subscriptions, and a run for each due time, sent by one worker. */
export function schedulesContract(fresh: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });

  const subscribe = (change: { thread?: string } = {}) =>
    store.subscriptions.add({
      id: randomUUID(),
      person: "slack:U1",
      platform: "slack",
      chat: "C1",
      thread: change.thread ?? null,
      shared: true,
      kinds: "ratings campaigns",
      schedule: "daily 08:30",
      locale: "vi",
      skipEmpty: false,
      at: noon,
    });
  const run = (subscription: string, period: string, kind = "ratings", skipped?: Reason) => ({
    ...{ id: randomUUID(), subscription, kind, period, dueAt: later(1), from: later(-60), to: noon },
    ...(skipped === undefined ? {} : { skipped }),
  });
  /** A due run that this worker has claimed. */
  async function claimed(owner: string): Promise<{ id: string; subscription: string }> {
    const { id: subscription } = await subscribe();
    const one = run(subscription, "2026-11-25 12:00");
    await store.runs.plan(subscription, [one], later(1));
    await store.workers.renew(owner, RUNNING_MS);
    await store.runs.claim(owner);
    return one;
  }

  describe("a subscription", () => {
    it("is stored unchanged, under the next number", async () => {
      const [first, second] = [await subscribe(), await subscribe({ thread: "1700.1" })];
      expect([first.number, second.number]).toEqual([1, 2]);
      expect(second).toMatchObject({
        chat: "C1",
        thread: "1700.1",
        shared: true,
        skipEmpty: false,
        state: "active",
        createdAt: noon,
        checkedUntil: noon,
      });
      expect(await store.subscriptions.find(2)).toEqual(second);
      expect(await store.subscriptions.byId(first.id)).toEqual(first);
      expect(await store.subscriptions.find(3)).toBeNull();
    });

    it("gets its own number when several are created at the same time", async () => {
      const all = await Promise.all(Array.from({ length: 5 }, () => subscribe()));
      expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
    });

    it("is put back only if it was not changed since", async () => {
      const { id } = await subscribe();
      const { subscriptions } = store;
      await subscriptions.move(id, ["active"], "paused", { at: later(1) });
      await subscriptions.move(id, ["paused"], "active", { at: later(2) });
      await subscriptions.move(id, ["active"], "paused", { at: later(3) });
      const undo = (unchangedSince: Date) =>
        subscriptions.move(id, ["paused"], "active", { at: later(4), unchangedSince });
      expect(await undo(later(1))).toBe(false);
      expect(await undo(later(3))).toBe(true);
      expect(await subscriptions.byId(id)).toMatchObject({ state: "active", changedAt: later(4) });
    });

    it("is changed by one of several simultaneous clicks, and only from the states that they showed", async () => {
      const { id } = await subscribe();
      const pause = () => store.subscriptions.move(id, ["active"], "paused", { at: later(1) });
      const moved = await Promise.all([pause(), pause(), pause()]);
      expect(moved.filter(Boolean)).toHaveLength(1);
      const resumed = { at: later(5), checkedUntil: later(5) };
      expect(await store.subscriptions.move(id, ["paused"], "active", resumed)).toBe(true);
      expect(await store.subscriptions.byId(id)).toMatchObject({ state: "active", checkedUntil: later(5) });
    });

    it("is removed from the list, and its number is not used again", async () => {
      const { id } = await subscribe();
      await store.subscriptions.move(id, ["active"], "removed", { at: later(1) });
      expect(await store.subscriptions.list()).toEqual([]);
      expect((await subscribe()).number).toBe(2);
    });
  });

  describe("a run", () => {
    it("is stored once for its subscription, kind and due time", async () => {
      const { id } = await subscribe();
      const [first, second] = [run(id, "2026-11-25 12:00"), run(id, "2026-11-25 12:00")];
      await Promise.all([
        store.runs.plan(id, [first, run(id, "2026-11-25 12:00", "campaigns")], later(1)),
        store.runs.plan(id, [second], later(1)),
      ]);
      const runs = await store.runs.newest(id, 10);
      expect(runs.map(({ kind }) => kind)).toEqual(["campaigns", "ratings"]);
      expect(await store.subscriptions.byId(id)).toMatchObject({ checkedUntil: later(1) });
    });

    it("never moves back the position up to which was planned", async () => {
      const { id } = await subscribe();
      await store.runs.plan(id, [], later(9));
      await store.runs.plan(id, [], later(3));
      expect(await store.subscriptions.byId(id)).toMatchObject({ checkedUntil: later(9) });
    });

    it("that is skipped ends at once, with its reason", async () => {
      const { id } = await subscribe();
      await store.runs.plan(id, [run(id, "2026-11-24 12:00", "ratings", "late")], later(1));
      expect(await store.runs.claim("a")).toBe(0);
      expect(await store.runs.newest(id, 1)).toMatchObject([
        { state: "skipped", reason: "late", endedAt: later(1), repeated: 0 },
      ]);
    });

    it("is claimed by one worker, together with all due runs of its subscription", async () => {
      const { id } = await subscribe();
      await store.runs.plan(
        id,
        ["ratings", "campaigns"].map((kind) => run(id, "p", kind)),
        later(1),
      );
      const taken = await Promise.all(["a", "b", "c"].map((worker) => store.runs.claim(worker)));
      expect(taken.sort()).toEqual([0, 0, 2]);
    });

    it("waits while another worker is sending a run of its subscription", async () => {
      const { id, subscription } = await claimed("a");
      await store.runs.plan(subscription, [run(subscription, "2026-11-25 13:00")], later(60));
      expect(await store.runs.claim("b")).toBe(0);
      await store.runs.end(id, "a", { state: "skipped", at: later(2), reason: "crm" });
      expect(await store.runs.claim("b")).toBe(1);
    });

    it("is sent only by its owner, and only while the lease runs", async () => {
      const { id } = await claimed("a");
      await store.workers.renew("b", RUNNING_MS);
      expect(await store.runs.send({ id, state: "claimed" }, "b", later(2))).toBe(false);
      await store.workers.renew("a", OVER_MS);
      expect(await store.runs.send({ id, state: "claimed" }, "a", later(2))).toBe(false);
      await store.workers.renew("a", RUNNING_MS);
      expect(await store.runs.send({ id, state: "claimed" }, "a", later(2))).toBe(true);
      expect(await store.runs.inHand("a")).toMatchObject([
        { state: "sending", sentAt: later(2), repeated: 0, from: later(-60), to: noon },
      ]);
      expect(await store.runs.end(id, "b", { state: "sent", at: later(3) })).toBe(false);
      expect(await store.runs.end(id, "a", { state: "sent", at: later(3) })).toBe(true);
      expect(await store.runs.send({ id, state: "sending" }, "a", later(4))).toBe(false);
      expect(await store.runs.inHand("a")).toEqual([]);
    });

    it("goes to one successor when its worker has ended, and counts as repeated when it is sent again", async () => {
      const { id, subscription } = await claimed("a");
      await store.runs.send({ id, state: "claimed" }, "a", later(2));
      for (const successor of ["b", "c"]) await store.workers.renew(successor, RUNNING_MS);
      expect(await store.runs.takeOver("b")).toBe(0);
      await store.workers.renew("a", OVER_MS);
      const taken = await Promise.all(["b", "c"].map((successor) => store.runs.takeOver(successor)));
      const owner = taken[0] === 1 ? "b" : "c";
      expect(taken.sort()).toEqual([0, 1]);
      expect(await store.runs.send({ id, state: "sending" }, owner, later(11))).toBe(true);
      expect(await store.runs.newest(subscription, 1)).toMatchObject([{ repeated: 1, state: "sending" }]);
    });

    it("is postponed with its state, and with a reason", async () => {
      const { id } = await claimed("a");
      const put = { nextAt: later(5), reason: "platform" } as const;
      await store.runs.send({ id, state: "claimed" }, "a", later(2));
      expect(await store.runs.putOff(id, "b", { ...put, state: "waiting" })).toBe(false);
      expect(await store.runs.putOff(id, "a", { ...put, state: "waiting" })).toBe(true);
      expect(await store.runs.inHand("a")).toMatchObject([
        { state: "claimed", nextAt: later(5), reason: "platform", tries: 1 },
      ]);
    });

    it("is not sent by a round that read it before another one sent it or put it off", async () => {
      const { id } = await claimed("a");
      const { runs } = store;
      const unsent = { id, state: "claimed" } as const;
      const sent = { id, state: "sending" } as const;
      const put = { nextAt: later(5), reason: "platform" } as const;
      await runs.putOff(id, "a", { ...put, state: "waiting" });
      expect(await runs.send(unsent, "a", later(4))).toBe(false);
      expect(await runs.send(unsent, "a", later(5))).toBe(true);
      expect(await runs.send(unsent, "a", later(5))).toBe(false);
      await runs.putOff(id, "a", { nextAt: later(9), reason: "unclear", state: "sending" });
      expect(await runs.send(unsent, "a", later(9))).toBe(false);
      expect(await runs.send(sent, "a", later(8))).toBe(false);
      expect(await runs.inHand("a")).toMatchObject([{ state: "sending", repeated: 0, tries: 2 }]);
      expect(await runs.send(sent, "a", later(9))).toBe(true);
    });
  });
}
