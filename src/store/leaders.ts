import { sql } from "kysely";
import { type Engine, execute, readOne } from "./engine.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, type Successor, type Takeover } from "./take-over.ts";

/** Elects one worker for a job that only one process may do, such as polling Telegram. */
export interface LeadersTable {
  /**
   * Makes this worker the leader if there is none, or if the leader's lease has ended. Prolong this worker's lease first:
   * otherwise it loses the job to the next worker that calls this.
   * @returns whether this worker leads
   */
  lead(job: string, owner: string): Promise<boolean>;
  /** Ends the leadership, so that another worker can lead at once. Changes nothing if this worker does not lead. */
  resign(job: string, owner: string): Promise<void>;
}

export function createLeadersTable(engine: Engine, takeover: Takeover): LeadersTable {
  const { builder: db, dialect } = engine;

  const find = statement((params: Params<{ job: string }>) =>
    db.selectFrom("leaders").select("owner").where("job", "=", params.job),
  );
  const add = statement((params: Params<{ job: string }>) =>
    db
      .insertInto("leaders")
      .values({ job: params.job, owner: null })
      .onConflict((conflict) => conflict.column("job").doNothing()),
  );
  const claim = statement((params: Params<Successor & { job: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: params.successor })
      .where("job", "=", params.job)
      .where(sql<boolean>`(owner = ${params.successor} or ${isAbandoned(params, dialect)})`),
  );
  const resign = statement((params: Params<{ job: string; owner: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: null })
      .where((is) => is.and(params)),
  );

  return {
    async lead(job, owner) {
      const leader = await readOne(engine, find({ job }));
      // The leader calls this often, and needs no write.
      if (leader?.owner === owner) return true;
      if (leader === null) await execute(engine, add({ job }));
      const successor = { successor: owner };
      const claimed = await takeover.claim(successor, [job], () => claim({ ...successor, job }));
      return claimed.length === 1;
    },
    resign: (job, owner) => execute(engine, resign({ job, owner })),
  };
}
