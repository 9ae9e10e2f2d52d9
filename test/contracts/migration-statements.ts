import type { Engine, Query } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrate.ts";
import { noon } from "./store-samples.ts";

/**
 * Returns the statements of a start on an empty database, without those that record the migrations. With `name`,
 * returns only the statements of that migration.
 */
export async function migrationStatements(engine: Engine, name?: string): Promise<Query<unknown>[]> {
  const transactions: (readonly Query<unknown>[])[] = [];
  const recording: Engine = {
    ...engine,
    read: async () => [],
    async write(queries) {
      transactions.push(queries);
      return queries.map(() => 0);
    },
  };
  await migrate(recording, noon);
  const tables = transactions.at(-1) ?? [];
  const found: Query<unknown>[] = [];
  let ofMigration: Query<unknown>[] = [];
  for (const query of tables.slice(engine.dialect.lockMigrations.length)) {
    if (!query.sql.startsWith('insert into "migrations"')) ofMigration.push(query);
    else {
      if (name === undefined || query.values.includes(name)) found.push(...ofMigration);
      ofMigration = [];
    }
  }
  return found;
}
