import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { alertsContract } from "./store-alerts.ts";
import { conversationsContract } from "./store-conversations.ts";
import { importsContract } from "./store-imports.ts";
import { keepingContract } from "./store-keeping.ts";
import { leadersContract } from "./store-leaders.ts";
import { lookUpsContract } from "./store-look-ups.ts";
import { olderDatabaseContract } from "./store-older-database.ts";
import { operationsContract } from "./store-operations.ts";
import { outcomesContract } from "./store-outcomes.ts";
import { peopleContract } from "./store-people.ts";
import { later, noon } from "./store-samples.ts";
import { schedulesContract } from "./store-schedules.ts";
import { searchIndexContract } from "./store-search-index.ts";
import { type StoreUnderTest, storeStartupContract } from "./store-startup.ts";
import { storeTamperedContract } from "./store-tampered.ts";
import { ticketIndexContract } from "./store-ticket-index.ts";
import { storeUpgradeContract } from "./store-upgrade.ts";
import { workersContract } from "./store-workers.ts";

/** The store's promises, with any engine. Call it inside a `describe` of the engine. */
export function storeContract(under: StoreUnderTest): void {
  const secretKey = randomBytes(32).toString("base64");
  const open = (url: string, key = secretKey) =>
    openStore({ url, secretKey: key, log: silentLogger(), now: () => noon });
  const fresh = async () => open(await under.freshUrl());

  let store: Store;
  beforeAll(async () => {
    store = await fresh();
  });
  afterAll(() => store?.close());

  describe("inbox", () => {
    it("accepts an event once, however often it is delivered", async () => {
      const event = { id: "slack:T1:Ev1", platform: "slack", payload: "{}", at: noon, owner: "a" };
      expect(await store.inbox.accept(event)).toBe(true);
      expect(await store.inbox.accept(event)).toBe(false);
      await store.inbox.markFinished(event.id, "a", "done", noon);
      expect(await store.inbox.accept(event)).toBe(false);
    });

    it("accepts one of thirty simultaneous deliveries", async () => {
      const event = { id: "telegram:77", platform: "telegram", payload: "{}", at: noon, owner: "a" };
      const taken = await Promise.all(Array.from({ length: 30 }, () => store.inbox.accept(event)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      await store.inbox.markFinished(event.id, "a", "failed", noon);
    });

    it("empties a handled event at once, and deletes its key after three days", async () => {
      const databaseUrl = await under.freshUrl();
      const kept = await open(databaseUrl);
      for (const id of ["done", "failed", "open"])
        await kept.inbox.accept({
          ...{ id, platform: "slack", payload: `{"phone":"+84900000001"}` },
          ...{ at: noon, owner: "a" },
        });
      await kept.inbox.markFinished("done", "a", "done", noon);
      await kept.inbox.markFinished("failed", "a", "failed", noon);
      const again = { platform: "slack", payload: "{}", at: noon };
      const DAYS = 24 * 60;

      expect(await kept.deleteExpired(later(3 * DAYS - 1))).toBe(0);
      expect(await kept.inbox.accept({ ...again, id: "done" })).toBe(false);
      await kept.close();
      const engine = await under.engine(databaseUrl);
      const rows = await engine.read<{ id: string; payload: Buffer | null }>({
        sql: "select id, payload from inbox order by id",
        values: [],
      });
      await engine.close();
      expect(rows.map(({ id, payload }) => [id, payload === null])).toEqual([
        ["done", true],
        ["failed", true],
        ["open", false],
      ]);

      const after = await open(databaseUrl);
      expect(await after.deleteExpired(later(3 * DAYS))).toBe(2);
      expect(await after.inbox.accept({ ...again, id: "done" })).toBe(true);
      expect(await after.inbox.accept({ ...again, id: "open" })).toBe(false);
      await after.close();
    });

    it("keeps unfinished events unchanged over a restart, oldest first", async () => {
      const databaseUrl = await under.freshUrl();
      const before = await open(databaseUrl);
      await before.inbox.accept({ id: "b", platform: "slack", payload: "Phiếu 🎁", at: later(2) });
      await before.inbox.accept({ id: "a", platform: "telegram", payload: "Đổi quà", at: later(1) });
      await before.inbox.accept({ id: "c", platform: "telegram", payload: "xong", at: noon, owner: "a" });
      await before.inbox.markFinished("c", "a", "done", later(3));
      await before.close();

      const after = await open(databaseUrl);
      expect(await after.inbox.unfinished()).toEqual([
        { id: "a", platform: "telegram", payload: "Đổi quà", at: later(1), attempts: 1 },
        { id: "b", platform: "slack", payload: "Phiếu 🎁", at: later(2), attempts: 1 },
      ]);
      await after.close();
    });
  });

  describe("actions", () => {
    it("finds a button's action only by its id", async () => {
      const mine = {
        id: "p1",
        person: "slack:U1",
        place: "slack:C1:",
        action: '{"do":"redeem"}',
        until: noon,
      };
      const anyones = { ...mine, id: "p2", person: null };
      await store.actions.save([mine, anyones]);
      expect(await store.actions.find("p1")).toEqual(mine);
      expect(await store.actions.find("p2")).toEqual(anyones);
      expect(await store.actions.find("p3")).toBeNull();
    });

    it("stores the buttons of a card all or none", async () => {
      const action = { id: "q1", person: null, place: "slack:C1:", action: "{}", until: noon };
      await expect(store.actions.save([action, { ...action, id: "q2" }, action])).rejects.toThrow();
      expect(await store.actions.find("q1")).toBeNull();
      expect(await store.actions.find("q2")).toBeNull();
    });

    it("accepts a card without buttons", async () => {
      await expect(store.actions.save([])).resolves.toBeUndefined();
    });
  });

  describe("drafts", () => {
    const draft = (id: string, more = {}) => ({
      id,
      person: "telegram:4567",
      place: "telegram:4567:",
      content: '{"title":"máy in hỏng"}',
      asking: true,
      until: later(60),
      ...more,
    });

    it("keeps the newest version of a draft", async () => {
      await store.drafts.save(draft("d1", { asking: false }));
      await store.drafts.save(draft("d1", { asking: false, content: "{}", until: later(90) }));
      expect(await store.drafts.find("d1")).toEqual(
        draft("d1", { asking: false, content: "{}", until: later(90) }),
      );
    });

    it("lets only one draft at a time ask a person in a place", async () => {
      await store.drafts.save(draft("d2"));
      await store.drafts.save(draft("d3", { place: "telegram:-100:7" }));
      await store.drafts.save(draft("d4", { until: later(30) }));
      expect((await store.drafts.asking("telegram:4567", "telegram:4567:", noon))?.id).toBe("d4");
      expect((await store.drafts.asking("telegram:4567", "telegram:-100:7", noon))?.id).toBe("d3");
      expect(await store.drafts.find("d2")).toEqual(draft("d2", { asking: false }));

      await store.drafts.remove("d4");
      expect(await store.drafts.asking("telegram:4567", "telegram:4567:", noon)).toBeNull();
    });

    it("finds the asking draft only for its person, and not after its expiry", async () => {
      await store.drafts.save(draft("d5"));
      expect(await store.drafts.asking("telegram:999", "telegram:4567:", noon)).toBeNull();
      expect(await store.drafts.asking("telegram:4567", "telegram:4567:", later(61))).toBeNull();
    });
  });

  it("remembers a person's language", async () => {
    expect(await store.people.find("slack:U9")).toBeNull();
    await store.people.setLocale("slack:U9", "vi", noon);
    await store.people.setLocale("slack:U9", "en", later(1));
    expect(await store.people.find("slack:U9")).toMatchObject({ person: "slack:U9", locale: "en" });
    await store.people.setLocale("slack:U9", null, later(2));
    expect(await store.people.find("slack:U9")).toMatchObject({ person: "slack:U9", locale: null });
  });

  it("stores a person's name, address and role independently of each other", async () => {
    const person = "telegram:77";
    await store.people.setName(person, "Lan", noon);
    await store.people.setEmail(person, "lan@shop.vn", noon);
    await store.people.setRole(person, "agent", noon);
    const lan = {
      ...{ person, locale: null, name: "Lan", email: "lan@shop.vn", role: "agent" },
      ...{ username: null, firstSeen: null, lastSeen: null, isGuest: null },
    };
    expect(await store.people.find(person)).toEqual(lan);
    await store.people.setEmail(person, null, later(1));
    expect(await store.people.find(person)).toEqual({ ...lan, email: null });
    expect(await store.people.all()).toContainEqual({ ...lan, email: null });
  });

  it("removes an admin's role only while there is another admin, also when two admins remove each other at once", async () => {
    const { people } = store;
    await people.setRole("slack:A1", "admin", noon);
    expect(await people.demoteAdmin("slack:A1", "viewer", later(1))).toBe(false);
    await people.setRole("slack:A2", "admin", noon);
    const took = await Promise.all([
      people.demoteAdmin("slack:A1", "viewer", later(2)),
      people.demoteAdmin("slack:A2", "viewer", later(2)),
    ]);
    expect(took.filter((isTaken) => isTaken)).toHaveLength(1);
    const admins = (await people.all()).filter(({ role }) => role === "admin");
    expect(admins).toHaveLength(1);
  });

  it("lists the newest audit entries first, and those of the same time in reverse order of arrival", async () => {
    const entry = (command: string, at: Date) => ({
      at,
      person: "slack:U1",
      place: "slack:C1:",
      command,
      effect: "look-up" as const,
      customer: command === "find" ? null : "9457",
      outcome: "shown",
    });
    for (const [command, at] of [
      ["find", noon],
      ["points", later(2)],
      ["ticket", noon],
    ] as const) {
      await store.audit.add(entry(command, at));
    }
    expect(await store.audit.recent(2)).toEqual([entry("points", later(2)), entry("ticket", noon)]);
  });

  describe("operations", () => operationsContract(() => store.operations));
  describe("outcomes", () => outcomesContract(() => store.operations));
  describe("several workers", () => workersContract(fresh, async () => under.engine(await under.freshUrl())));
  describe("leaders", () => leadersContract(fresh));
  describe("imports", () => importsContract(fresh));
  describe("retention", () => keepingContract(fresh));
  describe("people", () => peopleContract(fresh));
  describe("schedules", () => schedulesContract(fresh));
  describe("alerts", () => alertsContract(fresh));
  describe("ticket index", () => ticketIndexContract(under.freshUrl, open));
  describe.each(["searchIndex", "productIndex"] as const)("%s", (name) =>
    searchIndexContract(under, fresh, name),
  );
  lookUpsContract(under);

  describe("learned lists", () => {
    it("return the last used value first", async () => {
      await store.learned.remember("status", ["New", "Đã đóng", "New"], noon);
      await store.learned.remember("status", ["Assigned"], later(1));
      await store.learned.remember("sla", ["Gold"], noon);
      expect(await store.learned.values("status")).toEqual(["Assigned", "New", "Đã đóng"]);

      await store.learned.remember("status", ["Đã đóng"], later(2));
      await store.learned.remember("status", ["Assigned"], noon);
      expect(await store.learned.values("status", 2)).toEqual(["Đã đóng", "Assigned"]);
      expect(await store.learned.values("group")).toEqual([]);
    });
  });

  describe("conversations", () => conversationsContract(fresh));

  it("keeps the last value of a setting", async () => {
    expect(await store.settings.get("digest.at")).toBeNull();
    await store.settings.set("digest.at", "08:00", noon);
    await store.settings.set("digest.at", "07:30", later(1));
    expect(await store.settings.get("digest.at")).toBe("07:30");
  });

  it("deletes only expired rows", async () => {
    const swept = await open(await under.freshUrl());
    const action = (id: string, until: Date) => ({ id, person: null, place: "c", action: "{}", until });
    await swept.actions.save(Array.from({ length: 1200 }, (_, index) => action(`old${index}`, later(-1))));
    await swept.actions.save([action("new", later(1))]);
    const draft = { person: "p", place: "c", content: "{}", asking: false };
    await swept.drafts.save({ ...draft, id: "old", until: later(-1) });
    await swept.drafts.save({ ...draft, id: "new", until: later(1) });
    const threeDaysAgo = later(-3 * 24 * 60);
    for (const id of ["finished long ago", "finished now", "never finished"]) {
      await swept.inbox.accept({ id, platform: "slack", payload: "{}", at: later(-9000), owner: "a" });
    }
    await swept.inbox.markFinished("finished long ago", "a", "done", threeDaysAgo);
    await swept.inbox.markFinished("finished now", "a", "done", noon);

    expect(await swept.deleteExpired(noon)).toBe(1202);
    expect(await swept.actions.find("old7")).toBeNull();
    expect(await swept.actions.find("new")).not.toBeNull();
    expect(await swept.drafts.find("old")).toBeNull();
    expect(await swept.drafts.find("new")).not.toBeNull();
    expect((await swept.inbox.unfinished()).map(({ id }) => id)).toEqual(["never finished"]);
    const again = { platform: "slack", payload: "{}", at: noon };
    expect(await swept.inbox.accept({ ...again, id: "finished now" })).toBe(false);
    expect(await swept.inbox.accept({ ...again, id: "finished long ago" })).toBe(true);
    await swept.close();
  });

  it("keeps the other writes of a batch when one of them fails", async () => {
    const action = { id: "r0", person: null, place: "c", action: "{}", until: noon };
    await store.actions.save([action]);
    const saves = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => store.actions.save([{ ...action, id: `r${index}` }])),
    );
    expect(saves.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(await store.actions.find("r19")).toEqual({ ...action, id: "r19" });
  });

  describe("starting and stopping", () => storeStartupContract(under));
  describe("a row changed by another program", () => storeTamperedContract(under));
  describe("an upgrade", () => storeUpgradeContract(under));
  describe("with a database of an older version", () => olderDatabaseContract(under));
}
