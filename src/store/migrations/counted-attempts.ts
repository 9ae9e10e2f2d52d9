import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** How often the handling of an event, or the sending of an import, was begun by a process that may have died of it. */
export function countedAttempts(db: Kysely<Schema>): Step[] {
  const column = (table: "inbox" | "imports", name: string, first: 0 | 1): Step => ({
    table,
    column: name,
    query: db.schema
      .alterTable(table)
      .addColumn(name, "integer", (c) => c.notNull().defaultTo(sql.lit(first))),
  });
  // What is stored or confirmed is begun at once: the first attempt needs no write of its own.
  return [
    column("inbox", "attempts", 1),
    column("imports", "attempts", 1),
    column("imports", "attempt_rows", 0),
  ];
}
