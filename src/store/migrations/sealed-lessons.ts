import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** What records taught, sealed: staff are known by their e-mails. Opening the store moves what `learned` holds in clear. */
export function sealedLessons(db: Kysely<Schema>, words: EngineWords): Step[] {
  return [
    db.schema
      .createTable("taught")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("list", "text", (c) => c.notNull())
      .addColumn("value", sql.raw(words.bytes), (c) => c.notNull())
      .addColumn("used_at", "bigint", (c) => c.notNull()),
    db.schema.createIndex("taught_list").ifNotExists().on("taught").columns(["list", "used_at"]),
  ];
}
