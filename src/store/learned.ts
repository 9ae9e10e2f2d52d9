import type { Engine } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

/** How many values are told when nobody says: more than any menu shows. */
const DEFAULT_LIMIT = 100;

/** Names the CRM does not publish (SLA policies, statuses, groups …), learned from the records that were read. */
export interface LearnedTable {
  /** `remember("ticket status", ["New", "Assigned"], now)`: new values come in, known ones count as used again. */
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
  /** Last used first; of those used at the same time, by name. */
  values(list: string, limit?: number): Promise<string[]>;
}

export function createLearnedTable(engine: Engine): LearnedTable {
  const db = engine.builder;

  const upsert = statement((gaps: Gaps<{ list: string; value: string; at: number }>) =>
    db
      .insertInto("learned")
      .values({ list: gaps.list, value: gaps.value, used_at: gaps.at })
      .onConflict((conflict) =>
        conflict
          .columns(["list", "value"])
          .doUpdateSet({ used_at: gaps.at })
          .where("learned.used_at", "<", gaps.at),
      ),
  );
  const values = statement((gaps: Gaps<{ list: string; limit: number }>) =>
    db
      .selectFrom("learned")
      .select("value")
      .where("list", "=", gaps.list)
      .orderBy("used_at", "desc")
      .orderBy("value")
      .limit(gaps.limit),
  );

  return {
    async remember(list, names, at) {
      // Sorted: two processes that lock the same rows in different orders would wait for each other.
      const distinct = [...new Set(names)].sort();
      if (distinct.length === 0) return;
      await engine.write(distinct.map((value) => upsert({ list, value, at: at.getTime() })));
    },
    async values(list, limit = DEFAULT_LIMIT) {
      const rows = await engine.read(values({ list, limit }));
      return rows.map(({ value }) => value);
    },
  };
}
