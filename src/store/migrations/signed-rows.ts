import { type Kysely, sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";
import type { Step } from "./step.ts";

const SIGNED = [
  "people",
  "presses",
  "drafts",
  "operations",
  "imports",
  "subscriptions",
  "alert_rules",
  "settings",
] as const;

/** A MAC over each row that decides who may do what. Opening the store signs the rows that are there (`sign-rows.ts`). */
export function signedRows(db: Kysely<Schema>, words: EngineWords): Step[] {
  const column = (table: keyof Schema, name: string): Step => ({
    table,
    column: name,
    query: db.schema.alterTable(table).addColumn(name, sql.raw(words.bytes)),
  });
  return [
    ...SIGNED.map((table) => column(table, "mac")),
    column("operations", "state_mac"),
    column("imports", "state_mac"),
    column("seal_keys", "signed"),
  ];
}
