import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import Database, { type Statement } from "better-sqlite3";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { AppError, toAppError } from "../errors.ts";
import { NO_WAKE_UPS } from "../wake-ups.ts";
import type { Engine, Query } from "./engine.ts";
import { codeOf, openingError } from "./failures.ts";
import { createGroupCommit } from "./group-commit.ts";
import { planOnce } from "./plan-once.ts";
import type { Schema } from "./schema.ts";
import { syncToDisk } from "./sqlite-files.ts";
import { createWalSync, useWal, walOf } from "./wal-sync.ts";

/** Only the owner may read and write the file. */
const PRIVATE = 0o600;
/** How long the start waits for another process that uses the file, such as the terminal. */
const OPEN_WITHIN_MS = 5000;
/**
 * How long a query may block this process while another process has locked the file. It is retried after a pause, in which
 * other work continues (`withDatabaseRetries`).
 */
const BUSY_TIMEOUT_MS = 50;

/**
 * Opens SQLite in one file. A missing file is created with its folder.
 * @param file  path of the database, `"/srv/bot/data/antcrm-chatops.db"`
 * @param shared  true: opens it beside the process that holds the file's lock
 * @throws AppError `unavailable` the disk is full or the file is busy; `misconfigured` the folder cannot be used or
 *   allows no WAL, or another bot holds the file
 */
export function openSqlite(file: string, shared: boolean): Engine {
  let unlock = () => {};
  try {
    prepareFile(file);
    // SQLite puts the WAL beside the file that a symbolic link names. The lock is there too, so that it is one for all links.
    const realFile = realpathSync(file);
    if (!shared) unlock = holdLock(`${realFile}.lock`);
    return engineOver(connect(realFile), unlock);
  } catch (error) {
    unlock();
    throw error instanceof AppError ? error : unusable(file, error);
  }
}

function prepareFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    const inside = join(file, "antcrm-chatops.db");
    throw new AppError("misconfigured", `DATABASE_URL: ${file} is a folder. Name a file in it: ${inside}`);
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the mode of the database, so creating the file here makes all of them private.
  if (!existsSync(file)) closeSync(openSync(file, "a", PRIVATE));
}

function connect(file: string): Database.Database {
  const db = new Database(file, { timeout: OPEN_WITHIN_MS });
  try {
    useWal(db);
    // With NORMAL, SQLite syncs the WAL only before a checkpoint. `wal-sync.ts` syncs it after the commits.
    db.pragma("synchronous = normal");
    db.pragma("foreign_keys = on");
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function unusable(file: string, cause: unknown): AppError {
  if (codeOf(cause) === "SQLITE_NOTADB") {
    return new AppError(
      "misconfigured",
      `DATABASE_URL: ${file} is not a database of this bot. Name another file, or restore a backup of the database.`,
      { cause },
    );
  }
  const { message } = toAppError(cause);
  return openingError(
    cause,
    `DATABASE_URL: ${file} cannot be used now (${message}). Check that the disk has room and that no other program holds the file.`,
    `DATABASE_URL: ${file} cannot be used (${message}). Name a file in a folder this process may write to.`,
  );
}

function engineOver(db: Database.Database, afterClose: () => void): Engine {
  const prepared = new Map<string, Statement>();
  function prepare(sql: string): Statement {
    let ready = prepared.get(sql);
    if (ready === undefined) {
      ready = db.prepare(sql);
      prepared.set(sql, ready);
    }
    return ready;
  }
  const wal = walOf(db);
  const group = createGroupCommit(db, prepare, createWalSync(wal));
  let closed: Promise<void> | null = null;
  async function close(): Promise<void> {
    await group.close();
    wal.close();
    db.close();
    afterClose();
  }

  return {
    builder: new Kysely<Schema>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (kysely) => new SqliteIntrospector(kysely),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
      plugins: [planOnce],
    }),
    // Every write begins an immediate transaction, which also locks a migration.
    dialect: {
      bytes: "blob",
      serial: "integer",
      lockMigrations: [],
      // A transaction locks the whole file.
      lockEndedLeases: [],
      skipLocked: "",
      columns:
        "select t.name || '.' || c.name as name from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'",
      nowMs: "cast(unixepoch('subsec') * 1000 as integer)",
      termIndex: "fts5",
    },
    async read<Row>({ sql, values }: Query<Row>) {
      return prepare(sql).all(values) as Row[];
    },
    write: group.write,
    wakeUps: NO_WAKE_UPS,
    async backup(file) {
      await group.flush();
      copyDatabase(db, file);
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/**
 * Reserves a database for this process by a write lock on a tiny SQLite file beside it. The system releases the lock when
 * the process ends, however it ends, so a stale file never blocks a start. Only writers are locked out, so another process
 * can read which process holds the lock.
 * @param file  `"/srv/bot/data/antcrm-chatops.db.lock"`
 * @returns a function that releases the lock
 * @throws AppError `misconfigured` another process holds it
 */
function holdLock(file: string): () => void {
  makePrivate(file);
  const db = new Database(file, { timeout: 0 });
  try {
    // Other processes can only read a committed process id. So it is committed first, and then the lock is taken again.
    db.exec("begin immediate");
    db.pragma(`user_version = ${process.pid}`);
    db.exec("commit");
    db.exec("begin immediate");
    return () => void db.close();
  } catch (error) {
    const holder = codeOf(error)?.startsWith("SQLITE_BUSY") ? holderOf(db) : null;
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
 * Makes the file readable by its owner only. Another user who may write to it could block the start, and earlier versions
 * made it readable by others. An existing file is not opened, because closing it would release a lock that this process
 * holds on it.
 */
function makePrivate(file: string): void {
  if (existsSync(file)) chmodSync(file, PRIVATE);
  else closeSync(openSync(file, "a", PRIVATE));
}

function holderOf(db: Database.Database): string {
  try {
    return String(db.pragma("user_version", { simple: true }));
  } catch {
    // The process that holds the lock is about to commit its id.
    return "unknown";
  }
}

/**
 * Copies a running database into a new file of mode 0600. `vacuum into` reads in one transaction, and no writer waits for
 * it. better-sqlite3's `backup()` restarts with each write of another process, and under load never ends. The copy has no
 * free pages, so it contains nothing that was deleted.
 * @param file  `"/srv/backup/2026-11-25.db"`
 * @throws AppError `invalid` there is such a file already; `misconfigured` it cannot be written
 */
function copyDatabase(db: Database.Database, file: string): void {
  reserve(file);
  // Nobody can guess the name, and so put a link or a file of their own there.
  const aside = `${file}.${randomBytes(8).toString("hex")}.part`;
  try {
    // The file is created before SQLite fills it, so that no other user can ever read it.
    closeSync(openSync(aside, "wx", PRIVATE));
    db.prepare("vacuum into ?").run(aside);
    markAsCopy(aside);
    // SQLite does not sync what `vacuum into` wrote (sqlite.org/lang_vacuum.html).
    syncToDisk(aside, "r+");
    renameSync(aside, file);
    syncToDisk(dirname(file));
  } catch (cause) {
    for (const started of [file, aside]) rmSync(started, { force: true });
    throw unwritable(file, cause);
  }
}

/** Marks the copy, because a bot that starts on it must know that the original may have continued. */
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

/** Creates an empty file of this name, so that nobody else can use the name, and no half copy has it. */
function reserve(file: string): void {
  try {
    closeSync(openSync(file, "wx", PRIVATE));
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") throw unwritable(file, cause);
    throw new AppError("invalid", `${file} exists already: name a new file for the backup.`, { cause });
  }
}

function unwritable(file: string, cause: unknown): AppError {
  const { message } = toAppError(cause);
  const text =
    codeOf(cause) === "ENOENT"
      ? `, because there is no folder ${dirname(file)}. Make it, or name a file in another folder.`
      : ` (${message}). Name a file in a folder this process may write to, on a disk with room.`;
  return new AppError("misconfigured", `The backup ${file} cannot be written${text}`, { cause });
}
