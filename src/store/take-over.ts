import { sql } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import { type Gaps, type Query, statement } from "./statement.ts";

/** Claims a transaction: between two of them everybody else gets their turn. */
const BATCH = 200;

export interface TakeOverOptions {
  /**
   * True: whoever worked before is dead, so that nobody's lease is waited for. On SQLite the lock on the file proves it.
   * It is believed once for each opened store: a terminal beside the bot, which needs no lock, beats again and is spared
   * from then on.
   */
  everybodyElseIsDead?: boolean;
}

/** The worker that takes over, and when. */
export interface Heir {
  heir: string;
  now: number;
}

/** How the rows of dead workers come to a living one; the same for every table whose rows have an `owner`. */
export interface Inheritance {
  /** Who inherits; where the others are known to be dead, their leases end now. */
  heir(owner: string, now: Date, options: TakeOverOptions): Promise<Heir>;
  /**
   * Claims rows that were read as abandoned, and returns those that were still so: each by one conditional update, so
   * that of two heirs at once one gets it.
   * @param change  changes a row's owner, if it `isAbandoned` and as it was when it was read
   */
  claim<Row>(heir: Heir, rows: readonly Row[], change: (row: Row) => Query<unknown>): Promise<Row[]>;
}

/** True of a row that belongs to nobody, or to a worker that is dead. */
export function isAbandoned(gaps: Gaps<Heir>) {
  return sql<boolean>`(owner is null or (owner <> ${gaps.heir} and not exists (
    select 1 from workers where workers.worker = owner and workers.until > ${gaps.now})))`;
}

export function createInheritance(engine: Engine): Inheritance {
  const db = engine.builder;
  let othersDeclaredDead = false;

  const strikeOffOthers = statement((gaps: Gaps<{ heir: string }>) =>
    db.deleteFrom("workers").where("worker", "<>", gaps.heir),
  );
  const strikeOffDead = statement((gaps: Gaps<Heir>) =>
    db.deleteFrom("workers").where("worker", "<>", gaps.heir).where("until", "<=", gaps.now),
  );

  return {
    async heir(owner, now, { everybodyElseIsDead = false }) {
      if (everybodyElseIsDead && !othersDeclaredDead) {
        await writeOne(engine, strikeOffOthers({ heir: owner }));
        othersDeclaredDead = true;
      }
      return { heir: owner, now: now.getTime() };
    },
    async claim(heir, rows, change) {
      const claimed = [];
      for (let from = 0; from < rows.length; from += BATCH) {
        const batch = rows.slice(from, from + BATCH);
        // In one transaction with the claims: a worker that was only slow and beats now either comes first and keeps its
        // rows, or waits for us and finds them gone.
        const [, ...changes] = await engine.write([strikeOffDead(heir), ...batch.map(change)]);
        claimed.push(...batch.filter((_, index) => changes[index] === 1));
      }
      return claimed;
    },
  };
}
