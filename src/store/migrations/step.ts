import type { Compilable } from "kysely";

/** One statement of a migration: as it is where it may be repeated, or marked as what adds a column. */
export type Step = Compilable | AddedColumn;

/** Skipped where the column is there already: SQLite knows no `add column if not exists`. */
interface AddedColumn {
  readonly table: string;
  readonly column: string;
  readonly query: Compilable;
}

/** The statement itself, whichever kind of step it is. */
export function statementOf(step: Step): Compilable {
  return "query" in step ? step.query : step;
}

/** @param present  the columns there are, `"inbox.owner"` */
export function isDone(step: Step, present: ReadonlySet<string>): boolean {
  return "query" in step && present.has(`${step.table}.${step.column}`);
}
