import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** Where the database lies, so that a restored copy is noticed, and what was under way in such a copy. */
export function databaseIdentity(db: Kysely<Schema>): Step[] {
  const zero = sql.lit(0);
  return [
    db.schema
      .createTable("database_identity")
      .ifNotExists()
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("token", "text", (c) => c.notNull())
      .addColumn("counter", "bigint", (c) => c.notNull().defaultTo(zero))
      .addColumn("server_id", "text")
      .addColumn("database_oid", "text")
      .addColumn("table_oid", "text")
      .addColumn("timeline", "text")
      .addColumn("copied", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("restored_at", "bigint"),
    ...(["operations", "imports"] as const).map((table) => ({
      table,
      column: "restored_at",
      query: db.schema.alterTable(table).addColumn("restored_at", "bigint"),
    })),
  ];
}
