import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Database, { type Statement } from "better-sqlite3";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { AppError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { Schema } from "./schema.ts";
import { holdLock } from "./sqlite-lock.ts";

/** How long a write waits for another process on the same file (the terminal beside the bot). */
const BUSY_TIMEOUT_MS = 5000;

/**
 * SQLite in one file, made with its folder when absent.
 * @param file    path of the database, `"/srv/bot/data/antcrm-chatops.db"`
 * @param shared  true: open beside the process that holds the file's lock
 * @throws AppError `misconfigured` the folder cannot be used, or another process holds the file
 */
export function openSqlite(file: string, shared: boolean): Engine {
  prepareFile(file);
  const lock = shared ? null : holdLock(`${file}.lock`);
  try {
    return engineOver(connect(file), () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function prepareFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite gives its side files the mode of the database: made here first, all of them are for the owner alone.
    if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
  } catch (error) {
    throw unusable(file, error);
  }
}

function connect(file: string): Database.Database {
  try {
    const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    db.pragma("journal_mode = wal");
    // NORMAL survives kill -9 but not a power cut, and an acknowledged event must survive both.
    db.pragma("synchronous = full");
    db.pragma("foreign_keys = on");
    return db;
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
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
    // Every write begins an immediate transaction, which is lock enough for a migration.
    words: { bytes: "blob", serial: "integer", lockMigrations: [] },
    async read<Row>({ sql, values }: { sql: string; values: readonly unknown[] }) {
      return prepare(sql).all(values) as Row[];
    },
    write: group.write,
    async close() {
      group.flush();
      db.close();
      afterClose();
    },
  };
}
