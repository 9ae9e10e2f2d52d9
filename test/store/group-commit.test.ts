import { setImmediate } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGroupCommit } from "../../src/store/group-commit.ts";
import { settledByHand } from "../support/settled-by-hand.ts";

describe("writes of the same turn of the event loop", () => {
  let db: Database.Database;
  let ran: string[];
  let group: ReturnType<typeof createGroupCommit>;
  const onDisk = () => Promise.resolve();

  beforeEach(() => {
    ran = [];
    db = new Database(":memory:", { verbose: (sql) => ran.push(String(sql)) });
    db.exec("create table notes (id integer primary key, text text not null)");
    group = createGroupCommit(db, (sql) => db.prepare(sql), onDisk);
  });
  afterEach(() => db.close());

  const insert = (id: number, text: string | null = "") => ({
    sql: "insert into notes values (?, ?)",
    values: [id, text],
  });
  const count = () => db.prepare("select count(*) from notes").pluck().get();
  const commits = () => ran.filter((sql) => sql === "commit").length;

  it("are committed together, before any of them resolves", async () => {
    const writes = Array.from({ length: 32 }, (_, id) =>
      group.write([insert(id)]).then((changes) => ({ changes, committed: !db.inTransaction })),
    );
    expect(await Promise.all(writes)).toEqual(
      Array.from({ length: 32 }, () => ({ changes: [1], committed: true })),
    );
    expect(commits()).toBe(1);
  });

  it("fail separately, each with its own error and with all its queries", async () => {
    const [good, bad, last] = await Promise.allSettled([
      group.write([insert(1)]),
      group.write([insert(2), insert(3), insert(1)]),
      group.write([insert(4)]),
    ]);
    expect(good).toMatchObject({ status: "fulfilled" });
    expect(bad).toMatchObject({ reason: { code: "SQLITE_CONSTRAINT_PRIMARYKEY" } });
    expect(last).toMatchObject({ status: "fulfilled" });
    expect(db.prepare("select id from notes").pluck().all()).toEqual([1, 4]);
  });

  it("resolve only if they are stored when the disk is full, and reject otherwise", async () => {
    const pages = Number(db.pragma("page_count", { simple: true }));
    db.pragma(`max_page_count = ${pages + 4}`);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, (_, id) => group.write([insert(id, "x".repeat(id * 500))])),
    );
    const stored = settled.flatMap(({ status }, id) => (status === "fulfilled" ? [id] : []));
    expect(db.prepare("select id from notes order by id").pluck().all()).toEqual(stored);
    expect(settled.some(({ status }) => status === "rejected")).toBe(true);

    db.pragma("max_page_count = 1000000");
    await group.write([insert(100)]);
    expect(count()).toBe(stored.length + 1);
  });

  it("reject while the database is read-only, and succeed afterwards", async () => {
    db.pragma("query_only = on");
    const refused = await Promise.allSettled([group.write([insert(1)]), group.write([insert(2)])]);
    expect(refused).toMatchObject([1, 2].map(() => ({ reason: { code: "SQLITE_READONLY" } })));
    expect(count()).toBe(0);

    db.pragma("query_only = off");
    expect(await group.write([insert(1)])).toEqual([1]);
  });

  it("reject once the database is closed", async () => {
    db.close();
    await expect(group.write([insert(1)])).rejects.toThrow("not open");
  });

  it("are stored at once when they are flushed before the turn ends", async () => {
    const write = group.write([insert(1)]);
    const flushed = group.flush();
    expect(count()).toBe(1);
    expect(await write).toEqual([1]);
    await flushed;
  });

  it("resolve when they are on the disk, and reject if they may not be", async () => {
    const disk = [settledByHand(), settledByHand()];
    const syncs = disk.map(({ promise }) => promise);
    group = createGroupCommit(
      db,
      (sql) => db.prepare(sql),
      () => syncs.shift() ?? Promise.resolve(),
    );
    const settled: string[] = [];
    const write = (id: number) =>
      group.write([insert(id)]).then(
        () => settled.push(`${id} is stored`),
        () => settled.push(`${id} failed`),
      );
    const first = write(1);
    await setImmediate();
    const second = write(2);
    await setImmediate();
    expect(count()).toBe(2);
    expect(settled).toEqual([]);

    disk[1]?.reject(new Error("the disk is broken"));
    await second;
    expect(settled).toEqual(["2 failed"]);
    disk[0]?.resolve();
    await first;
    expect(settled).toEqual(["2 failed", "1 is stored"]);
  });

  it("reject after the closing has begun, and are not run", async () => {
    const disk = settledByHand();
    group = createGroupCommit(
      db,
      (sql) => db.prepare(sql),
      () => disk.promise,
    );
    const early = group.write([insert(1)]);
    let isClosed = false;
    const closing = group.close().then(() => {
      isClosed = true;
    });
    await expect(group.write([insert(2)])).rejects.toThrow("the database is closed");
    await setImmediate();
    expect(isClosed).toBe(false);

    disk.resolve();
    await closing;
    expect(await early).toEqual([1]);
    expect(db.prepare("select id from notes").pluck().all()).toEqual([1]);
  });

  it("are waited for by the closing, even if a later commit has failed", async () => {
    const disk = settledByHand();
    group = createGroupCommit(
      db,
      (sql) => db.prepare(sql),
      () => disk.promise,
    );
    const settled: string[] = [];
    const first = group.write([insert(1)]).then(() => settled.push("stored"));
    await setImmediate();
    db.pragma("query_only = on");
    const second = group.write([insert(2)]);
    const closing = group.close().then(() => settled.push("closed"));
    await expect(second).rejects.toThrow("readonly");
    await setImmediate();
    expect(settled).toEqual([]);

    disk.resolve();
    await Promise.all([first, closing]);
    expect(settled).toEqual(["stored", "closed"]);
  });

  describe("under load", () => {
    let nowMs: number;
    let due: { atMs: number; run: () => void }[];
    const timing = {
      now: () => nowMs,
      after: (ms: number, run: () => void) => void due.push({ atMs: nowMs + ms, run }),
    };
    const crowd = () => Promise.all([1, 2, 3, 4, 5].map((id) => group.write([insert(id)])));

    beforeEach(() => {
      nowMs = 1_000;
      due = [];
      group = createGroupCommit(db, (sql) => db.prepare(sql), onDisk, timing);
    });

    it("are collected over several turns, and committed before any of them resolves", async () => {
      await crowd();
      const first = group.write([insert(6)]);
      await setImmediate();
      const second = group.write([insert(7)]);
      await setImmediate();
      expect(count()).toBe(5);
      expect(due).toMatchObject([{ atMs: 1_008 }]);

      due[0]?.run();
      expect(count()).toBe(7);
      await Promise.all([first, second]);
      expect(commits()).toBe(2);
    });

    it("do not wait when the load is over", async () => {
      await crowd();
      nowMs += 8;
      await group.write([insert(6)]);
      expect(due).toEqual([]);
      expect(count()).toBe(6);
    });

    it("never wait when they come from one person", async () => {
      await Promise.all([1, 2, 3, 4].map((id) => group.write([insert(id)])));
      await group.write([insert(6)]);
      expect(due).toEqual([]);
      expect(commits()).toBe(2);
    });
  });
});
