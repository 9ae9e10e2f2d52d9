import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { AppError } from "../errors.ts";

export interface Lock {
  release(): void;
}

const PRIVATE = 0o600;

/**
 * Reserves a database for this process by a write lock on a tiny SQLite file beside it. The system releases the lock when
 * the process ends, however it ends, so a stale file never blocks a start. Only writers are locked out, so another process
 * can read which process holds the lock.
 * @param file  `"/srv/bot/data/antcrm-chatops.db.lock"`
 * @throws AppError `misconfigured` another process holds it
 */
export function holdLock(file: string): Lock {
  makePrivate(file);
  const db = new Database(file, { timeout: 0 });
  try {
    // Others can only read a committed process id, so it is committed first, and then the lock is taken again.
    db.exec("begin immediate");
    db.pragma(`user_version = ${process.pid}`);
    db.exec("commit");
    db.exec("begin immediate");
    return { release: () => db.close() };
  } catch (error) {
    const holder = isBusy(error) ? holderOf(db) : null;
    db.close();
    if (holder === null) throw error;
    throw new AppError(
      "misconfigured",
      `The database is in use by another bot (process ${holder}). One bot per SQLite file: stop that one, ` +
        "give this one another DATABASE_URL, or use Postgres for several.",
      { cause: error },
    );
  }
}

/**
 * Another user who may write to the file could block the start, and earlier versions made it readable by others. An existing
 * file is not opened: closing it would release a lock that this process holds on it.
 */
function makePrivate(file: string): void {
  if (existsSync(file)) chmodSync(file, PRIVATE);
  else closeSync(openSync(file, "a", PRIVATE));
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

function holderOf(db: Database.Database): string {
  try {
    return String(db.pragma("user_version", { simple: true }));
  } catch {
    // The holder is just committing its id.
    return "unknown";
  }
}
