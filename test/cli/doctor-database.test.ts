import { on } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { runBuilt } from "../support/built-program.ts";
import { embeddedPostgres } from "../support/embedded-postgres.ts";
import { freePort } from "../support/free-port.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { doctor, faultyLines, KEY, OTHER_KEY, world } from "./doctor-fixture.ts";

// Each test starts processes, which is slow when many tests run at once.
vi.setConfig({ testTimeout: 90_000 });

it("looks at a database beside its running bot, which goes on and keeps its lock", async () => {
  const { environment, telegram, folder } = await world();
  const { BOT_SECRET_KEY: _, ...keyInFile } = environment;
  const user = telegram.addUser({ first_name: "Lan" });
  const bot = runBuilt("main.js", [], { ...keyInFile, BOT_ADMINS: `telegram:${user.id}` });
  for await (const [line] of on(createInterface({ input: bot.child.stderr }), "line"))
    if (line.includes("the bot is up")) break;

  const { code, said } = await doctor(keyInFile);
  expect({ code, faulty: faultyLines(said) }).toEqual({ code: 0, faulty: [] });
  expect(said).toContain(`ok   — Port: a bot runs at ${environment.PORT} and is ready`);
  expect(said).toMatch(/ok {3}— Database: SQLite [\d.]+, its tables are of this version/);
  expect(said).toContain("ok   — Database: writing was not tried beside the running bot");
  expect(said).toContain(`ok   — Disk: only its owner may read ${join(folder, "secret.key")}`);

  const second = await runBuilt("main.js", [], { ...keyInFile, PORT: "0" }).ended;
  expect(second).toMatchObject({ code: 78, said: expect.stringContaining("in use by another bot") });
  await telegram.person(user.id).says(telegram.privateChat(user), "trợ giúp");
  await telegram.person(user.id).nextMessage(telegram.privateChat(user));
});

it("leaves a database of an older version as it is: no migration, no key, no other file", async () => {
  const { environment, database, folder, makeDatabase } = await world();
  await makeDatabase();
  const db = new Database(database);
  db.exec(
    "delete from migrations where name = (select max(name) from migrations); pragma wal_checkpoint(truncate)",
  );
  db.close();
  const state = async () => ({
    content: contentOf(database),
    files: (await readdir(folder)).sort(),
  });
  const before = await state();

  const { code, said } = await doctor(environment);
  expect({ code, faulty: faultyLines(said) }).toEqual({ code: 0, faulty: [] });
  expect(said).toMatch(
    /ok {3}— Database: SQLite [\d.]+, 1 changes of its tables are due; a start makes them/,
  );
  expect(said).toContain("ok   — Database: can be written");
  expect(await state()).toEqual(before);
});

it("looks at Postgres: its version, tables, key and the right to write, and leaves nothing there", async () => {
  const here = await world();
  const port = await freePort();
  const server = embeddedPostgres(port, { persistent: false, flags: ["-c", "listen_addresses=127.0.0.1"] });
  await server.initialise();
  await server.start();
  onTestFinished(() => server.stop());
  const url = `postgres://bot:bot@127.0.0.1:${port}/postgres`;
  const environment = { ...here.environment, DATABASE_URL: url };

  const before = await doctor(environment);
  expect(before).toMatchObject({
    code: 0,
    said: expect.stringMatching(/PostgreSQL 18\S*.*changes of its tables are due/),
  });
  await (await openStore({ url, secretKey: KEY, log: silentLogger() })).close();
  const after = await doctor(environment);
  expect({ code: after.code, faulty: faultyLines(after.said) }).toEqual({ code: 0, faulty: [] });
  expect(after.said).toMatch(/ok {3}— Database: PostgreSQL 18\S*, its tables are of this version/);
  expect(after.said).toContain("ok   — Database: can be written");
  expect(after.said).toContain("ok   — Clock: agrees with the database");

  const readOnly = { DATABASE_URL: `${url}?options=-c%20default_transaction_read_only%3Don` };
  // One after the other, because each of them tries the port.
  const locked = await doctor({ ...environment, ...readOnly });
  const wrongKey = await doctor({ ...environment, BOT_SECRET_KEY: OTHER_KEY });
  expect(faultyLines(locked.said)).toEqual([
    expect.stringMatching(/^fail — Database: cannot be written: .*read-only transaction/),
  ]);
  expect(faultyLines(wrongKey.said)).toEqual([expect.stringMatching(/^fail — Database: BOT_SECRET_KEY/)]);
});

/** Returns the tables with all their rows. */
function contentOf(file: string): unknown[] {
  const db = new Database(file, { readonly: true });
  const tables = db.prepare("select name, sql from sqlite_schema where type = 'table'").all() as {
    name: string;
  }[];
  const content = tables.map((table) => ({ table, rows: db.prepare(`select * from ${table.name}`).all() }));
  db.close();
  return content;
}
