import { AppError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { type Query, queryOf } from "./engine.ts";
import { type AddedColumn, migrations, type Step } from "./migrations.ts";

const JOURNAL = plain("create table if not exists migrations (name text primary key, at bigint not null)");

/** The statements of these migrations, or of all, in the order in which a start over an empty database runs them. */
export function migrationStatements({ dialect }: Engine, names?: readonly string[]): Query<unknown>[] {
  return migrations(dialect)
    .filter(({ name }) => names?.includes(name) ?? true)
    .flatMap(({ steps }) => steps.map(statementOf));
}

/**
 * Brings the tables up to date. The missing statements and the notes that they were run are one transaction, and each
 * statement can be run twice: if the process is killed, the next start completes the work.
 * @throws AppError `misconfigured` a newer version of the bot has changed the tables
 */
export async function migrate(engine: Engine, now: Date): Promise<void> {
  const { builder, dialect } = engine;
  const lock = dialect.lockMigrations.map(plain);
  await engine.write([...lock, JOURNAL]);

  const all = migrations(dialect);
  const done = await migrationsDone(engine);
  const unknown = [...done].find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) throw newer(unknown);
  const missing = all.filter(({ name }) => !done.has(name));
  if (missing.length === 0) return;

  const present = new Set(
    (await engine.read<{ name: string }>(plain(dialect.columns))).map(({ name }) => name),
  );
  const isDone = (step: Step) => typeof step !== "string" && present.has(`${step.table}.${step.column}`);
  const statements = missing.flatMap(({ name, steps }) => {
    const note = builder
      .insertInto("migrations")
      .values({ name, at: now.getTime() })
      .onConflict((conflict) => conflict.column("name").doNothing());
    return [...steps.filter((step) => !isDone(step)).map(statementOf), queryOf(note.compile())];
  });
  try {
    await engine.write([...lock, ...statements]);
  } catch (error) {
    // Another process that starts may have added the same column a moment ago; then everything is done.
    const doneNow = await migrationsDone(engine);
    if (missing.some(({ name }) => !doneNow.has(name))) throw error;
  }
}

function statementOf(step: Step): Query<unknown> {
  return plain(typeof step === "string" ? step : addColumn(step));
}

function addColumn({ table, column, type }: AddedColumn): string {
  return `alter table ${table} add column ${column} ${type}`;
}

function plain<Row>(sql: string): Query<Row> {
  return { sql, values: [] };
}

async function migrationsDone({ builder, read }: Engine): Promise<ReadonlySet<string>> {
  const rows = await read(queryOf(builder.selectFrom("migrations").select("name").compile()));
  return new Set(rows.map(({ name }) => name));
}

function newer(migration: string): AppError {
  return new AppError(
    "misconfigured",
    `The database was changed by a newer version of the bot ("${migration}"). Start that version, or restore a backup.`,
  );
}
