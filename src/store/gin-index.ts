import { type Engine, type Query, queryOf, readOne } from "./engine.ts";
import type { IndexTables } from "./index-tables.ts";
import { rowsOf } from "./rows.ts";
import type { IndexedRow, TermIndex } from "./term-index.ts";

/*
 * Postgres cannot choose how to find the last touched, because it does not know how rare a term is: among 1,000,000 records it
 * went through all of them for a term that none has, which took 7 s. So up to the limit, records are read in any order, which
 * takes 1 ms for such a term. If there are more, Postgres is asked how many it expects.
 */

/** Of so many expected records or fewer, all are read and sorted: 6 ms a thousand. Of more, enough are among the last touched. */
const MOST_SORTED = 5_000;
/** So many of the last touched records are gone through, which takes 100 ms. */
const MOST_GONE_THROUGH = 100_000;
/** More than a search asks for. With a smaller limit Postgres would go through all records, as above. */
const MOST_ANY = 10_000;

const COLUMNS = ["id", "rank", "digest", "walk", "content"] as const;
const PUT = `(${COLUMNS.join()}, terms) values ($1, $2, $3, $4, $5, $6)
  on conflict (id) do update set rank = excluded.rank, digest = excluded.digest, walk = excluded.walk,
    content = excluded.content, terms = excluded.terms`;

/** Postgres has a GIN index over an array in the record: postgresql.org/docs/current/gin.html. */
export function createGinIndex(engine: Engine, { records }: IndexTables): TermIndex {
  const { builder } = engine;
  const { remove } = rowsOf(engine, records, "id");
  const queries = queriesOn(records);
  const read = (query: Query<IndexedRow>) => engine.read(query);
  return {
    put: ({ id, rank, digest, walk, content }, terms) => [
      { sql: `insert into ${records} ${PUT}`, values: [id, rank, digest, walk, content, [...terms]] },
    ],
    remove: (id) => [remove({ id })],
    clear: () => [queryOf(builder.deleteFrom(records).compile())],
    findAny: (groups, limit) => read(queries.any(conditionOf(groups), limit)),
    async find(groups, limit) {
      const condition = conditionOf(groups);
      const found = await read(queries.any(condition, limit));
      if (found.length < limit) return found.sort(byRank);
      const plan = (await readOne(engine, queries.plan(condition)))?.["QUERY PLAN"][0]?.Plan;
      const isCommon = plan !== undefined && plan["Plan Rows"] > MOST_SORTED;
      const newest = isCommon ? await read(queries.amongLastTouched(condition, limit)) : [];
      return newest.length < limit ? read(queries.sorted(condition, limit)) : newest.sort(byRank);
    },
    /** Postgres puts new terms on a list that each search reads: postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE */
    merge: async () => {
      await engine.read({ sql: `select gin_clean_pending_list('${records}_terms')`, values: [] });
    },
  };
}

/** The last touched first. */
function byRank(a: IndexedRow, b: IndexedRow): number {
  return b.rank - a.rank;
}

/** The condition of a search: `terms @> $1::integer[] and terms && $2::integer[]`. */
interface Condition {
  sql: string;
  values: readonly (readonly number[])[];
}

function conditionOf(groups: readonly (readonly number[])[]): Condition {
  const all = groups.filter(({ length }) => length === 1);
  const some = groups.filter(({ length }) => length > 1);
  const parts = [
    ...(all.length > 0 ? [{ operator: "@>", terms: all.flat() }] : []),
    ...some.map((terms) => ({ operator: "&&", terms })),
  ];
  return {
    sql: parts.map(({ operator }, index) => `terms ${operator} $${index + 1}::integer[]`).join(" and "),
    values: parts.map(({ terms }) => [...terms]),
  };
}

/** What `explain` returns: `[{ "Plan": { "Plan Rows": 5230 } }]` */
type Explained = { "QUERY PLAN": readonly { Plan: { "Plan Rows": number } }[] };

function queriesOn(records: IndexTables["records"]) {
  const columns = COLUMNS.join(", ");
  const withLimit = ({ values }: Condition, limit: number, sql: (limit: string) => string) => ({
    sql: sql(`limit $${values.length + 1}`),
    values: [...values, limit],
  });
  return {
    /** Postgres reads no more of `hits` than the limit outside asks for. */
    any: (condition: Condition, limit: number): Query<IndexedRow> =>
      withLimit(
        condition,
        limit,
        (atMost) => `with hits as materialized
            (select ${columns} from ${records} where ${condition.sql} limit ${MOST_ANY})
          select * from hits ${atMost}`,
      ),
    sorted: (condition: Condition, limit: number): Query<IndexedRow> =>
      withLimit(
        condition,
        limit,
        (atMost) => `with hits as materialized (select id, rank from ${records} where ${condition.sql}),
            best as (select id as best from hits order by rank desc ${atMost})
          select ${columns} from best join ${records} on id = best order by rank desc`,
      ),
    amongLastTouched: (condition: Condition, limit: number): Query<IndexedRow> =>
      withLimit(
        condition,
        limit,
        (atMost) => `select ${columns} from
            (select ${columns}, terms from ${records} order by rank desc limit ${MOST_GONE_THROUGH}) newest
          where ${condition.sql} ${atMost}`,
      ),
    /** Postgres knows from its statistics how many records have the most common terms. */
    plan: ({ sql, values }: Condition): Query<Explained> => ({
      sql: `explain (format json) select 1 from ${records} where ${sql}`,
      values: [...values],
    }),
  };
}
