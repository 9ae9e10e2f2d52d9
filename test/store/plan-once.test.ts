import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Engine, type Params, statement } from "../../src/store/engine.ts";
import { openSqlite } from "../../src/store/sqlite.ts";

const workers = ({ builder }: Engine) => builder.selectFrom("workers").select("worker").orderBy("worker");

const QUERIES = [
  {
    name: "a constant limit",
    query: (engine: Engine) => statement((_: Params<object>) => workers(engine).limit(4))({}),
    found: ["1", "2", "3", "4"],
  },
  {
    name: "a limit that is given each time",
    query: (engine: Engine) =>
      statement((params: Params<{ most: number }>) => workers(engine).limit(params.most))({ most: 3 }),
    found: ["1", "2", "3"],
  },
  {
    name: "a limit with an offset",
    query: (engine: Engine) => statement((_: Params<object>) => workers(engine).limit(2).offset(1))({}),
    found: ["2", "3"],
  },
];

it.each(QUERIES)("$name is no bare parameter, and limits the rows", async ({ query, found }) => {
  const folder = mkdtempSync(join(tmpdir(), "plan-once-"));
  const engine = openSqlite(join(folder, "bot.db"), true);
  onTestFinished(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });
  await engine.write([
    { sql: "create table workers (worker text)", values: [] },
    { sql: "insert into workers values ('1'), ('2'), ('3'), ('4'), ('5')", values: [] },
  ]);
  expect(await engine.read(query(engine))).toEqual(found.map((worker) => ({ worker })));
  expect(query(engine).sql).not.toMatch(/limit \?(?! \+)/);
});
