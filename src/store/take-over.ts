import { type Expression, type RawBuilder, sql } from "kysely";
import type { Engine, EngineWords } from "./engine.ts";
import { type Params, type Query, statement } from "./statement.ts";

/** Claims a transaction: between two of them everybody else gets their turn. */
const BATCH = 200;

/** The worker that takes over. */
export interface Successor {
  successor: string;
}

/** How the rows of dead workers come to a living one; the same for every table whose rows have an `owner`. */
export interface Takeover {
  /**
   * Claims rows that were read as abandoned, and returns those that were still so: each by one conditional update, so
   * that of two heirs at once one gets it.
   * @param change  changes a row's owner, if it `isAbandoned` and as it was when it was read
   */
  claim<Row>(
    successor: Successor,
    rows: readonly Row[],
    change: (row: Row) => Query<unknown>,
  ): Promise<Row[]>;
}

/** True while this worker's lease runs, by the database's clock. @param worker  a value or a column */
export function isAlive(worker: Expression<string> | RawBuilder<unknown>, { nowMs }: EngineWords) {
  return sql<boolean>`exists (select 1 from workers
    where workers.worker = ${worker} and workers.until > ${sql.raw(nowMs)})`;
}

/** True of a row that belongs to nobody, or to a worker that is dead. */
export function isAbandoned(params: Params<Successor>, words: EngineWords) {
  return sql<boolean>`(owner is null or (owner <> ${params.successor} and not ${isAlive(sql.ref("owner"), words)}))`;
}

export function createTakeover(engine: Engine): Takeover {
  const { builder, words } = engine;
  const strikeOffDead = statement((params: Params<Successor>) =>
    builder
      .deleteFrom("workers")
      .where("worker", "<>", params.successor)
      .where("until", "<=", sql.raw<number>(words.nowMs)),
  );

  return {
    async claim(successor, rows, change) {
      const claimed = [];
      for (let from = 0; from < rows.length; from += BATCH) {
        const batch = rows.slice(from, from + BATCH);
        // In one transaction with the claims: a worker that was only slow and beats now either comes first and keeps its
        // rows, or waits for us and finds them gone.
        const [, ...changes] = await engine.write([strikeOffDead(successor), ...batch.map(change)]);
        claimed.push(...batch.filter((_, index) => changes[index] === 1));
      }
      return claimed;
    },
  };
}
