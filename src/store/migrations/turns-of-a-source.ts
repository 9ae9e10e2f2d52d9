import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** The states of a write that is under way or perhaps done, as they were named at the time of this migration. */
const MAY_HAVE_HAPPENED = ["confirmed", "sending", "done", "unclear"] as const;

/** One write of a kind from a message: the next one must know of it, and says so by its turn. */
export function turnsOfASource(db: Kysely<Schema>): Step[] {
  return [
    {
      table: "operations",
      column: "turn",
      query: db.schema
        .alterTable("operations")
        .addColumn("turn", "integer", (c) => c.notNull().defaultTo(sql.lit(0))),
    },
    // Until now two people could make two of one message in the same moment: both stay, one after the other.
    db
      .updateTable("operations")
      .set({
        turn: sql`(select count(*) from operations as other where other.kind = operations.kind
          and other.source = operations.source and other.id < operations.id)`,
      })
      .where("source", "is not", null)
      .where("state", "in", MAY_HAVE_HAPPENED),
    db.schema
      .createIndex("operations_turn")
      .ifNotExists()
      .on("operations")
      .columns(["kind", "source", "turn"])
      .unique()
      .where(sql.ref("source"), "is not", null)
      .where(sql.ref("state"), "in", MAY_HAVE_HAPPENED),
  ];
}
