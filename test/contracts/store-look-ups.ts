import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../src/access/audit.ts";
import type { Store } from "../../src/store/open.ts";
import { openStore } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { later, noon } from "./store-samples.ts";
import type { StoreUnderTest } from "./store-startup.ts";

const NOON_HOUR = noon.getTime() / 3_600_000;

/** The promises for quotas, with any engine. Call it inside a `describe`. */
export function lookUpsContract(under: StoreUnderTest): void {
  const secretKey = randomBytes(32).toString("base64");
  const fresh = async () =>
    openStore({ url: await under.freshUrl(), secretKey, log: silentLogger(), shared: true });

  type LookUps = Parameters<Store["lookUps"]["count"]>[0];
  const lookUps = (customers: readonly string[], change: Partial<LookUps> = {}): LookUps => ({
    person: "slack:U1",
    customers,
    at: noon,
    seenSince: later(-10),
    minute: { since: later(-1), most: 20 },
    day: { since: later(-12 * 60), most: 400 },
    hour: { number: NOON_HOUR, since: later(0) },
    ...change,
  });
  const entry: AuditEntry = {
    ...{ at: noon, person: "slack:U1", place: "slack:C1:", command: "customer" },
    ...{ effect: "look-up", customer: null, outcome: "shown" },
  };
  const ids = (count: number) => Array.from({ length: count }, (_, at) => `customer:${at}`);

  describe("look-ups", () => {
    it("of one person through two connections at the same time are counted in sequence", async () => {
      const url = await under.freshUrl();
      const options = { url, secretKey, log: silentLogger(), shared: true };
      const stores = [await openStore(options), await openStore(options)];
      const counted = await Promise.all(
        ids(50).map((id, at) => stores[at % 2]?.lookUps.count(lookUps([id]), { ...entry, customer: id })),
      );
      expect(counted.filter((one) => one === true)).toHaveLength(20);
      expect(await stores[0]?.audit.recent(100)).toHaveLength(20);
      await Promise.all(stores.map((store) => store.close()));
    });

    it("over a limit store nothing, neither a count nor an audit row", async () => {
      const store = await fresh();
      expect(await store.lookUps.count(lookUps(ids(15)), entry)).toBe(true);
      const more = lookUps(["customer:90", "customer:91", "customer:92"], {
        minute: { since: later(-1), most: 17 },
      });
      expect(await store.lookUps.count(more, entry)).toBe(false);
      expect(await store.lookUps.usage("slack:U1", { minute: later(-1), day: later(-60) })).toEqual({
        minute: 15,
        day: 15,
      });
      expect(await store.audit.recent(10)).toHaveLength(1);
      await store.close();
    });

    it("of the same customers are counted once in ten minutes, also with an exhausted quota", async () => {
      const store = await fresh();
      await store.lookUps.count(lookUps(ids(20)), null);
      expect(await store.lookUps.count(lookUps(ids(20), { at: later(0.5) }), entry)).toBe(true);
      expect(await store.lookUps.count(lookUps(["customer:x"], { at: later(0.5) }), null)).toBe(false);
      const anotherHour = {
        at: later(70),
        seenSince: later(60),
        hour: { number: NOON_HOUR + 1, since: later(60) },
      };
      await store.lookUps.count(lookUps(ids(2), anotherHour), null);
      expect(await store.lookUps.hours("slack:U1", 0)).toEqual(
        expect.arrayContaining([
          { hour: NOON_HOUR, customers: 20 },
          { hour: NOON_HOUR + 1, customers: 2 },
        ]),
      );
      await store.close();
    });

    it("of a file with thousands of customers are counted once each, and deleted after two days", async () => {
      const store = await fresh();
      const all = { most: 10_000, since: later(-60) };
      expect(await store.lookUps.count(lookUps(ids(2_345), { minute: all, day: all }), entry)).toBe(true);
      const used = () => store.lookUps.usage("slack:U1", { minute: later(-1), day: later(-60) });
      expect(await used()).toEqual({ minute: 2_345, day: 2_345 });
      await store.forget(["customer:7"], () => false);
      expect(await used()).toEqual({ minute: 2_344, day: 2_344 });
      await store.deleteExpired(later(2 * 24 * 60 + 1));
      expect(await used()).toEqual({ minute: 0, day: 0 });
      expect(await store.lookUps.hours("slack:U1", 0)).toHaveLength(1);
      await store.close();
    });

    it("that admins must be notified of are given to one process at a time, until the notice was sent", async () => {
      const store = await fresh();
      const notice = { id: "excess:1", person: "slack:U1", kind: "excess", at: noon, figures: "{}" } as const;
      expect(await store.lookUps.addNotice(notice)).toBe(true);
      expect(await store.lookUps.addNotice(notice)).toBe(false);
      const assignments = await Promise.all([1, 2, 3].map(() => store.lookUps.claimNotices(noon, later(-5))));
      expect(assignments.flat()).toEqual([notice]);
      expect(await store.lookUps.claimNotices(later(6), later(1))).toEqual([notice]);
      await store.lookUps.noticeSent(notice.id, later(6));
      expect(await store.lookUps.claimNotices(later(60), later(55))).toEqual([]);
      await store.close();
    });
  });
}
