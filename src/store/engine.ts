import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import type { Query } from "./statement.ts";

/**
 * A database that runs compiled queries. Kysely builds them, so that both engines share every query. Kysely's drivers do
 * not run them: on SQLite a write waits for its group's commit (`group-commit.ts`), and Kysely's executor costs more CPU
 * than most of our queries.
 */
export interface Engine {
  /** Builds and compiles queries for this engine; it has no connection and runs nothing. */
  readonly builder: Kysely<Schema>;
  readonly dialect: Dialect;
  read<Row>(query: Query<Row>): Promise<Row[]>;
  /** Runs the queries as one transaction, all or none. @returns after the commit, how many rows each one changed */
  write(queries: readonly Query<unknown>[], options?: WriteOptions): Promise<number[]>;
  /** Writes a consistent copy, see `Store.backup`. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * `mayRunTwice`: a second run after a commit has the same effect and the same result, so the query is run again after a
 * broken connection.
 */
interface WriteOptions {
  mayRunTwice?: boolean;
}

/** What the two engines spell differently. */
export interface Dialect {
  /** Column type of sealed values. */
  bytes: "blob" | "bytea";
  /** Column type of a number that the database counts up. */
  serial: "integer" | "bigserial";
  /** Run first in a migration's transaction, so that two processes never migrate at once. */
  lockMigrations: readonly string[];
  /** A query for the name of every column, `"inbox.owner"`. */
  columns: string;
  /** The clock of the database, in whole milliseconds since 1970. Leases are measured by it, not by a process's clock. */
  nowMs: string;
}

/** Runs one query as a transaction of its own. @returns how many rows it changed */
export async function writeOne(
  engine: Engine,
  query: Query<unknown>,
  options?: WriteOptions,
): Promise<number> {
  const [changes] = await engine.write([query], options);
  return changes ?? 0;
}

/** Runs one query whose number of changed rows does not matter. */
export async function execute(engine: Engine, query: Query<unknown>, options?: WriteOptions): Promise<void> {
  await engine.write([query], options);
}

/** Runs one conditional change of a row. @returns whether the row was changed */
export async function changesRow(
  engine: Engine,
  query: Query<unknown>,
  options?: WriteOptions,
): Promise<boolean> {
  return (await writeOne(engine, query, options)) === 1;
}

/** The first row, or null. */
export async function readOne<Row>(engine: Engine, query: Query<Row>): Promise<Row | null> {
  const [row] = await engine.read(query);
  return row ?? null;
}

/** A query with `mustChange` has changed no row; its transaction was rolled back. */
export class NothingChanged extends Error {
  override readonly name = "NothingChanged";
}

/** @throws NothingChanged */
export function checkChanged({ mustChange }: Query<unknown>, changes: number): number {
  if (mustChange && changes === 0)
    throw new NothingChanged("a query that must change a row has changed none");
  return changes;
}

/** Whether a write failed because another row has this key: better-sqlite3's codes, and Postgres' 23505. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return (
    error.code === "23505" ||
    error.code === "SQLITE_CONSTRAINT_UNIQUE" ||
    error.code === "SQLITE_CONSTRAINT_PRIMARYKEY"
  );
}
