import { setImmediate as nextTurn } from "node:timers/promises";
import { type Engine, execute, type Query, queryOf, readOne } from "./engine.ts";
import type { IndexTables } from "./index-tables.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";

/*
 * Both engines find the records that have all of some terms, the last touched first. SQLite does it with FTS5, which
 * keeps the terms in a table of its own, by the negative rank of their record: sqlite.org/fts5.html. Postgres does it with a GIN
 * index over an array in the row: postgresql.org/docs/current/gin.html. Terms are numbers of 32 bits.
 */

type Row = TableRow<"search_index">;

/** An index over terms. Each change is to be run as one transaction. */
interface TermIndex {
  /** @param before  the rank of the row that is replaced */
  put(row: Row, terms: readonly number[], before: number | undefined): Query<unknown>[];
  remove(id: string, rank: number): Query<unknown>[];
  clear(): Query<unknown>[];
  /** @param groups  a record matches if it has at least one term of each */
  find(groups: readonly (readonly number[])[], limit: number): Promise<Row[]>;
  merge(): Promise<void>;
}

/** Pages that one step merges: it blocks SQLite for about 20 ms. */
const PAGES_A_STEP = 50;
/** Merging a million records takes 300 steps. */
const MOST_STEPS = 5_000;

export function createTermIndex(engine: Engine, tables: IndexTables): TermIndex {
  return engine.dialect.termIndex === "fts5" ? createFts5(engine, tables) : createGin(engine, tables);
}

function createFts5(engine: Engine, { records, terms: table }: IndexTables): TermIndex {
  const { builder } = engine;
  const { upsert, remove } = rowsOf(engine, records, "id");
  // FTS5 goes through its rows a fifth faster in ascending order, and the last touched must come first.
  const add = (rank: number, terms: string): Query<unknown> => ({
    sql: `insert into ${table} (rowid, terms) values (?, ?)`,
    values: [-rank, terms],
  });
  /** Rows of an older version have the rank itself. */
  const drop = (rank: number): Query<unknown> => ({
    sql: `delete from ${table} where rowid in (?, ?)`,
    values: [-rank, rank],
  });
  return {
    put: (row, terms, before) => [
      ...(before === undefined ? [] : [drop(before)]),
      upsert(row),
      add(row.rank, terms.map(tokenOf).join(" ")),
    ],
    remove: (id, rank) => [drop(rank), remove({ id })],
    clear: () => [
      { sql: `delete from ${table}`, values: [] },
      queryOf(builder.deleteFrom(records).compile()),
    ],
    find(groups, limit) {
      const match = groups.map((group) => `(${group.map(tokenOf).join(" OR ")})`).join(" AND ");
      return engine.read<Row>({
        sql: `select r.* from ${table} t join ${records} r on r.rank = -t.rowid
          where ${table} match ? order by t.rowid limit ?`,
        values: [match, limit],
      });
    },
    /** SQLite writes each change into a new part of the index, and a search reads all parts: sqlite.org/fts5.html#the_merge_command */
    async merge() {
      const step = (pages: number): Query<unknown> => ({
        sql: `insert into ${table} (${table}, rank) values ('merge', ?)`,
        values: [pages],
      });
      const counted: Query<{ count: number }> = { sql: "select total_changes() as count", values: [] };
      const changes = async () => (await readOne(engine, counted))?.count ?? 0;
      await execute(engine, step(-PAGES_A_STEP));
      for (let steps = 0; steps < MOST_STEPS; steps += 1) {
        const before = await changes();
        await execute(engine, step(PAGES_A_STEP));
        // A step without any work changes one row.
        if ((await changes()) - before < 2) return;
        await nextTurn();
      }
    },
  };
}

/** Returns a term as a word for FTS5: `"t1k7x2q"`. It begins with a letter, so it is never AND, OR or a number. */
function tokenOf(term: number): string {
  return `t${(term >>> 0).toString(36)}`;
}

/**
 * Up to so many records are found by their terms, and then sorted. Of more, the last touched are found by going through all
 * records in their order. Postgres cannot choose, because it does not know how rare a term is: among 1,000,000 records it went
 * through all of them for a term that none has, which took 7 s and takes 1 ms now.
 */
const MOST_SORTED = 10_000;

function conditionsOf(
  groups: readonly (readonly number[])[],
  array: (terms: readonly number[]) => string,
): string {
  const all = groups.filter(({ length }) => length === 1);
  const some = groups.filter(({ length }) => length > 1);
  return [
    ...(all.length > 0 ? [`terms @> ${array(all.flat())}`] : []),
    ...some.map((group) => `terms && ${array(group)}`),
  ].join(" and ");
}

function createGin(engine: Engine, { records }: IndexTables): TermIndex {
  const { builder } = engine;
  const { remove } = rowsOf(engine, records, "id");
  const put = `insert into ${records} (id, rank, digest, walk, content, terms) values ($1, $2, $3, $4, $5, $6)
    on conflict (id) do update set rank = excluded.rank, digest = excluded.digest, walk = excluded.walk,
      content = excluded.content, terms = excluded.terms`;
  return {
    put: ({ id, rank, digest, walk, content }, terms) => [
      { sql: put, values: [id, rank, digest, walk, content, [...terms]] },
    ],
    remove: (id) => [remove({ id })],
    clear: () => [queryOf(builder.deleteFrom(records).compile())],
    async find(groups, limit) {
      const values: unknown[] = [];
      const value = (one: unknown) => `$${values.push(one)}`;
      const conditions = conditionsOf(groups, (terms) => `${value([...terms])}::integer[]`);
      const counted = await engine.read<Row & { matched: number }>({
        sql: `with hits as materialized
            (select rank from ${records} where ${conditions} limit ${MOST_SORTED + 1}),
          best as (select rank, count(*) over () as matched from hits order by rank desc limit ${value(limit)})
          select r.id, r.rank, r.digest, r.walk, r.content, best.matched
          from best join ${records} r on r.rank = best.rank order by r.rank desc`,
        values,
      });
      if ((counted[0]?.matched ?? 0) <= MOST_SORTED) return counted;
      return engine.read<Row>({
        sql: `select id, rank, digest, walk, content from ${records}
          where ${conditions} order by rank desc limit $${values.length}`,
        values,
      });
    },
    /** Postgres puts new terms on a list that each search reads: postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE */
    merge: async () => {
      await engine.read({ sql: `select gin_clean_pending_list('${records}_terms')`, values: [] });
    },
  };
}
