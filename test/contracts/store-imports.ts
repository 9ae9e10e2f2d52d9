import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { later, noon, OVER_MS, RUNNING_MS } from "./store-samples.ts";

const NOTHING = { made: 0, there: 0, failed: 0, unclear: 0 };

/** The promises for imports: one send per batch, by an owner with a running lease, and one successor for an ended process. */
export function importsContract(fresh: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });

  const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const found = [];
    for await (const item of items) found.push(item);
    return found;
  };

  /** An import with three batches to send and one of invalid rows, confirmed by `a`. */
  async function running(owner = "a"): Promise<string> {
    const id = randomUUID();
    const plain = { kind: "customers", person: "slack:U1", place: '{"chat":"D1"}', plan: '{"file":"x"}' };
    await store.imports.begin({ id, reference: id.slice(0, 8), ...plain, at: noon, owner });
    for (const seq of [0, 1, 2]) {
      await store.imports.addBatch(id, { seq, state: "waiting", size: 2, rows: `[${seq}]` });
    }
    await store.imports.addBatch(id, { seq: 3, state: "bad", size: 1, rows: '["bad"]' });
    await store.imports.propose(id, { good: 6, bad: 1, fingerprint: `print ${id}`, at: later(1) });
    await store.workers.renew(owner, RUNNING_MS);
    await store.imports.move(id, ["proposed"], "running", { at: later(2), person: "slack:U1", owner });
    return id;
  }

  const seqs = async (id: string, state: "waiting" | "sending" | "unclear" | "done") =>
    (await store.imports.batches(id, state)).map(({ seq }) => seq);

  describe("an import", () => {
    it("is returned unchanged, and is confirmed once, only by its person", async () => {
      const id = await running();
      expect(await store.imports.find(id)).toMatchObject({
        ...{ id, kind: "customers", person: "slack:U1", place: '{"chat":"D1"}', plan: '{"file":"x"}' },
        ...{
          state: "running",
          good: 6,
          bad: 1,
          begunAt: noon,
          confirmedAt: later(2),
          owner: "a",
          ...NOTHING,
        },
      });
      const again = { at: later(3), person: "slack:U1", owner: "b" };
      expect(await store.imports.move(id, ["proposed"], "running", again)).toBe(false);
      expect(
        await store.imports.move(id, ["running"], "stopping", { at: later(3), person: "slack:U2" }),
      ).toBe(false);
      expect(await store.imports.find(randomUUID())).toBeNull();
    });

    it("is found by the same file after it was confirmed", async () => {
      const id = await running();
      expect((await store.imports.sameFile(`print ${id}`, "customers"))?.id).toBe(id);
      expect(await store.imports.sameFile(`print ${id}`, "deals")).toBeNull();
      expect((await store.imports.list("slack:U1", 5)).map((one) => one.id)).toEqual([id]);
      expect(await store.imports.list("slack:U2", 5)).toEqual([]);
    });

    it("is confirmed by one of several people with the same file, and by the others only with an explicit override", async () => {
      const ids = ["a", "b", "c"].map(() => randomUUID());
      for (const id of ids) {
        const plain = { kind: "customers", person: id, place: "{}", plan: "{}" };
        await store.imports.begin({ id, reference: id.slice(0, 8), ...plain, at: noon, owner: "a" });
        await store.imports.propose(id, { good: 1, bad: 0, fingerprint: "one file", at: later(1) });
      }
      const confirm = (id: string, anyway: boolean) =>
        store.imports.confirm(id, { at: later(2), person: id, owner: "a", anyway });
      expect((await Promise.all(ids.map((id) => confirm(id, false)))).filter(Boolean)).toHaveLength(1);
      expect((await Promise.all(ids.map((id) => confirm(id, true)))).filter(Boolean)).toHaveLength(2);
    });

    it("ends with the results of its batches, and is reported once", async () => {
      const id = await running();
      for (const seq of [0, 1, 2]) await store.imports.send(id, seq, "a", later(3));
      await store.imports.settle(id, 0, "a", { ...NOTHING, made: 1, failed: 1, keep: '["failed"]' });
      for (const seq of [1, 2])
        await store.imports.settle(id, seq, "a", { ...NOTHING, there: 2, keep: null });
      expect(await store.imports.finish(id, "done", "b", later(4))).toBe(false);
      expect(await store.imports.finish(id, "done", "a", later(4))).toBe(true);
      expect(await store.imports.find(id)).toMatchObject({
        state: "done",
        ...{ made: 1, there: 4, failed: 1 },
        endedAt: later(4),
      });
      expect(
        (await store.imports.findNotNotified("a", { before: later(5), now: later(9) })).map((one) => one.id),
      ).toEqual([id]);
      expect(await store.imports.findNotNotified("a", { before: later(4), now: later(9) })).toEqual([]);
      expect(await store.imports.markNotified(id, later(5))).toBe(true);
      expect(await store.imports.markNotified(id, later(5))).toBe(false);
      expect(await store.imports.findNotNotified("a", { before: later(9), now: later(9) })).toEqual([]);
    });

    it("of an ended worker goes to one successor, and the batches that were being sent become unclear", async () => {
      const id = await running();
      await store.imports.send(id, 1, "a", later(3));
      await store.workers.renew("b", RUNNING_MS);
      await store.workers.renew("c", RUNNING_MS);
      expect(await store.imports.takeOver("b")).toEqual([]);
      await store.workers.renew("a", OVER_MS);
      const successors = await Promise.all(["b", "c"].map((successor) => store.imports.takeOver(successor)));
      expect(successors.flat().map((one) => one.id)).toEqual([id]);
      expect(await store.imports.giveUpSending(id)).toBe(1);
      expect(await seqs(id, "unclear")).toEqual([1]);
      expect(await store.imports.send(id, 2, "a", later(12))).toBe(false);
    });

    it("loses its rows and its place some time after it was reported, or when it was never confirmed", async () => {
      const [notified, asked] = [await running(), await running("b")];
      await store.imports.finish(notified, "stopped", "a", later(3));
      await store.imports.markNotified(notified, later(4));
      expect(await store.imports.empty({ asked: noon, notified: later(4) })).toBe(0);
      expect(await store.imports.empty({ asked: noon, notified: later(5) })).toBe(1);
      expect(await store.imports.find(notified)).toMatchObject({
        place: "",
        plan: "",
        state: "stopped",
        good: 6,
      });
      expect(await all(store.imports.kept(notified))).toEqual([]);
      expect(await all(store.imports.kept(asked))).toHaveLength(4);
      expect(await store.imports.empty({ asked: later(60), notified: later(60) })).toBe(0);
    });
  });

  describe("a batch", () => {
    it("is sent by exactly one of many callers, and never again", async () => {
      const id = await running();
      const tries = await Promise.all([1, 2, 3].map(() => store.imports.send(id, 0, "a", later(3))));
      expect(tries.filter(Boolean)).toHaveLength(1);
      expect(await store.imports.send(id, 0, "a", later(3))).toBe(false);
      expect(await seqs(id, "waiting")).toEqual([1, 2]);
    });

    it("is sent only while the import runs and its owner's lease is valid", async () => {
      const id = await running();
      expect(await store.imports.send(id, 0, "b", later(3))).toBe(false);
      await store.workers.renew("a", OVER_MS);
      expect(await store.imports.send(id, 0, "a", later(3))).toBe(false);
      await store.workers.renew("a", RUNNING_MS);
      await store.imports.move(id, ["running"], "stopping", { at: later(4) });
      expect(await store.imports.send(id, 0, "a", later(5))).toBe(false);
      expect(await seqs(id, "waiting")).toEqual([0, 1, 2]);
    });

    it("gets its result in the commit that takes the next batch, even when that one may not be sent", async () => {
      const id = await running();
      await store.imports.send(id, 0, "a", later(3));
      expect(await store.imports.send(id, 1, "a", later(3), { seq: 0, made: 2 })).toBe(true);
      await store.imports.move(id, ["running"], "stopping", { at: later(4) });
      expect(await store.imports.send(id, 2, "a", later(5), { seq: 1, made: 2 })).toBe(false);
      expect(await seqs(id, "done")).toEqual([0, 1]);
      expect(await store.imports.sums(id)).toEqual({ ...NOTHING, made: 4, last: 3 });
    });

    it("is split into smaller ones once, and keeps only the rows that a report must name", async () => {
      const id = await running();
      await store.imports.send(id, 0, "a", later(3));
      const children = [{ seq: 4, size: 1, rows: '["apart"]' }];
      expect(await store.imports.settle(id, 0, "a", { ...NOTHING, made: 1, keep: null, children })).toBe(
        true,
      );
      const late = [{ seq: 5, size: 1, rows: '["late"]' }];
      expect(
        await store.imports.settle(id, 0, "a", { ...NOTHING, made: 2, keep: null, children: late }),
      ).toBe(false);
      expect(await seqs(id, "waiting")).toEqual([1, 2, 4]);
      expect(await store.imports.rows(id, 0)).toBeNull();
      expect(await store.imports.rows(id, 4)).toBe('["apart"]');
      expect(await all(store.imports.kept(id))).toEqual([
        { state: "waiting", rows: "[1]" },
        { state: "waiting", rows: "[2]" },
        { state: "bad", rows: '["bad"]' },
        { state: "waiting", rows: '["apart"]' },
      ]);
    });

    it("does not change for a process whose import was taken over, and keeps its import from being done", async () => {
      const id = await running();
      await store.imports.send(id, 0, "a", later(3));
      await store.imports.move(id, ["running"], "running", { at: later(4), owner: "b" });
      const children = [{ seq: 4, size: 2, rows: '["apart"]' }];
      expect(await store.imports.settle(id, 0, "a", { ...NOTHING, made: 2, keep: null, children })).toBe(
        false,
      );
      expect(await store.imports.moveBatch(id, 0, "a", "sending", "waiting")).toBe(false);
      expect(await store.imports.send(id, 1, "a", later(5), { seq: 0, made: 2 })).toBe(false);
      expect(await seqs(id, "sending")).toEqual([0]);
      expect(await seqs(id, "waiting")).toEqual([1, 2]);

      expect(await store.imports.settle(id, 0, "b", { ...NOTHING, made: 2, keep: null })).toBe(true);
      expect(await store.imports.finish(id, "done", "b", later(6))).toBe(false);
      expect(await store.imports.finish(id, "stopped", "b", later(6))).toBe(true);
    });

    it("waits again when AntCRM was too busy for it", async () => {
      const id = await running();
      await store.imports.send(id, 2, "a", later(3));
      expect(await store.imports.moveBatch(id, 2, "a", "sending", "waiting")).toBe(true);
      expect(await store.imports.moveBatch(id, 2, "a", "sending", "waiting")).toBe(false);
      expect(await store.imports.send(id, 2, "a", later(4))).toBe(true);
    });
  });
}
