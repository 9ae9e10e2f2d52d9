import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../errors.ts";
import { type Engine, type Query, queryOf } from "./engine.ts";
import { isLocked } from "./failures.ts";
import { column, type MigrationStep, migrations } from "./migrations.ts";
import { rowsOf } from "./rows.ts";

const JOURNAL = plain("create table if not exists migrations (name text primary key, at bigint not null)");
/** Journals of older versions have no such column. Its values: see `Migration.needs` */
const NEEDS = column("migrations.needs", "text");
/** In each try a running bot waits up to 1 s (`lockMigrations`). */
const TRIES = 7;
const PAUSE_MS = 10_000;

/**
 * Brings the tables up to date. The missing statements and the notes that they were run are one transaction, and each
 * statement can be run twice. If the process is killed, the next start completes the work.
 * @param pause  called before another try, when another program holds a table
 * @throws AppError `misconfigured` a newer version has changed the tables so that this version cannot use them;
 *   `unavailable` another program has held a table for a minute
 */
export async function migrate(
  engine: Engine,
  now: Date,
  pause: (ms: number) => Promise<void> = delay,
): Promise<void> {
  const { dialect } = engine;
  const lock = dialect.lockMigrations;
  await engine.write([...lock, JOURNAL]);
  const present = await columnsOf(engine);
  if (!isPresent(NEEDS, present)) {
    const isAddedMeanwhile = async () => isPresent(NEEDS, await columnsOf(engine));
    await writeWhenFree(
      () => writeDespiteRace(isAddedMeanwhile, engine, [...lock, statementOf(NEEDS)]),
      pause,
    );
  }

  const all = migrations(dialect);
  const done = await migrationsDone(engine);
  const [unusable] = unusableAfter(done, new Set(all.map(({ name }) => name)));
  if (unusable !== undefined) throw newerVersionError(unusable);
  const missing = all.filter(({ name }) => !done.has(name));
  if (missing.length === 0) return;

  const { insertNew } = rowsOf(engine, "migrations", "name");
  const statements = missing.flatMap(({ name, steps, needs = null }) => [
    ...steps.filter((step) => !isPresent(step, present)).map(statementOf),
    insertNew({ name, at: now, needs }),
  ]);
  const areDoneMeanwhile = async () => {
    const doneNow = await migrationsDone(engine);
    return missing.every(({ name }) => doneNow.has(name));
  };
  await writeWhenFree(() => writeDespiteRace(areDoneMeanwhile, engine, [...lock, ...statements]), pause);
}

/**
 * Writes, and tries again while another program holds a table. `pg_dump` holds all of them.
 * @throws AppError `unavailable` after the last try
 */
async function writeWhenFree(
  write: () => Promise<void>,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (tries === TRIES) throw lockedError(error);
      await pause(PAUSE_MS);
    }
  }
}

function lockedError(cause: unknown): AppError {
  return new AppError(
    "unavailable",
    "The tables cannot be brought up to date now, because another program, perhaps a backup (pg_dump), holds them. " +
      "Wait until it has ended. A supervisor then tries again by itself; otherwise start the bot again.",
    { cause },
  );
}

/**
 * Runs the statements. Two processes may start at once and add the same column. So a failure is ignored if another
 * process has done the same meanwhile.
 */
async function writeDespiteRace(
  isDoneMeanwhile: () => Promise<boolean>,
  engine: Engine,
  statements: readonly Query<unknown>[],
): Promise<void> {
  try {
    await engine.write(statements, { rejectsWhenLocked: true });
  } catch (error) {
    if (!(await isDoneMeanwhile())) throw error;
  }
}

/**
 * Compares the tables with this version, and changes nothing. Returns names of migrations. `missing`: this version would
 * run them. `unusable`: a newer version ran them, and this version cannot use the tables any more.
 */
export async function compareMigrations(
  engine: Engine,
): Promise<{ missing: readonly string[]; unusable: readonly string[] }> {
  const known = migrations(engine.dialect).map(({ name }) => name);
  const columns = await columnsOf(engine);
  if (!columns.has("migrations.name")) return { missing: known, unusable: [] };
  const done = await migrationsDone(engine, isPresent(NEEDS, columns));
  return {
    missing: known.filter((name) => !done.has(name)),
    unusable: unusableAfter(done, new Set(known)),
  };
}

/** Returns all columns of the database: `"inbox.owner"`. */
async function columnsOf({ read, dialect }: Engine): Promise<ReadonlySet<string>> {
  return new Set((await read<{ name: string }>(plain(dialect.columns))).map(({ name }) => name));
}

function isPresent(step: MigrationStep, columns: ReadonlySet<string>): boolean {
  return typeof step !== "string" && columns.has(`${step.table}.${step.column}`);
}

function statementOf(step: MigrationStep): Query<unknown> {
  if (typeof step === "string") return plain(step);
  return plain(`alter table ${step.table} add column ${step.column} ${step.type}`);
}

function plain<Row>(sql: string): Query<Row> {
  return { sql, values: [] };
}

/** Returns the migrations that were run, each with what it needs. @param hasNeeds  false for a journal of an older version */
async function migrationsDone(
  { builder, read }: Engine,
  hasNeeds = true,
): Promise<ReadonlyMap<string, string | null>> {
  const journal = builder.selectFrom("migrations");
  if (hasNeeds) {
    const rows = await read(queryOf(journal.select(["name", "needs"]).compile()));
    return new Map(rows.map(({ name, needs }) => [name, needs]));
  }
  const rows = await read(queryOf(journal.select("name").compile()));
  return new Map(rows.map(({ name }) => [name, null]));
}

/** Returns the migrations of newer versions that need a version which knows more than this one. */
function unusableAfter(done: ReadonlyMap<string, string | null>, known: ReadonlySet<string>): string[] {
  const isUsable = (needs: string | null) => needs === "" || (needs !== null && known.has(needs));
  return [...done].filter(([name, needs]) => !known.has(name) && !isUsable(needs)).map(([name]) => name);
}

function newerVersionError(migration: string): AppError {
  return new AppError(
    "misconfigured",
    `The database was changed by a newer version of the bot ("${migration}"), and this version cannot use it any more. Start that version, or restore a backup.`,
  );
}
