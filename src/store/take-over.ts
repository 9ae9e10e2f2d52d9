import { type Expression, type RawBuilder, sql } from "kysely";
import type { Dialect, Engine } from "./engine.ts";
import { type Params, type Query, statement } from "./statement.ts";

/** Claims in one transaction; between two transactions other queries can run. */
const BATCH = 200;

/** The worker that takes over. */
export interface Successor {
  successor: string;
}

/** Gives the rows of dead workers to a running one, in every table whose rows have an `owner`. */
export interface Takeover {
  /**
   * Claims rows that were read as abandoned, each by one conditional update: of two successors at once one gets the row.
   * @param change  changes the owner of a row if it still `isAbandoned` and is as it was read
   * @returns the rows that were claimed
   */
  claim<Row>(
    successor: Successor,
    rows: readonly Row[],
    change: (row: Row) => Query<unknown>,
  ): Promise<Row[]>;
}

/** True while the lease of this worker runs, by the database's clock. @param worker  a value or a column */
export function isAlive(worker: Expression<string> | RawBuilder<unknown>, { nowMs }: Dialect) {
  return sql<boolean>`exists (select 1 from workers
    where workers.worker = ${worker} and workers.until > ${sql.raw(nowMs)})`;
}

/** True of a row without an owner, or whose owner's lease has ended. */
export function isAbandoned(params: Params<Successor>, dialect: Dialect) {
  return sql<boolean>`(owner is null or (owner <> ${params.successor} and not ${isAlive(sql.ref("owner"), dialect)}))`;
}

export function createTakeover(engine: Engine): Takeover {
  const { builder, dialect } = engine;
  const deleteEnded = statement((params: Params<Successor>) =>
    builder
      .deleteFrom("workers")
      .where("worker", "<>", params.successor)
      .where("until", "<=", sql.raw<number>(dialect.nowMs)),
  );

  return {
    async claim(successor, rows, change) {
      const claimed = [];
      for (let from = 0; from < rows.length; from += BATCH) {
        const batch = rows.slice(from, from + BATCH);
        // In one transaction with the claims: if a slow worker prolongs its lease now, it either comes first and keeps
        // its rows, or waits for this commit and has lost them.
        const [, ...changes] = await engine.write([deleteEnded(successor), ...batch.map(change)]);
        claimed.push(...batch.filter((_, index) => changes[index] === 1));
      }
      return claimed;
    },
  };
}
