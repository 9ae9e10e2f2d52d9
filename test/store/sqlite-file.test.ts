import {
  existsSync,
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
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type StoreOptions } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { kill, startBot } from "./bot-process.ts";

describe("a SQLite store", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "store-"));
    file = join(folder, "data", "bot.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (more: Partial<StoreOptions> = {}) => openStore({ url: file, log: silentLogger(), ...more });

  it("creates its folder, its file and its key for the owner only", async () => {
    const store = await open();
    await store.settings.set("key", "value", noon);
    expect(mode(join(folder, "data"))).toBe(0o700);
    for (const name of ["bot.db", "bot.db-wal", "secret.key"]) {
      expect(mode(join(folder, "data", name))).toBe(0o600);
    }
    await store.close();
  });

  it.each([
    ["a file URL", (path: string) => pathToFileURL(path).href],
    ["file: before a path", (path: string) => `file:${path}`],
    ["a plain path", (path: string) => path],
  ])("opens %s", async (_, url) => {
    const store = await open({ url: url(file) });
    expect(existsSync(file)).toBe(true);
    await store.close();
  });

  it.each(["", ":memory:", "mysql://root@db/bot"])(
    "refuses the address %j, and names valid ones",
    async (url) => {
      await expect(open({ url })).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining("DATABASE_URL must name a file"),
      });
    },
  );

  it("writes through a symbolic link, and holds one lock for the file and its links", async () => {
    await (await open()).close();
    const link = join(folder, "link.db");
    symlinkSync(file, link);
    const secretKey = readFileSync(join(folder, "data", "secret.key"), "utf8");
    const store = await open({ url: link, secretKey });
    await store.settings.set("key", "value", noon);
    expect(existsSync(`${file}-wal`)).toBe(true);
    await expect(open()).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining("in use by another bot"),
    });
    await store.close();
  });

  it("reports a folder that cannot be used, a file that is no database, and a folder in its place", async () => {
    const refused = (message: string) => ({
      fault: "misconfigured",
      message: expect.stringContaining(message),
    });
    writeFileSync(join(folder, "data"), "a file where the folder should be");
    await expect(open()).rejects.toMatchObject(refused("cannot be used"));

    const noDatabase = join(folder, "notes.txt");
    writeFileSync(noDatabase, "not a database ".repeat(100));
    await expect(open({ url: noDatabase })).rejects.toMatchObject(
      refused(`${noDatabase} is not a database of this bot. Name another file, or restore a backup`),
    );
    expect(readFileSync(noDatabase, "utf8")).toBe("not a database ".repeat(100));

    const place = join(folder, "place");
    mkdirSync(place);
    await expect(open({ url: place })).rejects.toMatchObject(
      refused(`${place} is a folder. Name a file in it: ${join(place, "antcrm-chatops.db")}`),
    );
    expect(existsSync(`${place}.lock`)).toBe(false);
  });

  it("is unavailable, which passes by itself, while another program holds the file", async () => {
    const other = new Database(join(folder, "notes.db"));
    onTestFinished(() => void other.close());
    other.exec("begin exclusive");
    await expect(open({ url: join(folder, "notes.db") })).rejects.toMatchObject({
      fault: "unavailable",
      message: expect.stringMatching(/database is locked.*no other program holds the file/),
    });
    other.exec("rollback");
    await (await open({ url: join(folder, "notes.db") })).close();
  });

  it("writes no personal data to the disk as clear text", async () => {
    const secret = "Nguyễn Thị Hương 0900000001";
    const store = await open();
    const day = { at: noon, until: noon, place: secret, person: "slack:U1" };
    await store.inbox.accept({ id: "1", platform: "slack", payload: secret, at: noon });
    await store.actions.save([{ ...day, id: "1", place: "c", action: secret }]);
    await store.drafts.save({ ...day, id: "1", place: "c", content: secret, asking: true });
    const operation = {
      ...day,
      id: "1",
      reference: "K7Q2M",
      kind: "redeem",
      customer: "9457",
      input: secret,
    };
    await store.operations.add({ ...operation, state: "proposed" });
    const learned = { at: noon, outcome: secret, seen: secret, evidence: "point:1" };
    expect(await store.operations.move("1", ["proposed"], "done", learned)).toBe(true);

    await store.learned.remember("staff", [secret], noon);
    const contact = { objectId: null, name: secret, phones: ["+84900000001"], emails: ["huong@shop.vn"] };
    const texts = { title: secret, group: secret, assignedTo: secret, contact };
    const counted = { id: "1", status: "New", priority: null, createdAt: noon, updatedAt: noon };
    await store.ticketIndex.save([{ ...counted, ...texts }], 1);
    expect((await store.ticketIndex.portion("", 1))[0]).toMatchObject({ ...counted, assignee: secret });
    const order = { by: "created", offset: 0, limit: 1 } as const;
    expect(await store.ticketIndex.list({ customer: contact }, order)).toEqual([{ ...counted, ...texts }]);

    expect(await store.operations.find("1")).toMatchObject({ place: secret, outcome: secret, seen: secret });
    expect(onDisk()).not.toContain("0900000001");
    expect(onDisk()).not.toContain("Hương");
    expect(onDisk()).not.toMatch(/huong@|84900000001/i);
    await store.close();
    expect(onDisk()).toContain("K7Q2M");
    expect(onDisk()).not.toContain("0900000001");
  });

  describe("its key file", () => {
    it("is used again at the next start", async () => {
      await keepOne("secret");
      const store = await open();
      expect(await store.actions.find("1")).toMatchObject({ action: "secret" });
      await store.close();
    });

    it("is not replaced when it is missing: the start is refused until it is back", async () => {
      await keepOne("secret");
      const key = join(folder, "data", "secret.key");
      const kept = readFileSync(key, "utf8");
      rmSync(key);
      await expect(open()).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining("secret.key is missing"),
      });
      expect(existsSync(key)).toBe(false);
      await (await open({ secretKey: kept.trim() })).close();
    });

    it.runIf(process.platform === "linux")("is unavailable while the disk cannot be read", async () => {
      mkdirSync(join(folder, "data"));
      // The first page of this file is not mapped, so reading it is an I/O error.
      symlinkSync("/proc/self/mem", join(folder, "data", "secret.key"));
      await expect(open()).rejects.toMatchObject({
        fault: "unavailable",
        message: expect.stringMatching(/secret\.key cannot be read now .*EIO/),
      });
    });

    it("is refused when it contains no key", async () => {
      mkdirSync(join(folder, "data"));
      writeFileSync(join(folder, "data", "secret.key"), "");
      await expect(open()).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining("does not hold a key"),
      });
    });
  });

  describe("held by one process", () => {
    it("refuses a second bot and names the first, and lets the terminal open it too", async () => {
      const bot = await startBot(file);
      await expect(open()).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining(`process ${bot.pid}`),
      });
      const terminal = await open({ shared: true });
      expect(await terminal.inbox.unfinished()).toMatchObject([{ id: "from the bot", payload: "kept" }]);
      expect(await terminal.ready()).toBe(true);
      await terminal.close();
      await expect(open()).rejects.toMatchObject({ fault: "misconfigured" });
      await kill(bot);
    });

    it("can be opened again after that process was killed, with everything it had accepted", async () => {
      await kill(await startBot(file));
      const next = await open();
      expect(await next.inbox.unfinished()).toMatchObject([{ id: "from the bot", payload: "kept" }]);
      await next.close();
    });

    it("can be opened again after a close and after a failed start", async () => {
      await (await open()).close();
      await expect(open({ secretKey: "no key" })).rejects.toMatchObject({ fault: "misconfigured" });
      await (await open()).close();
    });

    it("refuses a second store in the same process too", async () => {
      const first = await open();
      await expect(open()).rejects.toMatchObject({
        message: expect.stringContaining(`process ${process.pid}`),
      });
      await expect(open()).rejects.toMatchObject({ fault: "misconfigured" });
      expect(await first.ready()).toBe(true);
      await first.close();
    });
  });

  async function keepOne(action: string): Promise<void> {
    const store = await open();
    await store.actions.save([{ id: "1", person: null, place: "c", action, until: noon }]);
    await store.close();
  }

  function onDisk(): string {
    const names = readdirSync(join(folder, "data")).filter((name) => name.startsWith("bot.db"));
    return names.map((name) => readFileSync(join(folder, "data", name), "utf8")).join();
  }
});

const noon = new Date("2026-11-25T05:00:00Z");

function mode(path: string): number {
  return statSync(path).mode & 0o777;
}
