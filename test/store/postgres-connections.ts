import { randomBytes } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { migrate } from "../../src/store/migrate.ts";
import { openStore } from "../../src/store/open.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { createWorkersTable } from "../../src/store/workers.ts";
import { silentLogger } from "../support/silent-logger.ts";

interface Postgres {
  freshUrl(): Promise<string>;
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
}

const OURS = "from pg_stat_activity where application_name = 'antcrm-chatops'";

/** What the store promises when its connections to Postgres break. Call it inside a `describe`. */
export function brokenConnections({ freshUrl, query }: Postgres): void {
  /** Lets the server answer nothing over these open connections. It still accepts new ones. */
  async function freezeBackends(which = ""): Promise<void> {
    const { rows } = await query(`select pid ${OURS} ${which}`);
    const backends = rows.map(({ pid }) => Number(pid));
    onTestFinished(() => backends.forEach((pid) => void process.kill(pid, "SIGCONT")));
    for (const pid of backends) process.kill(pid, "SIGSTOP");
  }

  it("closes soon while the server stands still, and gives up what is under way", async () => {
    // Connections of earlier tests may be ending.
    await expect.poll(async () => (await query(`select 1 ${OURS}`)).rows).toEqual([]);
    const secretKey = randomBytes(32).toString("base64");
    const store = await openStore({ url: await freshUrl(), secretKey, log: silentLogger() });
    const { woken } = store.wakeUps.expect("leader");
    // Everything but a lease is woken when the listener is connected.
    await expect.poll(() => woken.aborted).toBe(true);
    await freezeBackends();

    const underWay = expect(store.inbox.owed()).rejects.toThrow();
    const atMs = performance.now();
    await store.close();
    // The time limit of a query is 15 s.
    expect(performance.now() - atMs).toBeLessThan(12_000);
    await underWay;
  });

  it("renews a lease over another connection when one does not answer", async () => {
    const engine = await openPostgres(await freshUrl(), silentLogger());
    onTestFinished(() => engine.close());
    await migrate(engine, new Date());
    const workers = createWorkersTable(engine);
    expect(await workers.renew("a", 60_000)).toBe(false);
    // One call after the other uses the one connection of the pool.
    const [own] = await engine.read<{ pid: number }>({ sql: "select pg_backend_pid() as pid", values: [] });
    await freezeBackends(`and pid = ${own?.pid}`);
    const atMs = performance.now();
    expect(await workers.renew("a", 60_000)).toBe(true);
    // A lease lasts 15 s. The time limit of a query is as long.
    const tookMs = performance.now() - atMs;
    expect(tookMs).toBeGreaterThan(1_500);
    expect(tookMs).toBeLessThan(8_000);
  });

  it("renews a lease although the server takes longer than other connections are waited for", async () => {
    const url = await freshUrl();
    const store = await openStore({
      url,
      secretKey: randomBytes(32).toString("base64"),
      log: silentLogger(),
    });
    onTestFinished(() => store.close());
    await store.workers.renew("a", 60_000);
    const schema = new URL(url).searchParams.get("options")?.split("=").at(-1) ?? "public";
    await query(`create function ${schema}.slow() returns trigger language plpgsql as
      'begin perform pg_sleep(4.5); return new; end'`);
    await query(`create trigger slow before update on ${schema}.workers
      for each row execute function ${schema}.slow()`);
    const atMs = performance.now();
    expect(await store.workers.renew("a", 60_000)).toBe(true);
    expect(performance.now() - atMs).toBeLessThan(9_000);
  });

  it("logs only code and reason of an idle connection that breaks", async () => {
    const lines: string[] = [];
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const engine = await openPostgres(await freshUrl(), log);
    await query(`select pg_terminate_backend(pid) ${OURS}`);
    await expect.poll(() => lines).toHaveLength(1);
    const { time, ...line } = JSON.parse(lines[0] ?? "");
    expect(line).toEqual({
      level: 40,
      code: "57P01",
      err: "terminating connection due to administrator command",
      msg: "a connection to Postgres broke",
    });
    await engine.close();
  });

  it("keeps working when the server closes its connections", async () => {
    const store = await openStore({
      url: await freshUrl(),
      secretKey: randomBytes(32).toString("base64"),
      log: silentLogger(),
    });
    await query(`select pg_terminate_backend(pid) ${OURS}`);
    await expect.poll(() => store.ready()).toBe(true);
    await store.close();
  });
}
