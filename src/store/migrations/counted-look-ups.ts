import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** Look-ups are counted by person, and the audit names every customer that a list has shown. */
export function countedLookUps(db: Kysely<Schema>): Step[] {
  return [
    {
      table: "audit",
      column: "customers",
      query: db.schema.alterTable("audit").addColumn("customers", "text"),
    },
    db.schema
      .createTable("look_ups")
      .ifNotExists()
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("customer", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("look_ups_once", ["person", "customer"]),
    db.schema.createIndex("look_ups_of_person").ifNotExists().on("look_ups").columns(["person", "at"]),
    db.schema.createIndex("look_ups_of_customer").ifNotExists().on("look_ups").column("customer"),
    db.schema.createIndex("look_ups_at").ifNotExists().on("look_ups").column("at"),
    db.schema
      .createTable("look_up_people")
      .ifNotExists()
      .addColumn("person", "text", (c) => c.primaryKey())
      .addColumn("counted_at", "bigint", (c) => c.notNull()),
    db.schema
      .createTable("look_up_hours")
      .ifNotExists()
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("hour", "integer", (c) => c.notNull())
      .addColumn("customers", "integer", (c) => c.notNull())
      .addPrimaryKeyConstraint("look_up_hours_once", ["person", "hour"]),
    db.schema
      .createTable("look_up_notices")
      .ifNotExists()
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("figures", "text", (c) => c.notNull())
      .addColumn("claimed_at", "bigint")
      .addColumn("told_at", "bigint"),
  ];
}
