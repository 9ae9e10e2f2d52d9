import Database from "better-sqlite3";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { expect, it } from "vitest";
import { type Params, statement } from "../../src/store/engine.ts";
import { planOnce } from "../../src/store/plan-once.ts";

interface Tables {
  notes: { id: number };
}

const builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  plugins: [planOnce],
});
const notes = () => builder.selectFrom("notes").select("id").orderBy("id");
const few = statement((params: Params<{ most: number }>) => notes().limit(params.most));

const QUERIES = [
  { name: "a constant limit", query: statement((_: Params<object>) => notes().limit(4))({}), limit: 4 },
  { name: "a limit that is given each time", query: few({ most: 3 }), limit: 3 },
  {
    name: "a limit with an offset",
    query: statement((_: Params<object>) => notes().limit(2).offset(1))({}),
    limit: 2,
  },
];

it.each(QUERIES)("$name is no bare parameter, and limits the rows", ({ query: { sql, values }, limit }) => {
  const db = new Database(":memory:");
  db.exec("create table notes (id integer primary key); insert into notes values (1), (2), (3), (4), (5)");
  expect(db.prepare(sql).all(...values)).toHaveLength(limit);
  expect(sql).not.toMatch(/limit \?(?! \+)/);
  db.close();
});
