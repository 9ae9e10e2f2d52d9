import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll } from "vitest";
import { embeddedPostgres } from "../../support/embedded-postgres.ts";
import { freePort } from "../../support/free-port.ts";
import { limitFileSize } from "./prlimit.ts";

/** The Postgres server of this test file. */
export interface PostgresServer {
  port: number;
  /** Creates an empty schema and returns its address for a server at this port. */
  freshUrl(): Promise<(port: number) => string>;
  /** Stops immediately, like a crash: every connection breaks and nothing is flushed. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Lets no file of the server grow beyond this many bytes, as on a full disk. It may end because of that. */
  limitFileSize(bytes: number): Promise<void>;
  /** Ends the limit, and starts the server if it does not recover by itself. */
  liftFileSize(): Promise<void>;
}

/** A server whose disk was full may still be about to end. */
const CRASHES_WITHIN_MS = 1_000;
const RECOVERS_WITHIN_MS = 5_000;

let running: Promise<PostgresServer & { remove(): Promise<void> }> | undefined;
let schemas = 0;

/** Starts the server on the first call in a test file; all tests of the file share it. */
export function postgresServer(): Promise<PostgresServer> {
  running ??= startServer();
  return running;
}

afterAll(async () => {
  const server = await running;
  await server?.remove();
});

async function startServer() {
  const port = await freePort();
  const folder = join(tmpdir(), `faults-postgres-${process.pid}-${port}`);
  const flags = ["-c", "listen_addresses=127.0.0.1"];
  const server = embeddedPostgres(port, { persistent: true, folder, flags });
  await server.initialise();
  await server.start();
  const pidOf = async () => {
    const [pid] = (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n");
    return Number(pid);
  };
  /** The server's process and those that it has started; empty if it has ended. */
  async function pids(): Promise<number[]> {
    const pid = await pidOf().catch(() => null);
    if (pid === null) return [];
    const children = await promisify(execFile)("pgrep", ["-P", String(pid)]).catch(() => ({ stdout: "" }));
    return [pid, ...children.stdout.split("\n").filter(Boolean).map(Number)];
  }
  /** A process that has just ended needs no limit. */
  const limitAll = async (bytes: number | "unlimited") =>
    void (await Promise.all((await pids()).map((pid) => limitFileSize(pid, bytes).catch(() => undefined))));
  async function stop(): Promise<void> {
    // SIGQUIT is Postgres's immediate shutdown. `stop` then sends a weaker signal, which Postgres ignores, and waits.
    process.kill(await pidOf(), "SIGQUIT");
    await server.stop();
  }
  return {
    port,
    async freshUrl() {
      const name = `bot_${schemas++}`;
      const admin = new pg.Client(`postgres://bot:bot@127.0.0.1:${port}/postgres`);
      await admin.connect();
      await admin.query(`create schema ${name}`);
      await admin.end();
      return (at: number) => `postgres://bot:bot@127.0.0.1:${at}/postgres?options=-c%20search_path%3D${name}`;
    },
    stop,
    start: () => server.start(),
    limitFileSize: limitAll,
    async liftFileSize() {
      await limitAll("unlimited");
      await pause(CRASHES_WITHIN_MS);
      const untilMs = performance.now() + RECOVERS_WITHIN_MS;
      while (!(await answers(port))) {
        if (performance.now() < untilMs) await pause(CRASHES_WITHIN_MS / 10);
        else {
          // Its recovery may have met the full disk and waits for good.
          if ((await pids()).length > 0) await stop().catch(() => undefined);
          await server.start();
        }
      }
    },
    async remove() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const client = new pg.Client(`postgres://bot:bot@127.0.0.1:${port}/postgres`);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
