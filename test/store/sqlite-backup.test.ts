import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { kill, startBot } from "./bot-process.ts";

describe("a backup", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "store-"));
    file = join(folder, "data", "bot.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (url = file, shared = false) => openStore({ url, shared, log: silentLogger() });

  /** Puts a copy and the key into a new folder, as for a new installation, and opens it while no bot runs. */
  function restore(copy: string): Promise<Store> {
    const home = mkdtempSync(join(folder, "restored-"));
    copyFileSync(copy, join(home, "bot.db"));
    copyFileSync(join(folder, "data", "secret.key"), join(home, "secret.key"));
    return open(join(home, "bot.db"), true);
  }

  it("of a running bot contains everything accepted before it began, and delays nobody", async () => {
    const bot = await startBot(file, true);
    const beside = await open(file, true);
    const accepted = (await beside.inbox.unfinished()).map(({ id }) => id);
    await beside.backup(join(folder, "copy.db"));
    const during = await beside.inbox.owed();
    await expect.poll(() => beside.inbox.owed()).toBeGreaterThan(during);
    await beside.close();
    await kill(bot);

    const restored = await restore(join(folder, "copy.db"));
    const kept = await restored.inbox.unfinished();
    expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(accepted));
    expect(kept.every(({ payload }) => payload === "kept")).toBe(true);
    await restored.close();
  });

  it("contains what its own process is about to commit", async () => {
    const store = await open();
    const accepted = store.inbox.accept({ id: "1", platform: "slack", payload: "kept", at: new Date() });
    await store.backup(join(folder, "copy.db"));
    expect(await accepted).toBe(true);
    await store.close();
    const restored = await restore(join(folder, "copy.db"));
    expect(await restored.inbox.unfinished()).toMatchObject([{ id: "1", payload: "kept" }]);
    await restored.close();
  });

  it("is one file that only its owner may read, and does not open without the key", async () => {
    const store = await open();
    mkdirSync(join(folder, "backups"));
    const copy = join(folder, "backups", "copy.db");
    await store.backup(copy);
    await store.close();
    expect(readdirSync(join(folder, "backups"))).toEqual(["copy.db"]);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await expect(open(copy)).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining("secret.key is missing"),
    });
  });

  it("never replaces a file", async () => {
    const store = await open();
    const copy = join(folder, "copy.db");
    writeFileSync(copy, "precious");
    await expect(store.backup(copy)).rejects.toMatchObject({
      fault: "invalid",
      message: expect.stringContaining("exists already"),
    });
    expect(statSync(copy).size).toBe("precious".length);
    await expect(store.backup(file)).rejects.toMatchObject({ fault: "invalid" });
    expect(await store.ready()).toBe(true);
    await store.close();
  });

  it("writes through no link and into no file that somebody has put beside it", async () => {
    const store = await open();
    const backups = join(folder, "backups");
    mkdirSync(backups);
    const precious = join(folder, "precious.txt");
    writeFileSync(precious, "precious");
    symlinkSync(precious, join(backups, "linked.db.part"));
    writeFileSync(join(backups, "open.db.part"), "", { mode: 0o666 });
    for (const name of ["linked.db", "open.db"]) {
      await store.backup(join(backups, name));
      expect(lstatSync(join(backups, name)).mode).toBe(constants.S_IFREG | 0o600);
    }
    expect(readFileSync(precious, "utf8")).toBe("precious");
    expect(readdirSync(backups).sort()).toEqual(["linked.db", "linked.db.part", "open.db", "open.db.part"]);
    await store.close();
  });

  it("that cannot be written is reported, and leaves no file behind", async () => {
    const store = await open();
    const unwritable = (message: string) => ({
      fault: "misconfigured",
      message: expect.stringContaining(message),
    });
    const nowhere = join(folder, "no such folder");
    await expect(store.backup(join(nowhere, "copy.db"))).rejects.toMatchObject(
      unwritable(`there is no folder ${nowhere}. Make it, or name a file in another folder.`),
    );
    await store.close();
    await expect(store.backup(join(folder, "copy.db"))).rejects.toMatchObject(
      unwritable("cannot be written (The database connection is not open). Name a file"),
    );
    expect(readdirSync(folder)).toEqual(["data"]);
  });
});
