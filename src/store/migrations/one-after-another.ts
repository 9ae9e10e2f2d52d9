import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** The states of a write that is under way or perhaps done, as they were named at the time of this migration. */
const MAY_HAVE_HAPPENED = ["confirmed", "sending", "done", "unclear"] as const;

/** One write of a kind for a customer after the other, and one event of a chat after the other, in whatever process. */
export function oneAfterAnother(db: Kysely<Schema>): Step[] {
  return [
    {
      table: "operations",
      column: "move",
      query: db.schema.alterTable("operations").addColumn("move", "text"),
    },
    {
      table: "operations",
      column: "customer_sequence",
      query: db.schema
        .alterTable("operations")
        .addColumn("customer_sequence", "integer", (c) => c.notNull().defaultTo(sql.lit(0))),
    },
    // Until now two writes for one customer knew nothing of each other: all stay, in the order they were proposed in.
    db
      .updateTable("operations")
      .set({ customer_sequence: sql`ranked.turn` })
      .from(
        db
          .selectFrom("operations")
          .select([
            "id",
            sql<number>`row_number() over (partition by kind, customer order by proposed_at, id) - 1`.as(
              "turn",
            ),
          ])
          .where("customer", "is not", null)
          .where("state", "in", MAY_HAVE_HAPPENED)
          .as("ranked"),
      )
      .whereRef("operations.id", "=", "ranked.id"),
    db.schema
      .createIndex("operations_customer_sequence")
      .ifNotExists()
      .on("operations")
      .columns(["kind", "customer", "customer_sequence"])
      .unique()
      .where(sql.ref("customer"), "is not", null)
      .where(sql.ref("state"), "in", MAY_HAVE_HAPPENED),

    { table: "inbox", column: "lane", query: db.schema.alterTable("inbox").addColumn("lane", "text") },
    {
      table: "inbox",
      column: "stored_at",
      query: db.schema.alterTable("inbox").addColumn("stored_at", "bigint"),
    },
    db.schema
      .createIndex("inbox_lane")
      .ifNotExists()
      .on("inbox")
      .columns(["lane", "stored_at"])
      .where(sql.ref("lane"), "is not", null),
  ];
}
