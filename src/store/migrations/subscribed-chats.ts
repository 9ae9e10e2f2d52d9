import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** What is sent to which chat and when, and each time it was due. */
export function subscribedChats(db: Kysely<Schema>): Step[] {
  const zero = sql.lit(0);
  return [
    db.schema
      .createTable("subscriptions")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("number", "integer", (c) => c.notNull().unique())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("platform", "text", (c) => c.notNull())
      .addColumn("chat", "text", (c) => c.notNull())
      .addColumn("thread", "text")
      .addColumn("shared", "integer", (c) => c.notNull())
      .addColumn("kinds", "text", (c) => c.notNull())
      .addColumn("schedule", "text", (c) => c.notNull())
      .addColumn("locale", "text", (c) => c.notNull())
      .addColumn("skip_empty", "integer", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("changed_at", "bigint", (c) => c.notNull())
      .addColumn("checked_until", "bigint", (c) => c.notNull()),

    db.schema
      .createTable("runs")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("subscription", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("period", "text", (c) => c.notNull())
      .addColumn("due_at", "bigint", (c) => c.notNull())
      .addColumn("from_at", "bigint", (c) => c.notNull())
      .addColumn("to_at", "bigint", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("reason", "text")
      .addColumn("owner", "text")
      .addColumn("next_at", "bigint", (c) => c.notNull())
      .addColumn("tries", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("repeated", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("sent_at", "bigint")
      .addColumn("ended_at", "bigint")
      .addUniqueConstraint("runs_once", ["subscription", "period", "kind"]),
    db.schema
      .createIndex("runs_open")
      .ifNotExists()
      .on("runs")
      .column("due_at")
      .where(sql.ref("ended_at"), "is", null),
    db.schema.createIndex("runs_newest").ifNotExists().on("runs").columns(["subscription", "due_at"]),
    db.schema.createIndex("runs_ended").ifNotExists().on("runs").column("ended_at"),
  ];
}
