import { sql } from "kysely";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";
import { type Heir, type Inheritance, isAbandoned } from "./take-over.ts";

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

export function createLeadersTable(engine: Engine, inheritance: Inheritance): LeadersTable {
  const { builder: db, words } = engine;

  const find = statement((gaps: Gaps<{ job: string }>) =>
    db.selectFrom("leaders").select("owner").where("job", "=", gaps.job),
  );
  const add = statement((gaps: Gaps<{ job: string }>) =>
    db
      .insertInto("leaders")
      .values({ job: gaps.job, owner: null })
      .onConflict((conflict) => conflict.column("job").doNothing()),
  );
  const claim = statement((gaps: Gaps<Heir & { job: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: gaps.heir })
      .where("job", "=", gaps.job)
      .where(sql<boolean>`(owner = ${gaps.heir} or ${isAbandoned(gaps, words)})`),
  );
  const resign = statement((gaps: Gaps<{ job: string; owner: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: null })
      .where("job", "=", gaps.job)
      .where("owner", "=", gaps.owner),
  );

  return {
    async lead(job, owner) {
      const leader = await readOne(engine, find({ job }));
      // The leader asks often, and reading is enough for it.
      if (leader?.owner === owner) return true;
      if (leader === null) await writeOne(engine, add({ job }));
      const heir = { heir: owner };
      const claimed = await inheritance.claim(heir, [job], () => claim({ ...heir, job }));
      return claimed.length === 1;
    },
    async resign(job, owner) {
      await writeOne(engine, resign({ job, owner }));
    },
  };
}
