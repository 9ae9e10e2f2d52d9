import type { Engine } from "./engine.ts";
import type { Sealer } from "./sealing.ts";
import { anyOf, type Params, statement } from "./statement.ts";

/** How many values are told when nobody says: more than any menu shows. */
const DEFAULT_LIMIT = 100;
/** Those used at the same time are told by name, which the database cannot read: so many are sorted here. */
const SORTED = 1_000;
const BATCH = 100;

/** Names the CRM does not publish (SLA policies, statuses, staff …), learned from the records that were read; sealed on disk. */
export interface LearnedTable {
  /** `remember("ticket status", ["New", "Assigned"], now)`: new values come in, known ones count as used again. */
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
  /** Last used first; of those used at the same time, by name. */
  values(list: string, limit?: number): Promise<string[]>;
}

/**
 * They are kept for good, and a former key only for a time: whoever opens the table calls `sealAnew` first, which seals
 * what an older key has sealed, or none.
 */
export function createLearnedTable(
  engine: Engine,
  sealer: Sealer,
): LearnedTable & { sealAnew(): Promise<void> } {
  const { upsert, values, all, inClear, remove, removeInClear } = queries(engine);
  const seal = sealer.column("taught", "value");

  const lesson = (list: string, value: string, usedAt: number) => {
    const id = sealer.pseudonym(`learned ${list}\n${value}`);
    return upsert({ id, list, value: seal.seal(id, value), used_at: usedAt });
  };

  return {
    async remember(list, names, at) {
      // Sorted: two processes that lock the same rows in different orders would wait for each other.
      const distinct = [...new Set(names)].sort();
      if (distinct.length === 0) return;
      await engine.write(distinct.map((value) => lesson(list, value, at.getTime())));
    },
    async values(list, limit = DEFAULT_LIMIT) {
      const rows = await engine.read(values({ list, limit: Math.max(limit, SORTED) }));
      return rows
        .map(({ id, value, used_at }) => ({ name: seal.open(id, value), usedAt: used_at }))
        .sort((a, b) => b.usedAt - a.usedAt || (a.name < b.name ? -1 : 1))
        .slice(0, limit)
        .map(({ name }) => name);
    },
    async sealAnew() {
      const old = (await engine.read(all({}))).filter(({ value }) => !seal.isCurrent(value));
      for (const rows of portions(old)) {
        const ids = rows.map(({ id }) => id);
        await engine.write([
          ...rows.map(({ id, list, value, used_at }) => lesson(list, seal.open(id, value), used_at)),
          remove({ ids }),
        ]);
      }
      for (const rows of portions(await engine.read(inClear({})))) {
        await engine.write([
          ...rows.map(({ list, value, used_at }) => lesson(list, value, used_at)),
          ...rows.map(({ list, value }) => removeInClear({ list, value })),
        ]);
      }
    },
  };
}

function queries({ builder: db }: Engine) {
  return {
    upsert: statement((params: Params<{ id: string; list: string; value: Buffer; used_at: number }>) =>
      db
        .insertInto("taught")
        .values({ id: params.id, list: params.list, value: params.value, used_at: params.used_at })
        .onConflict((conflict) =>
          conflict
            .column("id")
            .doUpdateSet({ used_at: params.used_at })
            .where("taught.used_at", "<", params.used_at),
        ),
    ),
    values: statement((params: Params<{ list: string; limit: number }>) =>
      db
        .selectFrom("taught")
        .select(["id", "value", "used_at"])
        .where("list", "=", params.list)
        .orderBy("used_at", "desc")
        .limit(params.limit),
    ),
    all: statement((_: Params<object>) => db.selectFrom("taught").selectAll()),
    remove: statement((_: Params<{ ids: readonly string[] }>) =>
      db.deleteFrom("taught").where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    inClear: statement((_: Params<object>) => db.selectFrom("learned").selectAll()),
    removeInClear: statement((params: Params<{ list: string; value: string }>) =>
      db.deleteFrom("learned").where("list", "=", params.list).where("value", "=", params.value),
    ),
  };
}

function* portions<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += BATCH) yield rows.slice(from, from + BATCH);
}
