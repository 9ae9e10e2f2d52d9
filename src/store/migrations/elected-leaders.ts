import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** Which worker alone does what only one process may do. */
export function electedLeaders(db: Kysely<Schema>): Step[] {
  return [
    db.schema
      .createTable("leaders")
      .ifNotExists()
      .addColumn("job", "text", (c) => c.primaryKey())
      .addColumn("owner", "text"),
  ];
}
