import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { embeddedPostgres } from "../../support/embedded-postgres.ts";
import { freePort } from "../../support/free-port.ts";
import { familyCpuSeconds } from "../process-figures.ts";

/** A Postgres server with a folder and a port of its own. */
export interface BenchPostgres {
  /** The environment of bots on a new, empty schema. */
  freshDatabase(): Promise<{ DATABASE_URL: string; BOT_SECRET_KEY: string }>;
  /** `fast` breaks the connections and writes a checkpoint; `immediate` is like a crash. */
  stop(how: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** The CPU seconds of the server and all its processes so far, those that ended included. */
  cpuSeconds(): number;
  close(): Promise<void>;
}

/** @param folder  is created, and removed by `close` */
export async function startPostgres(folder: string): Promise<BenchPostgres> {
  const port = await freePort();
  const server = embeddedPostgres(port, {
    persistent: true,
    folder,
    // As in production: a commit is on the disk when it is answered.
    flags: ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=on"],
  });
  await server.initialise();
  await server.start();
  let isRunning = true;
  let schemas = 0;
  const url = `postgres://bot:bot@127.0.0.1:${port}/postgres`;
  const pid = async () => Number((await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n")[0]);
  let postmaster = await pid();

  async function stop(how: "fast" | "immediate"): Promise<void> {
    isRunning = false;
    // SIGQUIT is Postgres's immediate shutdown. `server.stop` then sends a weaker signal, which Postgres ignores.
    if (how === "immediate") process.kill(postmaster, "SIGQUIT");
    await server.stop();
  }

  return {
    async freshDatabase() {
      schemas += 1;
      const admin = new pg.Client(url);
      await admin.connect();
      await admin.query(`create schema bench_${schemas}`);
      await admin.end();
      return {
        DATABASE_URL: `${url}?options=-c%20search_path%3Dbench_${schemas}`,
        BOT_SECRET_KEY: randomBytes(32).toString("base64"),
      };
    },
    stop,
    async start() {
      await server.start();
      isRunning = true;
      postmaster = await pid();
    },
    cpuSeconds: () => familyCpuSeconds(postmaster),
    async close() {
      if (isRunning) await stop("fast");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
