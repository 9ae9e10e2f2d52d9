import { type Engine, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

/**
 * Who is alive: a row for each process that works, with the end of its lease. Rows of the inbox and of the journal carry
 * its id as `owner`; where the lease has ended, they may be taken over. The clocks of all processes have to agree to
 * within a fraction of the lease.
 */
export interface WorkersTable {
  /** Takes or prolongs the lease: `beat("bot-4f1c", in15Seconds)`. */
  beat(owner: string, until: Date): Promise<void>;
  /** Gives the lease up, at a clean stop: what it owns may be taken over at once. */
  leave(owner: string): Promise<void>;
}

export function createWorkersTable(engine: Engine): WorkersTable {
  const db = engine.builder;

  const beat = statement((gaps: Gaps<{ owner: string; until: number }>) =>
    db
      .insertInto("workers")
      .values({ worker: gaps.owner, until: gaps.until })
      .onConflict((conflict) => conflict.column("worker").doUpdateSet({ until: gaps.until })),
  );
  const leave = statement((gaps: Gaps<{ owner: string }>) =>
    db.deleteFrom("workers").where("worker", "=", gaps.owner),
  );

  return {
    async beat(owner, until) {
      await writeOne(engine, beat({ owner, until: until.getTime() }));
    },
    async leave(owner) {
      await writeOne(engine, leave({ owner }));
    },
  };
}
