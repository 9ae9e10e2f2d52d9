import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { AppError } from "../errors.ts";

export interface Lock {
  release(): void;
}

const PRIVATE = 0o600;

/**
 * Holds a database for this process alone, by a write lock on a tiny SQLite file beside it. The system drops the lock
 * with the process, however it dies, so no stale file ever blocks a start; and as only writers are locked out, the
 * second process can still read whose lock it is.
 * @param file  `"/srv/bot/data/antcrm-chatops.db.lock"`
 * @throws AppError `misconfigured` another process holds it
 */
export function holdLock(file: string): Lock {
  makePrivate(file);
  const db = new Database(file, { timeout: 0 });
  try {
    // The holder's process id must be committed to be readable, so it is written first and the lock taken again.
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
 * Whoever may write to it could keep the bot from starting; earlier versions made it readable by others. A file that is there
 * is not opened: closing it would let go of a lock that this process holds on it.
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
    // The holder is committing its id this very moment.
    return "unknown";
  }
}
