import { setImmediate as nextTurn } from "node:timers/promises";
import { type Engine, execute, type Query, queryOf, readOne } from "./engine.ts";
import type { IndexTables } from "./index-tables.ts";
import { LIMIT } from "./plan-once.ts";
import { rowsOf } from "./rows.ts";
import type { IndexedRow, TermIndex } from "./term-index.ts";

/** Pages that one step merges: it blocks SQLite for about 20 ms. */
const PAGES_A_STEP = 50;
/** Merging a million records takes 300 steps. */
const MOST_STEPS = 5_000;

/** FTS5 of SQLite keeps the terms in a table of its own, by the negative rank of their record: sqlite.org/fts5.html. */
export function createFts5Index(engine: Engine, { records, terms: table }: IndexTables): TermIndex {
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
  const find: TermIndex["find"] = (groups, limit) => {
    const match = groups.map((group) => `(${group.map(tokenOf).join(" OR ")})`).join(" AND ");
    return engine.read<IndexedRow>({
      sql: `select r.* from ${table} t join ${records} r on r.rank = -t.rowid
        where ${table} match ? order by t.rowid ${LIMIT}`,
      values: [match, limit],
    });
  };
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
    find,
    // FTS5 finds them in this order anyway.
    findAny: find,
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
