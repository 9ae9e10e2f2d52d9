import { sql } from "kysely";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";
import { type Heir, type Inheritance, isAbandoned } from "./take-over.ts";

/** Elects one worker for what only one process may do, such as polling Telegram. */
export interface LeadersTable {
  /**
   * Makes this worker the leader when there is none, or when the leader's lease has ended. Resolves with whether this
   * worker leads. Prolong its lease first: a worker without a lease loses the role to the next that asks.
   */
  lead(role: string, owner: string): Promise<boolean>;
  /** Gives the role up, so that another worker gets it at once. Changes nothing when this worker does not lead. */
  resign(role: string, owner: string): Promise<void>;
}

export function createLeadersTable(engine: Engine, inheritance: Inheritance): LeadersTable {
  const { builder: db, words } = engine;

  const find = statement((gaps: Gaps<{ role: string }>) =>
    db.selectFrom("leaders").select("owner").where("role", "=", gaps.role),
  );
  const add = statement((gaps: Gaps<{ role: string }>) =>
    db
      .insertInto("leaders")
      .values({ role: gaps.role, owner: null })
      .onConflict((conflict) => conflict.column("role").doNothing()),
  );
  const claim = statement((gaps: Gaps<Heir & { role: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: gaps.heir })
      .where("role", "=", gaps.role)
      .where(sql<boolean>`(owner = ${gaps.heir} or ${isAbandoned(gaps, words)})`),
  );
  const resign = statement((gaps: Gaps<{ role: string; owner: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: null })
      .where("role", "=", gaps.role)
      .where("owner", "=", gaps.owner),
  );

  return {
    async lead(role, owner) {
      const leader = await readOne(engine, find({ role }));
      // The leader asks often, and reading is enough for it.
      if (leader?.owner === owner) return true;
      if (leader === null) await writeOne(engine, add({ role }));
      const heir = { heir: owner };
      const claimed = await inheritance.claim(heir, [role], () => claim({ ...heir, role }));
      return claimed.length === 1;
    },
    async resign(role, owner) {
      await writeOne(engine, resign({ role, owner }));
    },
  };
}
