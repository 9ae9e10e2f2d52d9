import { createHook } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../src/store/engine.ts";
import { createInboxTable } from "../../src/store/inbox.ts";
import { migrate } from "../../src/store/migrate.ts";
import { openStore } from "../../src/store/open.ts";
import { createSealer } from "../../src/store/sealing.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { createWriteCheck } from "../../src/store/write-check.ts";
import { silentLogger } from "../support/silent-logger.ts";

const noon = new Date("2026-11-25T05:00:00Z");

describe("a SQLite inbox", () => {
  let folder: string;
  let file: string;
  let engine: Engine;
  const secret = randomBytes(32);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "store-"));
    file = join(folder, "bot.db");
    engine = openSqlite(file, false);
    await migrate(engine, noon);
  });
  afterEach(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const inbox = () => createInboxTable(engine, createSealer([secret]), silentLogger());
  const ready = () => createWriteCheck(engine, silentLogger(), () => noon)();
  const event = (id: string, payload = "kept") => ({ id, platform: "slack", payload, at: noon });
  /** Runs a pragma on the bot's own connection, between its other statements. */
  const pragma = async (text: string) => (await engine.read({ sql: `pragma ${text}`, values: [] }))[0];

  it("accepts an event when its commit is on the disk, to survive a power cut", async () => {
    const log: string[] = [];
    const stop = watchSyncs(
      () => log.push("begun"),
      () => log.push("ended"),
    );
    expect(await inbox().accept(event("1"))).toBe(true);
    stop();
    expect(log).toEqual(["begun", "ended"]);
    expect(await pragma("journal_mode")).toEqual({ journal_mode: "wal" });
  });

  it("keeps every accepted event after a power cut at any moment", async () => {
    const { accept } = inbox();
    // Without checkpoints of SQLite's own the WAL only grows, so its size tells how much of it is on the disk.
    await pragma("wal_autocheckpoint = 0");
    let onDiskBytes = 0;
    const stop = watchSyncs(
      () => statSync(`${file}-wal`).size,
      (bytes) => {
        onDiskBytes = bytes;
      },
    );
    const accepted: string[] = [];
    const copies: { copy: string; accepted: string[] }[] = [];
    const payload = "x".repeat(8_000);
    for (let round = 0; round < 60; round++) {
      const events = Array.from({ length: 40 }, (_, index) => event(`${round}.${index}`, payload));
      const writing = events.map(async (one) => {
        if (await accept(one)) accepted.push(one.id);
        // The power cut comes in the middle of a turn, between two commits.
        if (one.id === `${round}.20` && round % 6 === 0)
          copies.push({ copy: cutPower(onDiskBytes), accepted: [...accepted] });
      });
      await Promise.all(writing);
      if (round % 10 === 9) {
        expect(await pragma("wal_checkpoint(truncate)")).toMatchObject({ busy: 0 });
        onDiskBytes = 0;
      }
    }
    stop();
    expect(copies).toHaveLength(10);

    for (const { copy, accepted } of copies) {
      const store = await openStore({ url: copy, secretKey: secret.toString("base64"), log: silentLogger() });
      const kept = (await store.inbox.unfinished()).map(({ id }) => id);
      expect(kept).toEqual(expect.arrayContaining(accepted));
      await store.close();
    }
  });

  it("accepts nothing on a full disk, and accepts again when there is space", async () => {
    const { accept, owed } = inbox();
    const pages = await pragma("page_count");
    await pragma(`max_page_count = ${Object.values(pages ?? {})[0]}`);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => accept(event(`${index}`, "x".repeat(20_000)))),
    );
    expect(settled.every(({ status }) => status === "rejected")).toBe(true);
    expect(await owed()).toBe(0);

    await pragma("max_page_count = 1000000");
    expect(await ready()).toBe(true);
    expect(await Promise.all([accept(event("1")), accept(event("1"))])).toEqual([true, false]);
    expect(await owed()).toBe(1);
  });

  it("stores the writes before its closing, and none that arrive while it closes", async () => {
    const { accept } = inbox();
    const before = accept(event("before"));
    const closing = engine.close();
    const writes = Array.from({ length: 3 }, async (_, turns) => {
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      return accept(event(`${turns}`));
    });
    expect(await Promise.allSettled(writes)).toMatchObject(
      writes.map(() => ({ reason: { message: "the database is closed" } })),
    );
    expect(await before).toBe(true);
    await closing;

    engine = openSqlite(file, false);
    expect((await inbox().unfinished()).map(({ id }) => id)).toEqual(["before"]);
  });

  /** Copies the database, and as much of its WAL as is on the disk. */
  function cutPower(onDiskBytes: number): string {
    const home = mkdtempSync(join(folder, "cut-"));
    for (const name of ["bot.db", "bot.db-wal"]) copyFileSync(join(folder, name), join(home, name));
    truncateSync(join(home, "bot.db-wal"), onDiskBytes);
    return join(home, "bot.db");
  }
});

/**
 * Watches the syncs of the WAL, which are the only calls to the file system that do not block.
 * @param begin  called when one begins; its result is passed to `end`
 * @returns a function that ends the watching
 */
function watchSyncs<Begun>(begin: () => Begun, end: (begun: Begun) => void): () => void {
  const running = new Map<number, Begun>();
  const hook = createHook({
    // Node has one resource of this type for each call to the file system.
    init: (id, type) => void (type === "FSREQCALLBACK" && running.set(id, begin())),
    before(id) {
      const begun = running.get(id);
      if (begun !== undefined) end(begun);
    },
  }).enable();
  return () => void hook.disable();
}
