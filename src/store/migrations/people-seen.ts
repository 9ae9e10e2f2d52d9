import { type Kysely, sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** Verified usernames, and when people wrote to the bot for the first and for the last time. */
export function peopleSeen(db: Kysely<Schema>, words: EngineWords): Step[] {
  const column = (name: string, type: string): Step => ({
    table: "people",
    column: name,
    query: db.schema.alterTable("people").addColumn(name, sql.raw(type)),
  });
  return [
    column("username", words.bytes),
    column("first_seen", "bigint"),
    column("last_seen", "bigint"),
    // Whoever has a name has written. The last change is the earliest time on record; the days until they count as gone
    // begin now.
    db
      .updateTable("people")
      .set({ first_seen: sql.ref("changed_at"), last_seen: sql.raw(words.nowMs) })
      .where("name", "is not", null)
      .where("first_seen", "is", null),
  ];
}
