import { closeSync, fdatasync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Database } from "better-sqlite3";
import { AppError } from "../errors.ts";
import { CommitNotSynced } from "./failures.ts";

/** The files of a database; tests pass their own. */
interface Wal {
  /** Writes the content of the WAL to the disk, without blocking the main thread. */
  sync(): Promise<void>;
  /**
   * Moves the content of the WAL into the database, and writes that to the disk.
   * @returns false if another process reads the database, so that the WAL could not be emptied
   */
  checkpoint(): boolean;
}

/** How often a checkpoint is tried while another process reads, such as a backup, and the pause before the next one. */
const CHECKPOINT_TRIES = 20;
const CHECKPOINT_PAUSE_MS = 100;

/**
 * Writes commits to the disk in groups. With `synchronous=FULL` SQLite itself would block the main thread for each commit,
 * for about 3 ms. Here SQLite only writes its WAL, and another thread syncs it. Commits made during a sync share the next
 * one. After a failed sync a part of the WAL may be missing on the disk, and later syncs do not write it again
 * (https://man7.org/linux/man-pages/man2/fsync.2.html). So the WAL is moved into the database before the next one.
 *
 * A read returns a commit as soon as it is made. Its sync may still run, or may have failed. A power cut may undo it then:
 *
 * - A write that is rejected because its sync failed is not rolled back. Reads return it, and a second write of the same
 *   row finds it.
 * - A message that is sent without a write of its own may show a commit that a power cut undoes.
 * - A request that changes AntCRM is sent after a commit of its own is on the disk. All earlier commits are on the disk
 *   then too.
 * @returns a function that resolves when all commits made before the call are on the disk; it rejects with
 *   `CommitNotSynced` if they may not be
 */
export function createWalSync(
  { sync, checkpoint }: Wal,
  wait: (ms: number) => Promise<unknown> = delay,
): () => Promise<void> {
  let waiting: Waiter[] = [];
  let isRunning = false;
  let hasFailed = false;

  /** Empties the WAL. The event loop continues in the pauses, and the commits made in them wait for the next sync. */
  async function emptyWal(): Promise<void> {
    for (let tries = 1; !checkpoint(); tries++) {
      if (tries === CHECKPOINT_TRIES) throw new Error("another process is reading the database");
      await wait(CHECKPOINT_PAUSE_MS);
    }
  }

  async function attempt(): Promise<void> {
    try {
      if (hasFailed) await emptyWal();
      hasFailed = false;
      // SQLite does not sync the WAL after emptying it. Old commits in it would hide newer ones in the database.
      await sync();
    } catch (error) {
      hasFailed = true;
      throw new CommitNotSynced(error);
    }
  }

  /** Runs one sync after another, because a sync that succeeds says nothing about one that fails at the same time. */
  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const waiters = waiting;
      waiting = [];
      try {
        await attempt();
        for (const { resolve } of waiters) resolve();
      } catch (error) {
        for (const { reject } of waiters) reject(error);
      }
    }
    isRunning = false;
  }

  return () =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (!isRunning) void run();
    });
}

/** Settles the promise of a commit that waits for a sync. */
interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

const dataSync = promisify(fdatasync);

/** @throws AppError `misconfigured` SQLite cannot use a WAL for this database */
export function useWal(db: Database): void {
  const mode = db.pragma("journal_mode = wal", { simple: true });
  if (mode === "wal") return;
  throw new AppError(
    "misconfigured",
    `DATABASE_URL: SQLite cannot use a write-ahead log for ${db.name} (its journal mode stays ${mode}). ` +
      "Put the database on a local disk of this machine, or use Postgres.",
  );
}

/**
 * Returns the WAL of a database in a file. SQLite keeps the same file until the database is closed.
 * @param db  opened by its real path, because the WAL is beside that
 */
export function walOf(db: Database): Wal & { close(): void } {
  let fd: number | null = null;
  return {
    sync() {
      fd ??= openSync(`${db.name}-wal`, "r+");
      return dataSync(fd);
    },
    checkpoint() {
      const timeoutMs = db.pragma("busy_timeout", { simple: true });
      // With a timeout SQLite would block the main thread until the reader ends.
      db.pragma("busy_timeout = 0");
      try {
        const [result] = db.pragma("wal_checkpoint(truncate)") as { busy: number }[];
        return result?.busy === 0;
      } finally {
        db.pragma(`busy_timeout = ${timeoutMs}`);
      }
    },
    close() {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}
