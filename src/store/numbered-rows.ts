import type { Query } from "./engine.ts";
import { type Engine, execute, isUniqueViolation, readOne } from "./engine.ts";

/** How often an insert is tried while other callers take the same number. */
const TRIES = 10;

/** Inserts a row under the next number. Callers at the same time get the same number; all but one take the next. */
export async function insertNumbered<Row extends { number: number }>(
  engine: Engine,
  last: Query<{ number: number }>,
  rowWith: (number: number) => Row,
  insert: (row: Row) => Query<unknown>,
): Promise<Row> {
  for (let tries = 1; ; tries++) {
    const row = rowWith(((await readOne(engine, last))?.number ?? 0) + 1);
    try {
      await execute(engine, insert(row));
      return row;
    } catch (error) {
      if (!isUniqueViolation(error) || tries === TRIES) throw error;
    }
  }
}
