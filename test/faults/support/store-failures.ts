import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
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
