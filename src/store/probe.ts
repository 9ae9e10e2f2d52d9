import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type AppError, toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, NothingChanged, type Query, readOne } from "./engine.ts";
import { compareMigrations } from "./migrate.ts";
import { openEngine, sqliteFile } from "./open.ts";
import { createSealer, hasSealedValues, mustOpenKeyChecks, parseSecrets } from "./sealing.ts";
import { secretsBeside } from "./sqlite-files.ts";

/** Where SQLite keeps its files, and the key beside them. */
export interface SqlitePlace {
  file: string;
  folder: string;
  keyFile: string;
}

/** The state of the database, found without a change. */
export interface StoreProbe {
  /** Why the database cannot be used, or null. If this is set, nothing below is known. */
  trouble: AppError | null;
  /** `"SQLite 3.50.4"`, `"PostgreSQL 18.0"` */
  server: string;
  /** False before the first start. */
  exists: boolean;
  /** Migrations that this version has and the database lacks. */
  missing: number;
  /** A migration of a newer version, after which this version cannot use the tables; null without one. */
  newer: string | null;
  /** Why the key does not fit, or null. */
  key: AppError | null;
  /** Why nothing can be written, or null. `undefined`: not tried. */
  write: AppError | null | undefined;
  /** The database's clock in milliseconds since 1970, and this machine's at the same time. */
  clock: { databaseMs: number; hereMs: number } | null;
}

const NOTHING: StoreProbe = {
  trouble: null,
  server: "",
  exists: false,
  missing: 0,
  newer: null,
  key: null,
  write: undefined,
  clock: null,
};

/** Returns the files of a SQLite database; null for Postgres. @throws AppError `misconfigured` */
export function sqlitePlace(url: string): SqlitePlace | null {
  const file = sqliteFile(url);
  if (file === null) return null;
  return { file, folder: dirname(file), keyFile: join(dirname(file), "secret.key") };
}

/**
 * Looks at the database, and takes no lock from a running bot. Unlike a start it runs no migration, makes no key and no
 * file, and stores nothing: what it writes is rolled back.
 * @param options.mayWrite  whether to try a write; without it, nothing is locked
 * @param options.now  milliseconds since 1970
 */
export async function probeStore(options: {
  url: string;
  secretKey: string | undefined;
  mayWrite: boolean;
  log: Logger;
  now: () => number;
}): Promise<StoreProbe> {
  const { url, log, now } = options;
  const file = sqliteFile(url);
  // SQLite would turn an empty file into a database.
  if (file !== null && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return NOTHING;
  let engine: Engine;
  try {
    engine = await openEngine({ url, log, shared: true, mustExist: true }, file);
  } catch (thrown) {
    return { ...NOTHING, exists: true, trouble: toAppError(thrown) };
  }
  try {
    return await look(engine, file, options);
  } catch (thrown) {
    return { ...NOTHING, exists: true, trouble: toAppError(thrown) };
  } finally {
    await engine.close();
  }

  async function look(engine: Engine, file: string | null, { secretKey, mayWrite }: typeof options) {
    const { missing, unusable } = await compareMigrations(engine);
    const [newer = null] = unusable;
    const databaseMs = await one(engine, `select ${engine.dialect.nowMs} as value`);
    return {
      ...NOTHING,
      exists: true,
      server: await serverOf(engine, file !== null),
      missing: missing.length,
      newer,
      clock: { databaseMs: Number(databaseMs), hereMs: now() },
      // The tables of the keys are made by the first migration.
      key: missing.length === 0 && newer === null ? await keyTrouble(engine, file, secretKey, now) : null,
      write: mayWrite ? await writeTrouble(engine) : undefined,
    };
  }
}

async function one(engine: Engine, sql: string): Promise<unknown> {
  return (await readOne<{ value: unknown }>(engine, { sql, values: [] }))?.value;
}

async function serverOf(engine: Engine, isSqlite: boolean): Promise<string> {
  if (isSqlite) return `SQLite ${await one(engine, "select sqlite_version() as value")}`;
  return `PostgreSQL ${await one(engine, "select current_setting('server_version') as value")}`;
}

async function keyTrouble(
  engine: Engine,
  file: string | null,
  secretKey: string | undefined,
  now: () => number,
): Promise<AppError | null> {
  if (!(await hasSealedValues(engine))) return null;
  try {
    const secrets =
      secretKey === undefined && file !== null ? secretsBeside(file, false) : parseSecrets(secretKey ?? "");
    await mustOpenKeyChecks(engine, createSealer(secrets), new Date(now()));
    return null;
  } catch (thrown) {
    return toAppError(thrown);
  }
}

/** A start needs the right to make tables, also where it has none to make. */
const MAKE_TABLE: Query<unknown> = { sql: "create table antcrm_chatops_probe (id integer)", values: [] };
/** It changes no row, so the transaction is rolled back. */
const UNDO: Query<unknown> = { sql: "delete from antcrm_chatops_probe", values: [], mustChange: true };

async function writeTrouble(engine: Engine): Promise<AppError | null> {
  try {
    await engine.write([MAKE_TABLE, UNDO]);
    return null;
  } catch (thrown) {
    return thrown instanceof NothingChanged ? null : toAppError(thrown);
  }
}
