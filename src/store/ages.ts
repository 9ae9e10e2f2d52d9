import { sql } from "kysely";
import type { Params } from "./engine.ts";

/** A row is old if its time is before `before`, or after `now`: then the clock was put back since. */
export interface Age {
  before: number;
  now: number;
}

export function isOld(column: "changed_at" | "ended_at", { before, now }: Params<Age>) {
  return sql<boolean>`(${sql.ref(column)} < ${before} or ${sql.ref(column)} > ${now})`;
}
