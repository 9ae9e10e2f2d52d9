import { sql } from "kysely";
import type { WorkerRepository } from "../operations/lease.ts";
import { type Engine, execute } from "./engine.ts";
import { type Params, statement } from "./statement.ts";

/**
 * A row for each running process, with the end of its lease by the database's clock. Rows of other tables name the
 * process as their `owner`; when its lease has ended, other processes may take them over.
 */
export interface WorkersTable extends WorkerRepository {
  /** Ends every lease: for a caller that knows that no process runs. */
  clear(): Promise<void>;
}

export function createWorkersTable(engine: Engine): WorkersTable {
  const { builder: db, dialect } = engine;

  const beat = statement((params: Params<{ owner: string; forMs: number }>) => {
    const until = sql<number>`${sql.raw(dialect.nowMs)} + cast(${params.forMs} as integer)`;
    return db
      .insertInto("workers")
      .values({ worker: params.owner, until })
      .onConflict((conflict) => conflict.column("worker").doUpdateSet({ until }));
  });
  const leave = statement((params: Params<{ owner: string }>) =>
    db.deleteFrom("workers").where("worker", "=", params.owner),
  );
  const clear = statement((_: Params<object>) => db.deleteFrom("workers"));

  return {
    beat: (owner, forMs) => execute(engine, beat({ owner, forMs }), { mayRunTwice: true }),
    leave: (owner) => execute(engine, leave({ owner })),
    clear: () => execute(engine, clear({})),
  };
}
