import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { OperationState } from "../../src/operations/operation.ts";
import type { Store } from "../../src/store/open.ts";
import { later, noon, proposed } from "./store-samples.ts";

const EMPTY = { place: "", input: "", outcome: null, seen: null };
const DAY = 24 * 60;

/** What the store deletes after some time, and on request. */
export function keepingContract(fresh: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });

  /** An operation with all its personal fields, in this state since the given minute. */
  async function inState(
    state: OperationState,
    minute: number,
    customer: string = randomUUID(),
    customerSequence = 0,
  ): Promise<string> {
    const sequences = { sourceSequence: 0, customerSequence };
    const operation = { ...proposed(), customer, sequences, until: later(minute) };
    await store.operations.add(operation);
    const { id } = operation;
    if (state === "proposed") return id;
    const change = {
      at: later(minute),
      outcome: '{"result":"an@example.com"}',
      seen: '["h1"]',
      evidence: id,
    };
    await store.operations.move(id, ["proposed"], state, change);
    return id;
  }

  describe("the sweep", () => {
    it("empties the personal fields of an operation thirty days after its end, and keeps the row", async () => {
      const [old, young] = [await inState("done", -30 * DAY), await inState("failed", -30 * DAY + 1)];
      expect(await store.deleteExpired(noon)).toBe(1);
      expect(await store.operations.find(old)).toMatchObject({
        ...EMPTY,
        state: "done",
        evidence: old,
        kind: "redeem",
      });
      expect(await store.operations.find(young)).toMatchObject({ place: '{"chat":"C1"}', seen: '["h1"]' });
      expect(await store.deleteExpired(noon)).toBe(0);
    });

    it("keeps all fields of an operation that has not ended, whatever its age", async () => {
      const open = await Promise.all(
        (["confirmed", "sending", "unclear"] as const).map((state) => inState(state, -90 * DAY)),
      );
      expect(await store.deleteExpired(noon)).toBe(0);
      for (const id of open)
        expect(await store.operations.find(id)).toMatchObject({ place: '{"chat":"C1"}' });
    });

    it("ends and empties a question that nobody answered for thirty days", async () => {
      const id = await inState("proposed", -30 * DAY);
      expect(await store.deleteExpired(noon)).toBe(1);
      expect(await store.operations.find(id)).toMatchObject({ ...EMPTY, state: "expired" });
    });

    it("handles more rows than one batch", async () => {
      await Promise.all(Array.from({ length: 1100 }, () => inState("done", -40 * DAY)));
      expect(await store.deleteExpired(noon)).toBe(1100);
    });
  });

  describe("forgetting a customer", () => {
    const nothing = {
      drafts: 0,
      actions: 0,
      alerts: 0,
      tickets: 0,
      operations: 0,
      importRows: 0,
      underWay: 0,
    };

    it("empties their ended operations, and nobody else's", async () => {
      const customer = "customer:9457";
      const ended = await Promise.all(
        (["done", "failed", "declined", "expired"] as const).map((state) => inState(state, 0, customer)),
      );
      const other = await inState("done", 0, "customer:94");
      expect(await store.forget([customer], () => false)).toEqual({ ...nothing, operations: 4 });
      for (const id of ended) expect(await store.operations.find(id)).toMatchObject({ ...EMPTY, customer });
      expect(await store.operations.find(ended[0] ?? "")).toMatchObject({ evidence: ended[0] });
      expect(await store.operations.find(other)).toMatchObject({ seen: '["h1"]' });
      expect(await store.forget([customer], () => false)).toEqual(nothing);
    });

    it("expires an unconfirmed question, so that no emptied operation is ever sent", async () => {
      const id = await inState("proposed", 10, "customer:1");
      expect(await store.forget(["customer:1"], () => false)).toMatchObject({ operations: 1, underWay: 0 });
      expect(await store.operations.find(id)).toMatchObject({ ...EMPTY, state: "expired", endedAt: noon });
      expect(await store.operations.move(id, ["proposed"], "confirmed", { at: noon })).toBe(false);
    });

    it("keeps the fields of a write in progress that its outcome depends on, and counts it separately", async () => {
      const open = [];
      for (const [turn, state] of (["confirmed", "sending", "unclear"] as const).entries())
        open.push(await inState(state, 0, "customer:2", turn));
      expect(await store.forget(["customer:2"], () => false)).toEqual({ ...nothing, underWay: 3 });
      for (const id of open) expect(await store.operations.find(id)).toMatchObject({ seen: '["h1"]' });
    });

    it("empties operations without the customer's number by their content", async () => {
      const [theirs, other] = [await inState("done", 0), await inState("failed", 0)];
      await store.operations.add({
        ...proposed(),
        id: "asked",
        reference: "ASKED",
        input: '{"phones":"+84911111111"}',
      });
      const unclear = await inState("unclear", 0);
      expect(await store.forget([], (text) => text.includes("+84911111111"))).toEqual({
        ...nothing,
        operations: 1,
      });
      expect(await store.operations.find("asked")).toMatchObject({ ...EMPTY, state: "expired" });
      expect(await store.forget([], (text) => text === '["h1"]')).toEqual({
        ...nothing,
        operations: 2,
        underWay: 1,
      });
      for (const id of [theirs, other]) expect(await store.operations.find(id)).toMatchObject(EMPTY);
      expect(await store.operations.find(unclear)).toMatchObject({ seen: '["h1"]' });
    });

    it("removes their rows from imported files, and drops an unconfirmed file", async () => {
      const imported = async (state: "proposed" | "running" | "stopped") => {
        const id = randomUUID();
        const plain = { reference: id, kind: "customers", person: "slack:U1", place: "{}", plan: "{}" };
        await store.imports.begin({ id, ...plain, at: noon, owner: "a" });
        await store.imports.addBatch(id, { seq: 0, state: "bad", size: 2, rows: '["an","binh"]' });
        await store.imports.addBatch(id, { seq: 1, state: "bad", size: 1, rows: '["an"]' });
        await store.imports.addBatch(id, { seq: 2, state: "waiting", size: 2, rows: '["an","chi"]' });
        await store.imports.propose(id, { good: 2, bad: 3, fingerprint: id, at: noon });
        if (state !== "proposed")
          await store.imports.confirm(id, { at: noon, person: "slack:U1", owner: "a", anyway: false });
        if (state === "stopped") await store.imports.finish(id, "stopped", "a", noon);
        return id;
      };
      const kept = async (id: string) => {
        const rows = [];
        for await (const batch of store.imports.kept(id)) rows.push(batch.rows);
        return rows;
      };
      const [asked, running, ended] = [
        await imported("proposed"),
        await imported("running"),
        await imported("stopped"),
      ];
      const emptied = await store.forget([], (text) => text.includes('"an"'));
      expect(emptied).toEqual({ ...nothing, importRows: 6, underWay: 1 });
      expect(await store.imports.find(asked)).toMatchObject({ state: "expired" });
      expect(await kept(asked)).toEqual([]);
      expect(await kept(running)).toEqual(['["binh"]', '["an","chi"]']);
      expect(await kept(ended)).toEqual(['["binh"]', '["chi"]']);
    });

    it("deletes learned values that mention them", async () => {
      await store.learned.remember("tag", ["Bạn của Lê An", "VIP"], noon);
      await store.forget([], (text) => text.includes("Lê An"));
      expect(await store.learned.values("tag")).toEqual(["VIP"]);
    });

    it("deletes the drafts and buttons that mention them, also among more rows than one batch", async () => {
      const text = (index: number) =>
        JSON.stringify({ phone: index % 3 === 0 ? "+84900000001" : "+84900000002" });
      const rest = { person: "slack:U1", place: "slack:C1:", until: later(60) };
      const all = Array.from({ length: 450 }, (_, index) => ({ ...rest, id: `${index}`, text: text(index) }));
      await store.actions.save(all.map(({ text, ...action }) => ({ ...action, action: text })));
      for (const { text, ...draft } of all.slice(0, 30))
        await store.drafts.save({ ...draft, content: text, asking: false });

      const mentions = (kept: string) => kept.includes("+84900000001");
      expect(await store.forget(["customer:9457"], mentions)).toEqual({
        ...nothing,
        drafts: 10,
        actions: 150,
      });
      expect(await store.actions.find("0")).toBeNull();
      expect(await store.actions.find("449")).not.toBeNull();
      expect(await store.drafts.find("3")).toBeNull();
      expect(await store.drafts.find("4")).not.toBeNull();
    });
  });
}
