import { type Kysely, sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

/** What people are called, their address in the CRM, and the role that an admin gave them. */
export function whoPeopleAre(db: Kysely<Schema>, words: EngineWords): Step[] {
  const bytes = sql.raw(words.bytes);
  const column = (name: string, type: typeof bytes | "text"): Step => ({
    table: "people",
    column: name,
    query: db.schema.alterTable("people").addColumn(name, type),
  });
  return [column("name", bytes), column("email", bytes), column("role", "text")];
}
