import { statSync } from "node:fs";
import { type AppError, toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, NothingChanged, type Query, readOne } from "./engine.ts";
import { compareMigrations } from "./migrate.ts";
import { openEngine, sqliteFile } from "./open.ts";
import { createSealer, hasSealedValues, mustOpenKeyChecks, parseSecrets } from "./sealing.ts";
import { secretsBeside } from "./sqlite-files.ts";

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
  keyTrouble: AppError | null;
  /** Why nothing can be written, or null. `undefined`: not tried. */
  writeTrouble: AppError | null | undefined;
  /** The database's clock in milliseconds since 1970, and this machine's at the same time. */
  clock: { databaseMs: number; hereMs: number } | null;
}

const NOTHING: StoreProbe = {
  trouble: null,
  server: "",
  exists: false,
  missing: 0,
  newer: null,
  keyTrouble: null,
  writeTrouble: undefined,
  clock: null,
};

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
      keyTrouble:
        missing.length === 0 && newer === null ? await findKeyTrouble(engine, file, secretKey, now) : null,
      writeTrouble: mayWrite ? await findWriteTrouble(engine) : undefined,
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

async function findKeyTrouble(
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

async function findWriteTrouble(engine: Engine): Promise<AppError | null> {
  try {
    await engine.write([MAKE_TABLE, UNDO]);
    return null;
  } catch (thrown) {
    return thrown instanceof NothingChanged ? null : toAppError(thrown);
  }
}
