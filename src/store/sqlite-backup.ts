import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "../errors.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Copies a running database into a new file of mode 0600. `vacuum into` reads in one transaction, and no writer waits for
 * it; better-sqlite3's `backup()` restarts with each write of another process, and under load never ends. The copy has no
 * free pages, so it contains nothing that was deleted.
 * @param file  `"/srv/backup/2026-11-25.db"`
 * @throws AppError `invalid` there is such a file already; `misconfigured` it cannot be written
 */
export function copyDatabase(db: Database.Database, file: string): void {
  reserve(file);
  const aside = `${file}.part`;
  try {
    // Created before SQLite fills it, so that no other user can ever read it.
    closeSync(openSync(aside, "w", 0o600));
    db.prepare("vacuum into ?").run(aside);
    markAsCopy(aside);
    sync(aside);
    renameSync(aside, file);
    syncFolder(dirname(file));
  } catch (cause) {
    for (const started of [file, aside]) rmSync(started, { force: true });
    throw unwritable(file, cause);
  }
}

/** A bot that starts on the copy must know that the original may have continued. */
function markAsCopy(file: string): void {
  const copy = new Database(file);
  try {
    copy.exec(
      "insert into database_identity (id, token, copied) values (1, '', 1) on conflict (id) do update set copied = 1",
    );
  } finally {
    copy.close();
  }
}

/** Creates an empty file of this name: nobody else can use the name, and no half copy has it. */
function reserve(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST"))
      throw unwritable(file, cause);
    throw new AppError("invalid", `${file} exists already: name a new file for the backup.`, { cause });
  }
}

/** SQLite does not sync what `vacuum into` wrote (sqlite.org/lang_vacuum.html). */
function sync(file: string): void {
  const fd = openSync(file, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function unwritable(file: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError("misconfigured", `The backup ${file} cannot be written (${reason}).`, { cause });
}
