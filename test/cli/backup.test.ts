import { on } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { runBuilt as run } from "../support/built-program.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "backup-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

const backUp = (file: string, database: string) =>
  run("cli/backup.js", [file], { DATABASE_URL: database }).ended;

it("a copy of a running bot can be restored into another one, which knows the old forms and sends no old question", async () => {
  const [antcrm, telegram, home] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startTelegram(),
    folder(),
  ]);
  onTestFinished(async () => {
    await Promise.all([antcrm.stop(), telegram.stop()]);
  });
  const user = telegram.addUser({ first_name: "Lan" });
  const [lan, chat] = [telegram.person(user.id), telegram.privateChat(user)];
  const shows = (words: RegExp) => lan.nextMessage(chat, ({ text }) => words.test(text));

  /** Runs `npm start` on this database; resolves when it is up. */
  async function start(database: string) {
    const bot = run("main.js", [], {
      ANTCRM_BASE_URL: antcrm.url,
      ANTCRM_API_KEY: antcrm.apiKey,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      BOT_ADMINS: `telegram:${user.id}`,
      DATABASE_URL: database,
    });
    for await (const [line] of on(createInterface({ input: bot.child.stderr }), "line", { close: ["close"] }))
      if (line.includes("the bot is up")) return bot;
    throw new Error((await bot.ended).said);
  }

  const first = await start(join(home, "bot.db"));
  const colleagues = Array.from({ length: 6 }, (_, index) =>
    telegram.addUser({ first_name: `Bạn ${index}` }),
  );
  for (const { id } of colleagues) {
    await lan.says(chat, `role telegram:${id} agent`);
    await lan.clicks(await shows(/Đổi quyền của/), "Đổi quyền");
    await shows(/Đã đổi quyền/);
  }
  await lan.says(chat, "đổi quà daumay01 cho 0900 000 001");
  const question = await shows(/Đổi quà DAUMAY01 cho/);
  await lan.says(chat, "tạo phiếu cho 0867 123 456");
  await shows(/Tiêu đề/);

  // Colleagues send requests while the copy is written.
  const copy = join(home, "copy.db");
  const load = colleagues.map(async (one) => {
    for (let times = 0; times < 5; times += 1) {
      await telegram.person(one.id).says(telegram.privateChat(one), "trợ giúp");
      await telegram.person(one.id).nextMessage(telegram.privateChat(one));
    }
  });
  expect(await backUp(copy, join(home, "bot.db"))).toEqual({ code: 0, said: copy });
  await Promise.all(load);
  expect((await stat(copy)).mode & 0o777).toBe(0o600);
  first.child.kill("SIGTERM");
  expect((await first.ended).code).toBe(0);

  const restored = join(home, "restored");
  await mkdir(restored);
  copyFileSync(copy, join(restored, "bot.db"));
  copyFileSync(join(home, "secret.key"), join(restored, "secret.key"));
  await start(join(restored, "bot.db"));

  await lan.says(chat, "nồi cơm không vào điện");
  expect((await shows(/Tạo phiếu này\?/)).text).toContain("Tiêu đề: nồi cơm không vào điện");
  await lan.clicks(question, "Đổi quà");
  await shows(/khôi phục từ bản sao lưu nên bot không gửi yêu cầu này/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(0);
  await lan.says(chat, "đổi quà daumay01 cho 0900 000 001");
  await lan.clicks(await shows(/Đổi quà DAUMAY01 cho/), "Đổi quà");
  await shows(/Đã đổi quà/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  expect(telegram.violations).toEqual([]);
});

it("copies a database of an older version as it is, before an update", async () => {
  const home = await folder();
  const [database, copy] = [join(home, "bot.db"), join(home, "copy.db")];
  const older = new Database(database);
  older.pragma("journal_mode = wal");
  older.exec(readFileSync(new URL("../contracts/fixtures/database-016.sql", import.meta.url), "utf8"));
  older.close();
  const contentOf = (file: string) => {
    const db = new Database(file);
    const schema = db.prepare("select name, sql from sqlite_schema order by name").all();
    const tables = db
      .prepare<[], string>("select name from sqlite_schema where type = 'table'")
      .pluck()
      .all();
    const rows = Object.fromEntries(
      tables.map((name) => [name, db.prepare(`select * from "${name}"`).all()]),
    );
    db.close();
    return { schema, rows };
  };
  const before = contentOf(database);

  expect(await backUp(copy, database)).toEqual({ code: 0, said: copy });
  expect(contentOf(database)).toEqual(before);
  // Only the mark tells the copy from the original.
  const marked = (before.rows.database_identity as object[]).map((row) => ({ ...row, copied: 1 }));
  const { schema, rows } = before;
  expect(contentOf(copy)).toEqual({ schema, rows: { ...rows, database_identity: marked } });
  expect((await readdir(home)).sort()).toEqual(["bot.db", "copy.db"]);
});

it("shows with --help how a copy is restored", async () => {
  const { code, said } = await run("cli/backup.js", ["--help"], {}).ended;
  expect(code).toBe(0);
  expect(said.replaceAll("\n", " ")).toContain(
    "stop the bot, put the copy and the key where DATABASE_URL points, remove that database's -wal and -shm files, start the bot.",
  );
});

it("refuses a second file with the usage, and writes neither", async () => {
  const home = await folder();
  const files = [join(home, "a.db"), join(home, "c.db")];
  const { code, said } = await run("cli/backup.js", files, { DATABASE_URL: join(home, "bot.db") }).ended;
  expect({ code, said }).toEqual({
    code: 64,
    said: expect.stringContaining("Usage: npm run backup -- FILE"),
  });
  expect(await readdir(home)).toEqual([]);
});

it("overwrites nothing, and shows the usage when no file is named", async () => {
  const home = await folder();
  const database = join(home, "bot.db");
  const existing = join(home, "precious.db");
  await writeFile(existing, "precious");
  await writeFile(database, "");
  const [taken, unnamed] = await Promise.all([
    backUp(existing, database),
    run("cli/backup.js", [], { DATABASE_URL: database }).ended,
  ]);

  expect(taken).toEqual({ code: 1, said: expect.stringContaining(`${existing} exists already`) });
  expect((await stat(existing)).size).toBe("precious".length);
  expect(unnamed).toEqual({ code: 64, said: expect.stringContaining("Usage: npm run backup -- FILE") });
});

it("does not create a missing database, and says what to do", async () => {
  const home = await folder();
  const { code, said } = await backUp(join(home, "copy.db"), join(home, "data", "bot.db"));
  expect(code).toBe(1);
  expect(said).toBe(
    `DATABASE_URL: there is no database at ${join(home, "data", "bot.db")}. ` +
      "Run this in the bot's folder, with the DATABASE_URL of the bot. A database is made by the bot's first start.",
  );
  expect(await readdir(home)).toEqual([]);
});
