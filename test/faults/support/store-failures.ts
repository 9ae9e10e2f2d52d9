import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import type { EngineName } from "./database.ts";
import type { Fixture } from "./fixture.ts";
import { canLimitFileSize, limitFileSize } from "./prlimit.ts";

/** A temporary failure of the store. */
export interface StoreFailure {
  /** Part of the test's title: `"Postgres restarts"`. */
  name: string;
  engine: EngineName;
  /** Its duration in a test: longer than the bot's time-out for a query. */
  lastsMs: number;
  /** Starts the failure of this fixture's store. */
  begin(fixture: Fixture): Promise<OngoingFailure>;
}

interface OngoingFailure {
  end(): Promise<void>;
}

/** A locked or frozen store does not answer. In the other failures each query fails at once. */
const ALL: readonly StoreFailure[] = [
  {
    name: "SQLite is locked",
    engine: "sqlite",
    // The bot waits 5 s for each write, in sequence.
    lastsMs: 21_000,
    async begin({ file }) {
      const db = new Database(file);
      db.exec("begin immediate");
      return {
        async end() {
          db.exec("rollback");
          db.close();
        },
      };
    },
  },
  {
    name: "SQLite's disk is full",
    engine: "sqlite",
    lastsMs: 8_000,
    async begin(fixture) {
      const { pid } = fixture.bot();
      // With a limit of one byte SQLite can write no page, at any position of its log.
      await limitFileSize(pid, 1);
      return { end: () => limitFileSize(pid, "unlimited") };
    },
  },
  {
    name: "Postgres restarts",
    engine: "postgres",
    lastsMs: 8_000,
    async begin({ postgres: { server } }) {
      await server.stop();
      return { end: () => server.start() };
    },
  },
  {
    name: "Postgres refuses connections",
    engine: "postgres",
    lastsMs: 8_000,
    async begin({ postgres: { proxy } }) {
      await proxy.disconnect();
      return { end: () => proxy.listen() };
    },
  },
  {
    name: "Postgres is frozen",
    engine: "postgres",
    lastsMs: 20_000,
    async begin({ postgres: { proxy } }) {
      proxy.pause();
      return { end: async () => proxy.resume() };
    },
  },
];

/** Failures of a server that several processes share. */
export const SHARED_FAILURES: readonly StoreFailure[] = [
  ...ALL.filter(({ name }) => ["Postgres restarts", "Postgres refuses connections"].includes(name)),
  {
    name: "Postgres has no connection left",
    engine: "postgres",
    lastsMs: 8_000,
    async begin({ postgres: { server } }) {
      const taken = await takeAllConnections(server.port);
      return { end: async () => void (await Promise.all(taken.map((client) => client.end()))) };
    },
  },
  {
    name: "Postgres is slow",
    engine: "postgres",
    lastsMs: 12_000,
    async begin({ postgres: { proxy } }) {
      proxy.delay(250);
      return { end: async () => proxy.delay(0) };
    },
  },
];

/** Ends the connections of all bots, and opens as many connections as the server accepts. */
async function takeAllConnections(port: number): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  const take = async (): Promise<boolean> => {
    const client = new pg.Client(`postgres://bot:bot@127.0.0.1:${port}/postgres`);
    client.on("error", () => {});
    try {
      await client.connect();
    } catch {
      return false;
    }
    taken.push(client);
    return true;
  };
  await take();
  const bots =
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'antcrm-chatops'";
  // The bots connect again at once, so they and this loop take turns until nothing is left.
  for (let round = 0; round < 3; round += 1) {
    while (await take());
    await taken[0]?.query(bots);
  }
  while (await take());
  return taken;
}

/** The failures that this machine can cause. */
export const STORE_FAILURES = ALL.filter(({ name }) => canLimitFileSize || name !== "SQLite's disk is full");

/**
 * Makes the store fail for this duration, by default the failure's own. The store works again when the promise resolves
 * or rejects.
 */
export async function fail(
  failure: StoreFailure,
  fixture: Fixture,
  durationMs: number = failure.lastsMs,
): Promise<void> {
  const ongoing = await failure.begin(fixture);
  try {
    await pause(durationMs);
  } finally {
    await ongoing.end();
  }
}
