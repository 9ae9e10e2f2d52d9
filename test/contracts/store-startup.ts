import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/store/engine.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { migrationStatements } from "./migration-statements.ts";
import { later, noon, proposed, RUNNING_MS } from "./store-samples.ts";

/** The engine under test. */
export interface StoreUnderTest {
  /** The address of an empty database that nobody else uses. */
  freshUrl(): Promise<string>;
  /** The engine at such an address, before any table exists. */
  engine(url: string): Promise<Engine>;
  /** Starts are interrupted after multiples of this many of the statements that create the tables, and after the last one. */
  interruptEvery: number;
}

/** Starting and stopping: keys, tables, several processes. Call it inside a `describe`. */
export function storeStartupContract(under: StoreUnderTest): void {
  const secretKey = randomBytes(32).toString("base64");
  const open = (url: string, more: Partial<StoreOptions> = {}) =>
    openStore({ url, secretKey, log: silentLogger(), ...more });

  describe("keys", () => {
    let url: string;
    beforeAll(async () => {
      url = await under.freshUrl();
      await (await open(url)).close();
    });

    it("refuses to start with a key that is not this database's", async () => {
      const other = randomBytes(32).toString("base64");
      await expect(open(url, { secretKey: other, shared: true })).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining("not the key this database was sealed with"),
      });
    });

    it("refuses an invalid key, and explains how to create one", async () => {
      await expect(open(url, { secretKey: "hunter2", shared: true })).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringMatching(/^(?!.*hunter2).*openssl rand -base64 32/),
      });
    });

    it("seals with a new key and still opens values sealed with the old one, until none is left", async () => {
      const databaseUrl = await under.freshUrl();
      const newer = randomBytes(32).toString("base64");
      const at = (day: number, keys: string) =>
        open(databaseUrl, { secretKey: keys, now: () => later(day * 24 * 60) });

      const first = await at(0, secretKey);
      await first.actions.save([{ id: "old", person: null, place: "c", action: "one", until: noon }]);
      await first.people.setName("slack:U1", "Lan", noon);
      await first.people.setEmail("slack:U1", "lan@shop.vn", noon);
      await first.people.setUsername("slack:U1", "lan_cskh", noon);
      await first.learned.remember("staff", ["lan@shop.vn"], noon);
      await first.close();

      const second = await at(1, `${newer}, ${secretKey}`);
      expect(await second.actions.find("old")).toMatchObject({ action: "one" });
      await second.actions.save([{ id: "new", person: null, place: "c", action: "two", until: noon }]);
      await second.close();

      await expect(at(30, newer)).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining(`needed until ${later(31 * 24 * 60).toISOString()}`),
      });
      const third = await at(31, newer);
      expect(await third.actions.find("new")).toMatchObject({ action: "two" });
      // People and learned values are kept permanently, but the old key is not.
      expect(await third.learned.values("staff")).toEqual(["lan@shop.vn"]);
      expect(await third.people.find("slack:U1")).toMatchObject({
        name: "Lan",
        email: "lan@shop.vn",
        username: "lan_cskh",
      });
      await third.close();
    });
  });

  it("starts on its own tables repeatedly", async () => {
    const databaseUrl = await under.freshUrl();
    for (const value of ["1", "2", "3"]) {
      const again = await open(databaseUrl);
      await again.settings.set("starts", value, noon);
      await again.close();
    }
    const last = await open(databaseUrl);
    expect(await last.settings.get("starts")).toBe("3");
    await last.close();
  });

  const ONE_START_FOR_EACH_INTERRUPTION = { timeout: 180_000 };
  it(
    "completes the tables of an interrupted start, after any statement",
    ONE_START_FOR_EACH_INTERRUPTION,
    async () => {
      for (let interruption = 0, statements = 1; interruption < statements; ) {
        const databaseUrl = await under.freshUrl();
        const engine = await under.engine(databaseUrl);
        const all = await migrationStatements(engine);
        statements = all.length;
        interruption = Math.min(interruption + under.interruptEvery, statements);
        await engine.write(all.slice(0, interruption));
        await engine.close();

        const mended = await open(databaseUrl);
        expect(await worksThroughout(mended)).toBe(true);
        await mended.close();
      }
    },
  );

  it("creates its tables once when two processes start on an empty database", async () => {
    const databaseUrl = await under.freshUrl();
    const both = await Promise.all([
      open(databaseUrl, { shared: true }),
      open(databaseUrl, { shared: true }),
    ]);
    for (const one of both) {
      expect(await worksThroughout(one)).toBe(true);
      await one.close();
    }
  });

  /** Returns a database in which a newer version has run a migration. @param needs  as in `migrations.ts` */
  async function migratedByNewer(needs: string | null): Promise<string> {
    const databaseUrl = await under.freshUrl();
    await (await open(databaseUrl)).close();
    const engine = await under.engine(databaseUrl);
    const { builder } = engine;
    const note = builder
      .insertInto("migrations")
      .values({ name: "900-of-the-future", at: 0, needs })
      .compile();
    await engine.write([{ sql: note.sql, values: note.parameters }]);
    await engine.close();
    return databaseUrl;
  }

  it.each([
    ["says nothing about older versions", null],
    ["needs a migration that this version does not know", "899-of-the-future"],
  ])("refuses a database with a newer migration that %s", async (_, needs) => {
    await expect(open(await migratedByNewer(needs))).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringMatching(/newer version of the bot \("900-of-the-future"\).+Start that version/),
    });
  });

  it.each([
    ["only adds to the tables", ""],
    ["needs a migration that this version knows", "020-product-index"],
  ])("works beside a newer version whose migration %s", async (_, needs) => {
    const older = await open(await migratedByNewer(needs));
    expect(await worksThroughout(older)).toBe(true);
    await older.close();
  });

  it("opens a database whose journal is of a version that did not say what a migration needs", async () => {
    const databaseUrl = await under.freshUrl();
    await (await open(databaseUrl)).close();
    const engine = await under.engine(databaseUrl);
    await engine.write([{ sql: "alter table migrations drop column needs", values: [] }]);
    await engine.close();
    const both = await Promise.all([
      open(databaseUrl, { shared: true }),
      open(databaseUrl, { shared: true }),
    ]);
    for (const one of both) {
      expect(await worksThroughout(one)).toBe(true);
      await one.close();
    }
  });

  it("stores all accepted data before it closes, and closes once", async () => {
    const databaseUrl = await under.freshUrl();
    const closing = await open(databaseUrl);
    const accepted = Array.from({ length: 50 }, (_, index) =>
      closing.inbox.accept({ id: `${index}`, platform: "slack", payload: "{}", at: noon }),
    );
    await closing.close();
    await closing.close();
    expect((await Promise.all(accepted)).every(Boolean)).toBe(true);

    const next = await open(databaseUrl);
    expect(await next.inbox.unfinished()).toHaveLength(50);
    await next.close();
  });

  it("reports whether it can write", async () => {
    const databaseUrl = await open(await under.freshUrl());
    expect(await databaseUrl.ready()).toBe(true);
    await databaseUrl.close();
    expect(await databaseUrl.ready()).toBe(false);
  });
}

/** Writes to and reads from every table. */
async function worksThroughout(store: Store): Promise<boolean> {
  const operation = proposed();
  const source = `slack:C1:${operation.id}`;
  const event = { id: operation.id, platform: "slack", payload: "{}", at: noon };
  const draft = { id: operation.id, person: "p", place: "c", content: "{}", asking: true, until: later(1) };
  const audit = { person: "p", place: "c", command: "find", effect: "look-up", customer: null } as const;
  await Promise.all([
    store.workers.renew("worker", RUNNING_MS),
    store.inbox.accept({ ...event, owner: "worker" }),
    store.actions.save([{ id: operation.id, person: null, place: "c", action: "{}", until: later(1) }]),
    store.drafts.save(draft),
    store.people.setLocale("p", "vi", noon),
    store.people.setName("p", "Lan", noon),
    store.audit.add({ ...audit, at: noon, outcome: "shown" }),
    store.operations.add({ ...operation, owner: "worker", source }),
    store.learned.remember("status", ["New"], noon),
    store.settings.set("key", "value", noon),
  ]);
  const change = { at: noon, ifOwner: "worker", ifAlive: true };
  const moved = await store.operations.move(operation.id, ["proposed"], "done", change);
  const read = await Promise.all([
    store.inbox.unfinished(),
    store.actions.find(operation.id),
    store.drafts.asking("p", "c", noon),
    store.people.find("p"),
    store.audit.recent(1),
    store.operations.bySource(operation.kind, source),
    store.learned.values("status"),
    store.settings.get("key"),
  ]);
  return moved && read.every((found) => found !== null) && (await store.ready());
}
