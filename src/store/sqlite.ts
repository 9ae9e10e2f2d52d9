import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Database, { type Statement } from "better-sqlite3";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { AppError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { isUnavailable } from "./failures.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { Schema } from "./schema.ts";
import { copyDatabase } from "./sqlite-backup.ts";
import { holdLock, type Lock } from "./sqlite-lock.ts";
import type { Query } from "./statement.ts";

/** How long the start waits for another process that uses the file, such as the terminal. */
const OPEN_WITHIN_MS = 5000;
/**
 * How long a query may block this process while another process has locked the file. It is retried after a pause, in
 * which other work goes on (`retries.ts`).
 */
const BUSY_TIMEOUT_MS = 50;

/**
 * SQLite in one file; a missing file is created with its folder.
 * @param file    path of the database, `"/srv/bot/data/antcrm-chatops.db"`
 * @param shared  true: open beside the process that holds the file's lock
 * @throws AppError `unavailable` the disk is full or the file is busy; `misconfigured` the folder cannot be used, or
 *   another bot holds the file
 */
export function openSqlite(file: string, shared: boolean): Engine {
  let lock: Lock | null = null;
  try {
    prepareFile(file);
    if (!shared) lock = holdLock(`${file}.lock`);
    return engineOver(connect(file), () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error instanceof AppError ? error : unusable(file, error);
  }
}

function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the mode of the database, so creating the file here makes all of them private.
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
}

function connect(file: string): Database.Database {
  const db = new Database(file, { timeout: OPEN_WITHIN_MS });
  try {
    db.pragma("journal_mode = wal");
    // NORMAL survives kill -9 but not a power cut; an acknowledged event must survive both.
    db.pragma("synchronous = full");
    db.pragma("foreign_keys = on");
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function unusable(file: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return isUnavailable(cause)
    ? new AppError(
        "unavailable",
        `DATABASE_URL: ${file} cannot be used now (${reason}). Check that the disk has room and that no other program holds the file.`,
        { cause },
      )
    : new AppError(
        "misconfigured",
        `DATABASE_URL: ${file} cannot be used (${reason}). Name a file in a folder this process may write to.`,
        { cause },
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
  const group = createGroupCommit(db, prepare);

  return {
    builder: new Kysely<Schema>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (kysely) => new SqliteIntrospector(kysely),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }),
    // Every write begins an immediate transaction, which also locks a migration.
    dialect: {
      bytes: "blob",
      serial: "integer",
      lockMigrations: [],
      columns:
        "select t.name || '.' || c.name as name from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'",
      nowMs: "cast(unixepoch('subsec') * 1000 as integer)",
    },
    async read<Row>({ sql, values }: Query<Row>) {
      return prepare(sql).all(values) as Row[];
    },
    write: group.write,
    async backup(file) {
      group.flush();
      copyDatabase(db, file);
    },
    async close() {
      group.flush();
      db.close();
      afterClose();
    },
  };
}
