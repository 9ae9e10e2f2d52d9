import { sql } from "kysely";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, type Successor, type Takeover } from "./take-over.ts";

/** Elects one worker for what only one process may do, such as polling Telegram. */
export interface LeadersTable {
  /**
   * Makes this worker the leader when there is none, or when the leader's lease has ended. Resolves with whether this
   * worker leads. Prolong its lease first: a worker without a lease loses the job to the next that asks.
   */
  lead(job: string, owner: string): Promise<boolean>;
  /** Gives the job up, so that another worker gets it at once. Changes nothing when this worker does not lead. */
  resign(job: string, owner: string): Promise<void>;
}

export function createLeadersTable(engine: Engine, takeover: Takeover): LeadersTable {
  const { builder: db, words } = engine;

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
      .where(sql<boolean>`(owner = ${params.successor} or ${isAbandoned(params, words)})`),
  );
  const resign = statement((params: Params<{ job: string; owner: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: null })
      .where("job", "=", params.job)
      .where("owner", "=", params.owner),
  );

  return {
    async lead(job, owner) {
      const leader = await readOne(engine, find({ job }));
      // The leader asks often, and reading is enough for it.
      if (leader?.owner === owner) return true;
      if (leader === null) await writeOne(engine, add({ job }));
      const successor = { successor: owner };
      const claimed = await takeover.claim(successor, [job], () => claim({ ...successor, job }));
      return claimed.length === 1;
    },
    async resign(job, owner) {
      await writeOne(engine, resign({ job, owner }));
    },
  };
}
