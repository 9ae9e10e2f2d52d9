import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** AntCRM's tickets as they are counted: no title, no text. */
export function countedTickets(db: Kysely<Schema>): Step[] {
  return [
    db.schema
      .createTable("ticket_index")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("status", "text")
      .addColumn("priority", "text")
      .addColumn("assignee", "text")
      .addColumn("contact", "text")
      .addColumn("created_at", "bigint")
      .addColumn("updated_at", "bigint")
      .addColumn("walk", "integer", (c) => c.notNull()),
    db.schema.createIndex("ticket_index_walk").ifNotExists().on("ticket_index").columns(["walk", "id"]),
  ];
}
