import type { Learned } from "../settings/settings.ts";
import type { Engine } from "./engine.ts";
import { anyOf, type Params, statement } from "./engine.ts";
import type { TableRow } from "./schema.ts";
import type { Resealing, Sealer } from "./sealing.ts";

/** More than any menu shows. */
const DEFAULT_LIMIT = 100;
/**
 * Values that were used at the same time are sorted by name here, at most this many, because the database seals them.
 */
const SORTED = 1_000;
const BATCH = 100;

export function createLearnedTable(engine: Engine, sealer: Sealer): Learned & Resealing {
  const queries = learnedQueries(engine);
  const seal = sealer.column("taught", "value");

  const upsert = (list: string, value: string, used_at: Date | number) => {
    const id = sealer.pseudonym(`learned ${list}\n${value}`);
    return queries.upsert({ id, list, value: seal.seal(id, value), used_at });
  };

  return {
    async remember(list, names, at) {
      // The rows are sorted, because two processes that lock the same rows in different orders would wait for each other.
      const distinct = [...new Set(names)].sort();
      if (distinct.length === 0) return;
      await engine.write(distinct.map((value) => upsert(list, value, at)));
    },
    async values(list, limit = DEFAULT_LIMIT) {
      const rows = await engine.read(queries.values({ list, limit: Math.max(limit, SORTED) }));
      return rows
        .map(({ id, value, used_at }) => ({ name: seal.open(id, value), usedAt: used_at }))
        .sort((a, b) => b.usedAt - a.usedAt || (a.name < b.name ? -1 : 1))
        .slice(0, limit)
        .map(({ name }) => name);
    },
    async reseal() {
      const old = (await engine.read(queries.all({}))).filter(({ value }) => !seal.isCurrent(value));
      for (const rows of batchesOf(old)) {
        const ids = rows.map(({ id }) => id);
        await engine.write([
          ...rows.map(({ id, list, value, used_at }) => upsert(list, seal.open(id, value), used_at)),
          queries.remove({ ids }),
        ]);
      }
      for (const rows of batchesOf(await engine.read(queries.inClear({})))) {
        await engine.write([
          ...rows.map(({ list, value, used_at }) => upsert(list, value, used_at)),
          ...rows.map(({ list, value }) => queries.removeInClear({ list, value })),
        ]);
      }
    },
  };
}

function learnedQueries({ builder: db }: Engine) {
  return {
    upsert: statement((params: Params<TableRow<"taught">>) =>
      db
        .insertInto("taught")
        .values(params)
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
        .selectAll()
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
      db.deleteFrom("learned").where((is) => is.and(params)),
    ),
  };
}

function* batchesOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += BATCH) yield rows.slice(from, from + BATCH);
}
