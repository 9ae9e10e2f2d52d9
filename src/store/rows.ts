import type { Kysely } from "kysely";
import { type Engine, type Params, type Query, statement } from "./engine.ts";
import type { NewRow, Schema, TableRow } from "./schema.ts";

/** Kysely's types cannot follow a table that is a type parameter. The types of `rowsOf` check the columns instead. */
type AnyTable = Kysely<{ any: Record<string, unknown> }>;

/**
 * Creates the queries that tables have in common: `rowsOf(engine, "drafts", "id").find({ id })`.
 * @param key  the columns of the primary key, or of another unique key
 */
export function rowsOf<Table extends keyof Schema, Key extends keyof TableRow<Table> & string>(
  { builder }: Engine,
  name: Table,
  ...key: readonly Key[]
) {
  const db = builder as unknown as AnyTable;
  const table = name as string as "any";
  type KeyValues = Pick<TableRow<Table>, Key>;
  const found: (values: KeyValues) => Query<unknown> = statement((params: Params<KeyValues>) =>
    db
      .selectFrom(table)
      .selectAll()
      .where((is) => is.and(params)),
  );

  return {
    find: found as (values: KeyValues) => Query<TableRow<Table>>,
    insert: statement((params: Params<NewRow<Table>>) => db.insertInto(table).values(params)),
    /** Inserts the row, unless there is one with this key. */
    insertNew: statement((params: Params<NewRow<Table>>) =>
      db
        .insertInto(table)
        .values(params)
        .onConflict((conflict) => conflict.columns(key).doNothing()),
    ),
    /** Inserts the row, or changes the one with this key. */
    upsert: statement((params: Params<NewRow<Table>>) => {
      const change = Object.entries(params).filter(([column]) => !key.some((one) => one === column));
      return db
        .insertInto(table)
        .values(params)
        .onConflict((conflict) => conflict.columns(key).doUpdateSet(Object.fromEntries(change)));
    }),
    remove: statement((params: Params<KeyValues>) => db.deleteFrom(table).where((is) => is.and(params))),
  };
}
