import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import type { Query } from "./statement.ts";

/**
 * A database that runs finished queries. Kysely writes them (so that both engines share every query), but its own
 * drivers do not run them: on SQLite a write has to wait for its group's commit (`group-commit.ts`), and the way
 * through Kysely's executor costs more CPU than most of our queries.
 */
export interface Engine {
  /** Builds and compiles queries for this engine; it has no connection and runs nothing. */
  readonly builder: Kysely<Schema>;
  readonly words: EngineWords;
  read<Row>(query: Query<Row>): Promise<Row[]>;
  /**
   * Runs the queries as one transaction, all or none; resolves after the commit with the rows each one changed.
   * @param options  `mayRunTwice`: a second run after a commit has the same effect and the same result, so a broken
   *   connection is no reason to give up
   */
  write(queries: readonly Query<unknown>[], options?: { mayRunTwice?: boolean }): Promise<number[]>;
  /** Writes a consistent copy, as `Store.backup` says. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

/** What the two engines spell differently. */
export interface EngineWords {
  /** Column type of sealed values. */
  bytes: "blob" | "bytea";
  /** Column type of a number that counts itself up. */
  serial: "integer" | "bigserial";
  /** Run first in a migration's transaction, so that two processes never migrate at once. */
  lockMigrations: readonly string[];
  /** A query for the name of every column, `"inbox.owner"`. */
  columns: string;
  /** The database's own clock, in whole milliseconds since 1970. Leases are measured by it, whatever a process's clock says. */
  nowMs: string;
}

/** Runs one query on its own and tells how many rows it changed. */
export async function writeOne(
  engine: Engine,
  query: Query<unknown>,
  options?: { mayRunTwice?: boolean },
): Promise<number> {
  const [changes] = await engine.write([query], options);
  return changes ?? 0;
}

/** The first row, or null. */
export async function readOne<Row>(engine: Engine, query: Query<Row>): Promise<Row | null> {
  const [row] = await engine.read(query);
  return row ?? null;
}

/** A query of a transaction that must change a row has changed none; the transaction was rolled back. */
export class NothingChanged extends Error {
  override readonly name = "NothingChanged";
}

/** @throws NothingChanged */
export function checkChanged({ mustChange }: Query<unknown>, changes: number): number {
  if (mustChange && changes === 0)
    throw new NothingChanged("a query that must change a row has changed none");
  return changes;
}

/** Did a write fail because another row has this key already? better-sqlite3's codes, and Postgres' 23505. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return (
    error.code === "23505" ||
    error.code === "SQLITE_CONSTRAINT_UNIQUE" ||
    error.code === "SQLITE_CONSTRAINT_PRIMARYKEY"
  );
}
