import type { Compilable, Kysely } from "kysely";
import { AppError } from "../../errors.ts";
import type { Engine, EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Query } from "../statement.ts";
import { countedAttempts } from "./counted-attempts.ts";
import { countedLookUps } from "./counted-look-ups.ts";
import { countedTickets } from "./counted-tickets.ts";
import { databaseIdentity } from "./database-identity.ts";
import { electedLeaders } from "./elected-leaders.ts";
import { filesOfRows } from "./files-of-rows.ts";
import { firstTables } from "./first-tables.ts";
import { oneAfterAnother } from "./one-after-another.ts";
import { peopleSeen } from "./people-seen.ts";
import { sealedLessons } from "./sealed-lessons.ts";
import { signedRows } from "./signed-rows.ts";
import { isDone, type Step, statementOf } from "./step.ts";
import { subscribedChats } from "./subscribed-chats.ts";
import { turnsOfASource } from "./turns-of-a-source.ts";
import { watchedRecords } from "./watched-records.ts";
import { whoPeopleAre } from "./who-people-are.ts";
import { workersAndOutcomes } from "./workers-and-outcomes.ts";

type Steps = (db: Kysely<Schema>, words: EngineWords) => Step[];

/** In the order they are run. A released one is never changed: what is new comes as a new line at the end. */
const MIGRATIONS: readonly { name: string; steps: Steps }[] = [
  { name: "001-first-tables", steps: firstTables },
  { name: "002-workers-and-outcomes", steps: workersAndOutcomes },
  { name: "003-turns-of-a-source", steps: turnsOfASource },
  { name: "004-who-people-are", steps: whoPeopleAre },
  { name: "005-files-of-rows", steps: filesOfRows },
  { name: "006-subscribed-chats", steps: subscribedChats },
  { name: "007-counted-tickets", steps: countedTickets },
  { name: "008-watched-records", steps: watchedRecords },
  { name: "009-sealed-lessons", steps: sealedLessons },
  { name: "010-one-after-another", steps: oneAfterAnother },
  { name: "011-elected-leaders", steps: electedLeaders },
  { name: "012-database-identity", steps: databaseIdentity },
  { name: "013-people-seen", steps: peopleSeen },
  { name: "014-signed-rows", steps: signedRows },
  { name: "015-counted-look-ups", steps: countedLookUps },
  { name: "016-counted-attempts", steps: countedAttempts },
];

/** Every statement of every migration for this engine, in order: what a start over an empty database runs. */
export function migrationStatements({ builder, words }: Engine): Query<unknown>[] {
  return MIGRATIONS.flatMap(({ steps }) => steps(builder, words)).map((step) => compile(statementOf(step)));
}

/**
 * Brings the tables up to date. What is missing and the notes that it is done are one transaction, and each of the
 * statements may also be run twice: a process killed anywhere in it leaves a database that the next start mends.
 * @throws AppError `misconfigured` a newer version of the bot has changed the tables already
 */
export async function migrate(engine: Engine, now: Date): Promise<void> {
  const { builder, words } = engine;
  const lock = words.lockMigrations.map((sql) => ({ sql, values: [] }));
  await engine.write([...lock, compile(journal(builder))]);

  const done = await migrationsDone(engine);
  refuseNewer(done);
  const missing = MIGRATIONS.filter(({ name }) => !done.has(name));
  if (missing.length === 0) return;

  const present = await columns(engine);
  const statements = missing.flatMap(({ name, steps }) => [
    ...steps(builder, words)
      .filter((step) => !isDone(step, present))
      .map(statementOf),
    builder
      .insertInto("migrations")
      .values({ name, at: now.getTime() })
      .onConflict((conflict) => conflict.column("name").doNothing()),
  ]);
  try {
    await engine.write([...lock, ...statements.map(compile)]);
  } catch (error) {
    // Another process that starts may have added the same column a moment ago; then all of it is done.
    const doneNow = await migrationsDone(engine);
    if (missing.some(({ name }) => !doneNow.has(name))) throw error;
  }
}

async function migrationsDone({ builder, read }: Engine): Promise<ReadonlySet<string>> {
  const rows = await read(compile(builder.selectFrom("migrations").select("name")));
  return new Set(rows.map(({ name }) => name));
}

/** Every column there is: `"inbox.owner"`. */
async function columns({ words, read }: Engine): Promise<ReadonlySet<string>> {
  const rows = await read<{ name: string }>({ sql: words.columns, values: [] });
  return new Set(rows.map(({ name }) => name));
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
