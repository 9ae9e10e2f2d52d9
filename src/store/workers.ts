import { sql } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

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

  const beat = statement((gaps: Gaps<{ owner: string; forMs: number }>) => {
    const until = sql<number>`${sql.raw(words.nowMs)} + cast(${gaps.forMs} as integer)`;
    return db
      .insertInto("workers")
      .values({ worker: gaps.owner, until })
      .onConflict((conflict) => conflict.column("worker").doUpdateSet({ until }));
  });
  const leave = statement((gaps: Gaps<{ owner: string }>) =>
    db.deleteFrom("workers").where("worker", "=", gaps.owner),
  );
  const clear = statement((_: Gaps<object>) => db.deleteFrom("workers"));

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
