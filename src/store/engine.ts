import { type Compilable, type CompiledQuery, type Kysely, type RawBuilder, sql } from "kysely";
import type { WakeUps } from "../wake-ups.ts";
import type { Schema } from "./schema.ts";

/** How often an insert is tried while other callers take the same number. */
const TRIES = 10;

/**
 * A database that runs compiled queries. Kysely builds them, so that both engines share every query. Kysely's drivers
 * do not run them, for two reasons. On SQLite a write waits for the commit of its group (`group-commit.ts`). Kysely's
 * executor costs more CPU than most of our queries.
 */
export interface Engine {
  /** Builds and compiles queries for this engine; it has no connection and runs nothing. */
  readonly builder: Kysely<Schema>;
  readonly dialect: Dialect;
  read<Row>(query: Query<Row>): Promise<Row[]>;
  /** Runs the queries as one transaction. @returns after the commit, how many rows each one changed */
  write(queries: readonly Query<unknown>[], options?: WriteOptions): Promise<number[]>;
  readonly wakeUps: WakeUps;
  /** Returns the connections to the server, and the callers that wait for one. A file has none. */
  connections?(): Connections;
  /** Writes a consistent copy, see `Store.backup`. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

type Connections = Readonly<Record<"in-use" | "idle" | "waiting", number>>;

interface WriteOptions {
  /**
   * A second run after a commit has the same effect and the same result, so the query is run again after a broken
   * connection.
   */
  mayRunTwice?: boolean;
  /** Not retried while another transaction holds a lock, because the caller makes longer pauses than the retries. */
  rejectsWhenLocked?: boolean;
}

/** The SQL that differs between the two engines. */
export interface Dialect {
  /** The column type of sealed values. */
  bytes: "blob" | "bytea";
  /** The column type of a number that the database counts up. */
  serial: "integer" | "bigserial";
  /**
   * These run first in a migration's transaction, so that two processes never migrate at once. They limit how long it waits
   * for a table, because the queries of a running bot wait behind it.
   */
  lockMigrations: readonly Query<unknown>[];
  /**
   * These run first in a takeover's transaction, so that a worker whose lease has ended cannot renew it before the
   * takeover is committed.
   */
  lockEndedLeases: readonly Query<unknown>[];
  /** At the end of a select of rows to be changed: it leaves out those that another transaction is changing. */
  skipLocked: "" | "for update skip locked";
  /** A query for the name of every column, `"inbox.owner"`. */
  columns: string;
  /** The clock of the database, in whole milliseconds since 1970. Leases are measured by it, not by a process's clock. */
  nowMs: string;
  /** Returns an expression that wakes the processes that expect this topic, see `notify`. A file has one process. */
  notify?(topic: string): string;
  /** The index over the terms of records: SQLite's FTS5, or a GIN index over an array (`search-index.ts`). */
  termIndex: "fts5" | "gin";
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

/** Runs a query. @returns the first row, or null */
export async function readOne<Row>(engine: Engine, query: Query<Row>): Promise<Row | null> {
  const [row] = await engine.read(query);
  return row ?? null;
}

/** Runs a query. @returns the first row as `open` reads it, or null */
export async function openOne<Row extends object, Opened>(
  engine: Engine,
  query: Query<Row>,
  open: (row: Row) => Opened,
): Promise<Opened | null> {
  const row = await readOne(engine, query);
  return row && open(row);
}

/** Thrown if a query with `mustChange` has changed no row. Its transaction was rolled back. */
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

/** A query that is ready to run: the text for one engine, and the values in its order. `Row` is the type of its rows. */
export interface Query<Row> {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Set by `statement`: the text is the same each time, so the server may prepare the query once. */
  readonly isFixed?: true;
  /** For the type only: no query has this property. */
  readonly row?: Row;
  /** If this query changes no row, its transaction is rolled back and `write` throws `NothingChanged`. */
  readonly mustChange?: true;
}

/** The named parameters of a statement, to be used wherever Kysely takes a value: `where("id", "=", params.id)`. */
export type Params<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/** The values of a statement. A column of times takes a `Date`, which is stored as milliseconds. */
type Given<Values> = {
  [Name in keyof Values]: number extends Values[Name] ? Values[Name] | Date : Values[Name];
};

/**
 * Creates a query written with Kysely's builder. It is compiled when it first runs, and gets its values each time.
 * Building and compiling cost Kysely more CPU than SQLite needs for the query itself, and the texts never change.
 *
 * The parameters are named by the keys of the first values, so all values need the same keys. Values that are named as
 * their columns make a row: `values(params)`, `set(params)`, `where((is) => is.and(params))`.
 *
 * `statement((params: Params<{ id: string }>) => db.selectFrom("people").selectAll().where("person", "=", params.id))`
 */
export function statement<Values extends object, Row>(
  build: (params: Params<Values>) => Compilable<Row>,
): (values: Given<Values>) => Query<Row> {
  let compiled: CompiledQuery<Row> | undefined;
  return (values) => {
    compiled ??= build(paramsOf(Object.keys(values))).compile();
    const { sql, parameters } = compiled;
    return { sql, values: parameters.map((parameter) => fill(parameter, values)), isFixed: true };
  };
}

/**
 * Makes a change wake other processes when it is committed.
 * @param topic  an SQL expression: `'lease'` in quotes, or a column of `rows`
 * @param rows  `from … where …`; one wake-up for each of its rows, as they were before the change
 */
export function waking<Row>(
  { notify }: Dialect,
  topic: string,
  change: Compilable<Row>,
  rows = "",
): Compilable<Row> {
  if (notify === undefined) return change;
  return {
    compile() {
      const compiled = change.compile();
      return { ...compiled, sql: `${compiled.sql} returning (select count(${notify(topic)}) ${rows})` };
    },
  };
}

/** Creates a query that runs once, with its values in it: `queryOf(db.selectFrom("workers").selectAll().compile())`. */
export function queryOf<Row>({ sql, parameters }: CompiledQuery<Row>): Query<Row> {
  return { sql, values: parameters };
}

/**
 * Returns `(?, ?, ?)` for an `in`: a fixed number of parameters for a list of one to `size` values. A shorter list repeats
 * its last value, which changes no result and keeps one text for every length.
 * @param size  10 if absent, which is more than any record has states
 */
export function anyOf<Value>(name: string, size = 10): RawBuilder<Value> {
  return sql<Value>`(${sql.join(eachOf(name, size))})`;
}

/**
 * Returns the single parameters of a list of one to `size` values, for rows of an insert. A shorter list repeats its last
 * value.
 */
export function eachOf<Value>(name: string, size: number): RawBuilder<Value>[] {
  return Array.from({ length: size }, (_, index) =>
    sql.val<Value>(new Param(name, { index, size }) as Value),
  );
}

/** A placeholder for a value in a compiled query: the value of this name, or one value of its list. */
class Param {
  readonly name: string;
  readonly inList: { readonly index: number; readonly size: number } | undefined;

  constructor(name: string, inList?: Param["inList"]) {
    this.name = name;
    this.inList = inList;
  }
}

function paramsOf<Values>(names: readonly string[]): Params<Values> {
  return Object.fromEntries(names.map((name) => [name, sql.val(new Param(name))])) as Params<Values>;
}

function fill(parameter: unknown, values: object): unknown {
  if (!(parameter instanceof Param)) return parameter;
  const value: unknown = Reflect.get(values, parameter.name);
  if (value instanceof Date) return value.getTime();
  const { name, inList } = parameter;
  if (inList === undefined || !Array.isArray(value)) return value;
  if (value.length > inList.size)
    throw new RangeError(`${name} has ${value.length} values, and the query takes ${inList.size}`);
  return value[Math.min(inList.index, value.length - 1)];
}

/** Inserts a row with the next number. Callers at the same time get the same number; all but one try the next one. */
export async function insertNumbered<Row extends { number: number }>(
  engine: Engine,
  table: "subscriptions" | "alert_rules",
  rowWith: (number: number) => Row,
  insert: (row: Row) => Query<unknown>,
): Promise<Row> {
  const { builder } = engine;
  const last = queryOf(
    sql<{ number: number | null }>`select max(number) as number from ${sql.table(table)}`.compile(builder),
  );
  for (let tries = 1; ; tries++) {
    const row = rowWith(((await readOne(engine, last))?.number ?? 0) + 1);
    try {
      await execute(engine, insert(row));
      return row;
    } catch (error) {
      if (!isUniqueViolation(error) || tries === TRIES) throw error;
    }
  }
}
