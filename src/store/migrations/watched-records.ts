import { type Kysely, sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** What chats are told of as it happens, what was found for them, and who has taken it on. */
export function watchedRecords(db: Kysely<Schema>, { bytes }: EngineWords): Step[] {
  const zero = sql.lit(0);
  return [
    db.schema
      .createTable("alert_rules")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("number", "integer", (c) => c.notNull().unique())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("platform", "text", (c) => c.notNull())
      .addColumn("chat", "text", (c) => c.notNull())
      .addColumn("thread", "text")
      .addColumn("shared", "integer", (c) => c.notNull())
      .addColumn("personal", "integer", (c) => c.notNull())
      .addColumn("locale", "text", (c) => c.notNull())
      .addColumn("watch", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("snoozed_until", "bigint")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("changed_at", "bigint", (c) => c.notNull()),

    db.schema
      .createTable("alert_events")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("rule", "text", (c) => c.notNull())
      .addColumn("key", "text", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("news", bytes)
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("found_at", "bigint", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("held", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("message", "text")
      .addColumn("owner", "text")
      .addColumn("next_at", "bigint", (c) => c.notNull())
      .addColumn("tries", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("repeated", "integer", (c) => c.notNull().defaultTo(zero))
      .addColumn("sent_at", "bigint")
      .addColumn("ended_at", "bigint")
      .addUniqueConstraint("alert_events_once", ["rule", "key"]),
    db.schema
      .createIndex("alert_events_open")
      .ifNotExists()
      .on("alert_events")
      .column("found_at")
      .where(sql.ref("ended_at"), "is", null),
    db.schema.createIndex("alert_events_found").ifNotExists().on("alert_events").column("found_at"),
    db.schema.createIndex("alert_events_message").ifNotExists().on("alert_events").column("message"),
    db.schema
      .createIndex("alert_events_subject")
      .ifNotExists()
      .on("alert_events")
      .columns(["rule", "subject", "at"]),

    db.schema
      .createTable("alert_sources")
      .ifNotExists()
      .addColumn("source", "text", (c) => c.primaryKey())
      .addColumn("until", "bigint")
      .addColumn("owner", "text"),

    db.schema
      .createTable("quiet_chats")
      .ifNotExists()
      .addColumn("chat", "text", (c) => c.primaryKey())
      .addColumn("hours", "text")
      .addColumn("changed_at", "bigint", (c) => c.notNull()),

    db.schema
      .createTable("claims")
      .ifNotExists()
      .addColumn("subject", "text", (c) => c.primaryKey())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("name", bytes, (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull()),
    db.schema.createIndex("claims_at").ifNotExists().on("claims").column("at"),
  ];
}
