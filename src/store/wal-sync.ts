import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import type { Database } from "better-sqlite3";
import { toAppError } from "../errors.ts";

/** The files of a database; tests pass their own. */
interface Wal {
  /** Writes the content of the WAL to the disk, without blocking the main thread. */
  sync(): Promise<void>;
  /** Moves the content of the WAL into the database, and writes that to the disk. */
  checkpoint(): void;
}

/**
 * Writes commits to the disk in groups. SQLite itself would block the main thread for each one, about 3 ms
 * (`synchronous=FULL`). Here it only writes its WAL, and the WAL is synced in another thread. Commits made during a sync
 * share the next one. A failed sync may have lost a part of the WAL, which later syncs do not write again; so after it the
 * WAL is moved into the database.
 * @returns a function that resolves when all commits made before the call are on the disk
 */
export function createWalSync({ sync, checkpoint }: Wal): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let hasFailed = false;

  async function attempt(): Promise<void> {
    try {
      if (hasFailed) checkpoint();
      else await sync();
      hasFailed = false;
    } catch (error) {
      hasFailed = true;
      throw new NotOnDisk(error);
    }
  }

  function begin(): Promise<void> {
    next = null;
    running = attempt().finally(() => {
      running = null;
    });
    return running;
  }

  return () => {
    if (running === null) return begin();
    next ??= running.then(begin, begin);
    return next;
  };
}

/** Thrown for commits that are in the WAL, and may not survive a power cut. */
class NotOnDisk extends Error {
  readonly code = "EIO";

  constructor(cause: unknown) {
    super(`a commit may not have reached the disk: ${toAppError(cause).message}`, { cause });
  }
}

const dataSync = promisify(fdatasync);

/** Returns the WAL of a database in a file. SQLite keeps the same file until the database is closed. */
export function walOf(db: Database): Wal & { close(): void } {
  let fd: number | null = null;
  return {
    sync() {
      fd ??= openSync(`${db.name}-wal`, "r+");
      return dataSync(fd);
    },
    checkpoint() {
      const [result] = db.pragma("wal_checkpoint(truncate)") as { busy: number }[];
      if (result?.busy !== 0) throw new Error("another process is reading the database");
    },
    close() {
      if (fd !== null) closeSync(fd);
    },
  };
}
