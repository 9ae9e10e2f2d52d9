import type { Compilable, Kysely } from "kysely";
import { AppError } from "../../errors.ts";
import type { Engine, EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Query } from "../statement.ts";
import { firstTables } from "./first-tables.ts";

type Statements = (db: Kysely<Schema>, words: EngineWords) => Compilable[];

/** In the order they are run. A released one is never changed: what is new comes as a new line at the end. */
const MIGRATIONS: readonly { name: string; statements: Statements }[] = [
  { name: "001-first-tables", statements: firstTables },
];

/** Every statement of every migration for this engine, in order: what a start over an empty database runs. */
export function migrationStatements({ builder, words }: Engine): Query<unknown>[] {
  return MIGRATIONS.flatMap(({ statements }) => statements(builder, words).map(compile));
}

/**
 * Brings the tables up to date. Each migration and the note that it is done are one transaction, and each of its
 * statements may also be run twice: a process killed anywhere in it leaves a database that the next start mends.
 * @throws AppError `misconfigured` a newer version of the bot has changed the tables already
 */
export async function migrate(engine: Engine, now: Date): Promise<void> {
  const { builder, words } = engine;
  const lock = words.lockMigrations.map((sql) => ({ sql, values: [] }));
  await engine.write([...lock, compile(journal(builder))]);

  const rows = await engine.read(compile(builder.selectFrom("migrations").select("name")));
  const done = new Set(rows.map(({ name }) => name));
  refuseNewer(done);

  for (const { name, statements } of MIGRATIONS) {
    if (done.has(name)) continue;
    const note = builder
      .insertInto("migrations")
      .values({ name, at: now.getTime() })
      .onConflict((conflict) => conflict.column("name").doNothing());
    await engine.write([...lock, ...statements(builder, words).map(compile), compile(note)]);
  }
}

function journal(builder: Kysely<Schema>): Compilable {
  return builder.schema
    .createTable("migrations")
    .ifNotExists()
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("at", "bigint", (c) => c.notNull());
}

function refuseNewer(done: ReadonlySet<string>): void {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = [...done].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new AppError(
    "misconfigured",
    `The database was changed by a newer version of the bot ("${unknown}"). Start that version, or restore a backup.`,
  );
}

function compile<Row>(query: Compilable<Row>): Query<Row> {
  const { sql, parameters } = query.compile();
  return { sql, values: parameters };
}
