import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, inject, it, vi } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import type { EngineName } from "./support/database.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, operationIn, RECEIPT } from "./support/redemption-steps.ts";

/** Backs up the database while the bot runs. Resolves with a function that restores the copy and returns its address. */
type BackUp = (fixture: Fixture) => Promise<() => Promise<string>>;

/** As the README says: `npm run backup`, then copy and key in a place of their own. */
const backUpSqlite: BackUp = async ({ file }) => {
  const home = dirname(file);
  const copy = join(home, "backup.db");
  const backup = join(inject("dist"), "cli/backup.js");
  await promisify(execFile)(process.execPath, [backup, copy], { env: { DATABASE_URL: file } });
  return async () => {
    const other = join(home, "other-machine");
    await mkdir(other);
    await copyFile(copy, join(other, "bot.db"));
    await copyFile(join(home, "secret.key"), join(other, "secret.key"));
    return join(other, "bot.db");
  };
};

/**
 * The embedded server has no pg_dump. This does what pg_dump and its restore do: one snapshot of all tables, which are
 * then created again.
 */
const backUpPostgres: BackUp = async ({ postgres: { server } }) => {
  const url = (await server.freshUrl())(server.port);
  const copy = /search_path%3D(\w+)/.exec(url)?.[1];
  const admin = new pg.Client(`postgres://bot:bot@127.0.0.1:${server.port}/postgres`);
  await admin.connect();
  await admin.query("begin isolation level repeatable read");
  const { rows } = await admin.query<{ schema: string; name: string }>(
    "select schemaname as schema, tablename as name from pg_tables where schemaname like 'bot\\_%'",
  );
  for (const { schema, name } of rows) {
    await admin.query(`create table ${copy}.${name} (like ${schema}.${name} including all)`);
    await admin.query(`insert into ${copy}.${name} select * from ${schema}.${name}`);
  }
  await admin.query("commit");
  await admin.end();
  expect(rows.length).toBeGreaterThan(10);
  return async () => url;
};

const BACK_UP: Readonly<Record<EngineName, BackUp>> = { sqlite: backUpSqlite, postgres: backUpPostgres };

it.each(["sqlite", "postgres"] as const)(
  "a backup on %s of a running bot is restored, knows what was done, sends nothing old, and answers",
  async (engine) => {
    const fixture = await createFixture({ telegram: "polling", store: engine });
    const minh = telegramAgent(fixture, "Minh");
    const [before, underWay, after] = [newCustomer(fixture), newCustomer(fixture), newCustomer(fixture)];
    const original = await fixture.start();
    await minh.clicks(await asksToRedeem(minh, before), "Đổi quà");
    await minh.reads(RECEIPT);
    const question = await asksToRedeem(minh, underWay);
    // AntCRM redeems at once, and its answer comes too late for the original, whose machine is lost after the backup.
    fixture.crm.fault({ kind: "delay", ms: 25_000, commit: "after", method: "POST", path: "/redeem" });
    await minh.clicks(question, "Đổi quà");
    await operationIn(fixture, underWay, ["sending"]);
    await vi.waitFor(() => expect(giftsOf(fixture, underWay)).toBe(1), { timeout: TIMEOUT_MS });
    const restore = await BACK_UP[engine](fixture);
    await original.kill();
    const restored = await fixture.start({ environment: { DATABASE_URL: await restore() } });
    await restored.waitForLog(/restored copy/);

    await minh.says("thao tác");
    // What was being sent may have happened, and what was done is known.
    await minh.reads(/chưa rõ[\s\S]*đã xong/i);
    await minh.clicks(await asksToRedeem(minh, after), "Đổi quà");
    await minh.reads(RECEIPT);
    expect([before, underWay, after].map((customer) => giftsOf(fixture, customer))).toEqual([1, 1, 1]);
    expect(fixture.telegram.violations).toEqual([]);
    record({ case: `13 backup, ${engine}`, events: 6, faults: 1, lost: 0, doubled: 0, repeated: 0 });
  },
);
