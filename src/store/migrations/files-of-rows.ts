import { type Kysely, sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** Imports, and their rows in batches, each of which is one request. */
export function filesOfRows(db: Kysely<Schema>, words: EngineWords): Step[] {
  const bytes = sql.raw(words.bytes);
  const zero = sql.lit(0);
  return [
    db.schema
      .createTable("imports")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("reference", "text", (c) => c.notNull().unique())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("place", bytes)
      .addColumn("plan", bytes)
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("fingerprint", "text")
      .addColumn("good", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("bad", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("made", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("there", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("failed", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("unclear", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("begun_at", "bigint", (c) => c.notNull())
      .addColumn("changed_at", "bigint", (c) => c.notNull())
      .addColumn("confirmed_at", "bigint")
      .addColumn("ended_at", "bigint")
      .addColumn("told_at", "bigint")
      .addColumn("owner", "text"),
    db.schema.createIndex("imports_state").ifNotExists().on("imports").columns(["state", "changed_at"]),
    db.schema.createIndex("imports_begun").ifNotExists().on("imports").columns(["begun_at", "id"]),
    db.schema.createIndex("imports_fingerprint").ifNotExists().on("imports").column("fingerprint"),

    db.schema
      .createTable("import_batches")
      .ifNotExists()
      .addColumn("import", "text", (c) => c.notNull())
      .addColumn("seq", "integer", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("size", "integer", (c) => c.notNull())
      .addColumn("rows", bytes)
      .addColumn("made", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("there", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("failed", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("unclear", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("sent_at", "bigint")
      .addPrimaryKeyConstraint("import_batches_key", ["import", "seq"]),
  ];
}
