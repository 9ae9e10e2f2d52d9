import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { expectEnded, expectGoesOn, leaveUnderWay, restoredAt } from "../contracts/restored-copy.ts";
import { later } from "../contracts/store-samples.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { kill, startBot } from "./bot-process.ts";

describe("a SQLite database", () => {
  let folder: string;
  let file: string;
  let copy: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "restored-"));
    file = join(folder, "bot.db");
    copy = join(folder, "copy.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (url = file, shared = false) =>
    openStore({ url, shared, log: silentLogger(), now: () => restoredAt });

  /** Copies the files. The shared index is created again. */
  function copyFiles(from: string, to: string): void {
    rmSync(`${to}-shm`, { force: true });
    rmSync(`${to}-wal`, { force: true });
    copyFileSync(from, to);
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
  }

  /** Creates unfinished work in the database, and closes it. */
  async function worked(): Promise<void> {
    const store = await open();
    await leaveUnderWay(store);
    await store.close();
  }

  /** Removes the identity, as a version that does not know it leaves the database. */
  function forgetPlace(instead = "select 1"): void {
    const db = new Database(file);
    db.exec(`delete from database_identity; ${instead}`);
    db.close();
  }

  async function opens(expectation: (store: Store) => Promise<void>, url = file): Promise<void> {
    const store = await open(url);
    try {
      await expectation(store);
    } finally {
      await store.close();
    }
  }

  describe("is a copy, and its unfinished work is ended,", () => {
    it("when the backup command created it, wherever it is stored", async () => {
      await worked();
      const beside = await open(file, true);
      await beside.backup(copy);
      await beside.close();
      await opens(expectEnded, copy);
    });

    it("when a backup replaces the original at once", async () => {
      await worked();
      const beside = await open(file, true);
      await beside.backup(copy);
      await beside.close();
      copyFiles(copy, file);
      await opens(expectEnded);
    });

    it("when its files were copied while the bot ran, and put back", async () => {
      const store = await open();
      await leaveUnderWay(store);
      copyFiles(file, copy);
      await store.close();
      copyFiles(copy, file);
      await opens(expectEnded);
    });

    it("when its file was copied after a stop, and put back after another start", async () => {
      await worked();
      copyFiles(file, copy);
      await (await open()).close();
      copyFiles(copy, file);
      await opens(expectEnded);
    });

    it("when its file was moved without the mark file", async () => {
      await worked();
      copyFiles(file, copy);
      await opens(expectEnded, copy);
    });

    it("when the same copy is put back a second time, even beside its own mark file", async () => {
      await worked();
      copyFiles(file, copy);
      const other = join(folder, "other.db");
      for (let times = 1; times <= 2; times++) {
        copyFiles(copy, other);
        await opens(expectEnded, other);
      }
    });

    it("when the mark file beside it is empty", async () => {
      await worked();
      writeFileSync(`${file}.mark`, "");
      await opens(expectEnded);
    });
  });

  describe("is not a copy, and its work continues,", () => {
    it("after a stop", async () => {
      await worked();
      await opens(expectGoesOn);
    });

    it("after a crash, with a mark file that a power cut has set back", async () => {
      await (await open()).close();
      const early = readFileSync(`${file}.mark`);
      await kill(await startBot(file, true));
      writeFileSync(`${file}.mark`, early);
      const next = await open();
      expect((await next.inbox.unfinished()).map(({ id }) => id)).toContain("from the bot");
      await next.close();
    });

    it("when an older version used it last", async () => {
      await worked();
      const beside = await open(file, true);
      await beside.close();
      rmSync(`${file}.mark`);
      forgetPlace();
      await opens(expectGoesOn);
    });

    it("when its first start ended before the mark file was written", async () => {
      await worked();
      rmSync(`${file}.mark`);
      forgetPlace("insert into database_identity (id, token) values (1, 'new')");
      await opens(expectGoesOn);
    });

    it("when a terminal or the backup command opens it, because only the bot checks for copies", async () => {
      await worked();
      copyFiles(file, copy);
      const terminal = await open(copy, true);
      expect(await terminal.inbox.owed()).toBe(1);
      await terminal.close();
      await opens(expectEnded, copy);
    });
  });

  it("works normally after a restore, and logs once what was found", async () => {
    await worked();
    copyFiles(file, copy);
    const lines: string[] = [];
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const first = await openStore({ url: copy, log, now: () => restoredAt });
    await first.inbox.accept({ id: "new", platform: "slack", payload: "{}", at: restoredAt });
    await first.close();
    const second = await openStore({ url: copy, log, now: () => later(70) });
    expect(await second.inbox.unfinished()).toMatchObject([{ id: "new" }]);
    expect(await second.alertEvents.notifiedSince()).toEqual(restoredAt);
    await second.close();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      cause: "its mark file is not beside it",
      found: {
        confirmed: 1,
        proposed: 1,
        sending: 1,
        unclear: 1,
        events: 1,
        digests: 3,
        alerts: 2,
        imports: 1,
      },
      msg: expect.stringContaining("restored copy"),
    });
  });

  it("is not opened when its mark file cannot be used", async () => {
    await worked();
    rmSync(`${file}.mark`);
    mkdirSync(`${file}.mark`);
    await expect(open()).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining(`the file ${file}.mark beside the database cannot be used`),
    });
  });

  it("has a mark file that only its owner may read", async () => {
    await worked();
    expect(statSync(`${file}.mark`).mode & 0o777).toBe(0o600);
  });
});
