import { sql } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import { type Params, statement } from "./statement.ts";

/**
 * Who is alive: a row for each process that works, with the end of its lease by the database's clock. Rows of the inbox
 * and of the journal carry its id as `owner`; where the lease has ended, they may be taken over.
 */
export interface WorkersTable {
  /** Takes or prolongs the lease from now on: `beat("bot-4f1c", 15_000)`. */
  beat(owner: string, forMs: number): Promise<void>;
  /** Gives the lease up, at a clean stop: what it owns may be taken over at once. */
  leave(owner: string): Promise<void>;
  /** Ends every lease: for whoever knows that no process is alive. */
  clear(): Promise<void>;
}

export function createWorkersTable(engine: Engine): WorkersTable {
  const { builder: db, words } = engine;

  const beat = statement((params: Params<{ owner: string; forMs: number }>) => {
    const until = sql<number>`${sql.raw(words.nowMs)} + cast(${params.forMs} as integer)`;
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
    async beat(owner, forMs) {
      await writeOne(engine, beat({ owner, forMs }), { mayRunTwice: true });
    },
    async leave(owner) {
      await writeOne(engine, leave({ owner }));
    },
    async clear() {
      await writeOne(engine, clear({}));
    },
  };
}
