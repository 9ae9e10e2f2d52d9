import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

type ColumnType = Parameters<CreateTableBuilder<string>["addColumn"]>[1];

/** Who owns what is under way, what of its outcome was told, and at most one write at a time for a customer. */
export function workersAndOutcomes(db: Kysely<Schema>): Step[] {
  const index = (name: string) => db.schema.createIndex(name).ifNotExists();
  const column = (table: "inbox" | "operations", name: string, type: ColumnType): Step => ({
    table,
    column: name,
    query: db.schema.alterTable(table).addColumn(name, type),
  });

  return [
    db.schema
      .createTable("workers")
      .ifNotExists()
      .addColumn("worker", "text", (c) => c.primaryKey())
      .addColumn("until", "bigint", (c) => c.notNull()),

    column("inbox", "owner", "text"),

    column("operations", "owner", "text"),
    column("operations", "source", "text"),
    column("operations", "told_at", "bigint"),
    {
      table: "operations",
      column: "tries",
      query: db.schema
        .alterTable("operations")
        .addColumn("tries", "integer", (c) => c.notNull().defaultTo(sql.lit(0))),
    },

    // The first version told every outcome on the spot: nobody is to be told again after the update.
    db
      .updateTable("operations")
      .set({ told_at: sql`changed_at` })
      .where("told_at", "is", null)
      .where("state", "in", ["done", "failed", "unclear", "expired", "declined"]),
    // It knew no owners and let two writes for one customer run side by side: what became of those is not known.
    db
      .updateTable("operations")
      .set({ state: "unclear" })
      .where("state", "=", "sending")
      .where("customer", "in", severalSending(db)),
    index("operations_sending")
      .on("operations")
      .column("customer")
      .unique()
      .where(sql.ref("state"), "=", sql.lit("sending"))
      .where(sql.ref("customer"), "is not", null),

    index("operations_untold")
      .on("operations")
      .columns(["owner", "changed_at"])
      .where(sql.ref("told_at"), "is", null),
    index("operations_source").on("operations").column("source").where(sql.ref("source"), "is not", null),
    index("operations_proposed").on("operations").columns(["proposed_at", "id"]),
    // `place` is emptied last of all personal fields and with them: where it is null there is nothing left to empty.
    index("operations_personal").on("operations").column("ended_at").where(sql.ref("place"), "is not", null),
  ];
}

function severalSending(db: Kysely<Schema>) {
  return db
    .selectFrom("operations")
    .select("customer")
    .where("state", "=", "sending")
    .groupBy("customer")
    .having(({ fn }) => fn.countAll(), ">", 1);
}
