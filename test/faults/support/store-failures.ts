import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import type { EngineName } from "./database.ts";
import { canLimitFileSize, limitFileSize } from "./prlimit.ts";
import type { Stage } from "./stage.ts";

/** A way in which the store fails for a while. */
export interface StoreFailure {
  /** As a test's name says it: `"Postgres restarts"`. */
  name: string;
  engine: EngineName;
  /** How long it lasts in a test: longer than the bot waits for a query. */
  lastsMs: number;
  /** Begins the failure of this stage's store. */
  begin(stage: Stage): Promise<OngoingFailure>;
}

interface OngoingFailure {
  end(): Promise<void>;
}

/** The store answers nothing while it is locked or frozen; in the other failures each query fails at once. */
const ALL: readonly StoreFailure[] = [
  {
    name: "SQLite is locked",
    engine: "sqlite",
    // The bot waits 5 s for each of its writes, one after the other.
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
    async begin(stage) {
      const { pid } = stage.bot();
      // With a limit of one byte no page can be written, wherever in its log SQLite stands.
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
    async begin({ postgres: { gate } }) {
      await gate.cut();
      return { end: () => gate.open() };
    },
  },
  {
    name: "Postgres is frozen",
    engine: "postgres",
    lastsMs: 20_000,
    async begin({ postgres: { gate } }) {
      gate.freeze();
      return { end: async () => gate.thaw() };
    },
  },
];

/** Those that this machine can bring about. */
export const STORE_FAILURES = ALL.filter(({ name }) => canLimitFileSize || name !== "SQLite's disk is full");

/**
 * Lets the store fail for so long, by default as long as this failure lasts in a test. The store works again when it
 * resolves or rejects.
 */
export async function fail(
  failure: StoreFailure,
  stage: Stage,
  durationMs: number = failure.lastsMs,
): Promise<void> {
  const ongoing = await failure.begin(stage);
  try {
    await pause(durationMs);
  } finally {
    await ongoing.end();
  }
}
