import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWalSync, useWal, walOf } from "../../src/store/wal-sync.ts";
import { type SettledByHand, settledByHand } from "../support/settled-by-hand.ts";

describe("syncs of the WAL", () => {
  let log: string[];
  /** Settles the syncs that have begun, in their order. */
  let begun: SettledByHand[];
  let onDisk: () => Promise<void>;
  let checkpoint: () => boolean;
  let wait: (ms: number) => Promise<void>;

  beforeEach(() => {
    log = [];
    begun = [];
    checkpoint = succeed;
    wait = async (ms) => void log.push(`${ms} ms`);
    const wal = {
      sync() {
        log.push("sync");
        const sync = settledByHand();
        begun.push(sync);
        return sync.promise;
      },
      checkpoint: () => checkpoint(),
    };
    onDisk = createWalSync(wal, (ms) => wait(ms));
  });

  function succeed(): boolean {
    log.push("checkpoint");
    return true;
  }

  function beBusy(): boolean {
    log.push("busy");
    return false;
  }

  /** Fails the sync that runs now, and waits until its commits have been rejected. */
  async function failOnce(): Promise<void> {
    const commit = onDisk();
    begun.shift()?.reject(new Error("input/output error"));
    await expect(commit).rejects.toMatchObject({
      name: "CommitNotSynced",
      message: "a commit may not survive a power cut: input/output error",
    });
  }

  /** Lets the next sync succeed, and waits until it has ended. */
  async function succeedOnce(): Promise<void> {
    const commit = onDisk();
    await setImmediate();
    begun.shift()?.resolve();
    await commit;
  }

  it("are shared by the commits that were made during the one before", async () => {
    const first = onDisk();
    const others = [onDisk(), onDisk(), onDisk()];
    expect(log).toEqual(["sync"]);
    begun.shift()?.resolve();
    await first;
    expect(log).toEqual(["sync", "sync"]);
    begun.shift()?.resolve();
    await Promise.all(others);
    expect(log).toEqual(["sync", "sync"]);
  });

  it("do not count for a commit that was made after they had begun", async () => {
    const first = onDisk();
    let isOnDisk = false;
    const second = onDisk().then(() => {
      isOnDisk = true;
    });
    begun.shift()?.resolve();
    await first;
    expect(isOnDisk).toBe(false);
    begun.shift()?.resolve();
    await second;
    expect(isOnDisk).toBe(true);
  });

  it("run one after another, however soon after a sync the next commit is made", async () => {
    for (let microtasks = 0; microtasks < 10; microtasks++) {
      const commits = [onDisk(), onDisk()];
      begun.shift()?.resolve();
      for (let passed = 0; passed < microtasks; passed++) await null;
      commits.push(onDisk());
      await setImmediate();
      expect(begun).toHaveLength(1);

      while (begun.length > 0) {
        begun.shift()?.resolve();
        await setImmediate();
      }
      await Promise.all(commits);
    }
  });

  it("begin with a checkpoint after one that failed", async () => {
    await failOnce();
    await succeedOnce();
    expect(log).toEqual(["sync", "checkpoint", "sync"]);

    await succeedOnce();
    expect(log).toEqual(["sync", "checkpoint", "sync", "sync"]);
  });

  it("do not count after a checkpoint until the emptied WAL is on the disk", async () => {
    await failOnce();
    const commit = onDisk();
    await setImmediate();
    begun.shift()?.reject(new Error("input/output error"));
    await expect(commit).rejects.toThrow("input/output error");
    await succeedOnce();
    expect(log).toEqual(["sync", "checkpoint", "sync", "checkpoint", "sync"]);
  });

  it("do not begin until a checkpoint has succeeded", async () => {
    await failOnce();
    checkpoint = () => {
      log.push("failed checkpoint");
      throw new Error("input/output error");
    };
    await expect(onDisk()).rejects.toMatchObject({ name: "CommitNotSynced" });
    await expect(onDisk()).rejects.toMatchObject({ name: "CommitNotSynced" });
    checkpoint = succeed;
    await succeedOnce();
    expect(log).toEqual(["sync", "failed checkpoint", "failed checkpoint", "checkpoint", "sync"]);
  });

  it("wait after a failure until no other process reads", async () => {
    await failOnce();
    checkpoint = beBusy;
    const reading = settledByHand();
    wait = () => reading.promise;
    const commit = onDisk();
    await setImmediate();
    expect(log).toEqual(["sync", "busy"]);

    checkpoint = succeed;
    reading.resolve();
    await setImmediate();
    expect(log).toEqual(["sync", "busy", "checkpoint", "sync"]);
    begun.shift()?.resolve();
    await commit;
  });

  it("reject the commits after a failure if another process reads for two seconds", async () => {
    await failOnce();
    checkpoint = beBusy;
    await expect(onDisk()).rejects.toThrow("another process is reading the database");
    expect(log.filter((entry) => entry === "busy")).toHaveLength(20);
    expect(log.filter((entry) => entry === "100 ms")).toHaveLength(19);

    checkpoint = succeed;
    await succeedOnce();
    expect(log.slice(-2)).toEqual(["checkpoint", "sync"]);
  });

  it("reject the commits of the failed one only", async () => {
    const first = onDisk();
    const second = onDisk();
    begun.shift()?.reject(new Error("input/output error"));
    await expect(first).rejects.toThrow("input/output error");
    await setImmediate();
    begun.shift()?.resolve();
    await second;
    expect(log).toEqual(["sync", "checkpoint", "sync"]);
  });
});

describe("the WAL of a database", () => {
  let folder: string;
  let file: string;
  let db: Database.Database;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "wal-"));
    file = join(folder, "bot.db");
    db = new Database(file, { timeout: 0 });
    db.pragma("journal_mode = wal");
    db.exec("create table notes (text); insert into notes values ('kept')");
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });

  it("stays the same file after a checkpoint, which empties it", async () => {
    const wal = walOf(db);
    const { ino } = statSync(`${file}-wal`);
    await wal.sync();
    wal.checkpoint();
    expect(statSync(`${file}-wal`)).toMatchObject({ ino, size: 0 });
    db.exec("insert into notes values ('more')");
    await wal.sync();
    expect(statSync(`${file}-wal`).ino).toBe(ino);
    wal.close();
  });

  it("is required, and the error says what to do without it", () => {
    useWal(db);
    const withoutWal = new Database(":memory:");
    expect(() => useWal(withoutWal)).toThrow(
      expect.objectContaining({
        fault: "misconfigured",
        message: expect.stringMatching(/journal mode stays memory\)\. Put the database on a local disk/),
      }),
    );
    withoutWal.close();
  });

  it("is not emptied while another process reads, and does not wait for it", () => {
    db.pragma("busy_timeout = 5000");
    const reader = new Database(file);
    reader.exec("begin");
    reader.prepare("select * from notes").all();
    const startedMs = performance.now();
    expect(walOf(db).checkpoint()).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(db.pragma("busy_timeout", { simple: true })).toBe(5_000);
    reader.exec("commit");
    expect(walOf(db).checkpoint()).toBe(true);
    reader.close();
  });
});
