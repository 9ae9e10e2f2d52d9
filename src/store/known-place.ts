import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import type { Log } from "../log.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { restoreQueries } from "./restored.ts";
import type { Schema } from "./schema.ts";
import { type Gaps, statement } from "./statement.ts";

export type PlaceRow = Selectable<Schema["known_place"]>;

/** What a Postgres server says of the place its rows lie in; null where it does not say so to us. */
export type Identity = Pick<PlaceRow, "server_id" | "database_oid" | "table_oid" | "timeline">;

export const NO_IDENTITY: Identity = { server_id: null, database_oid: null, table_oid: null, timeline: null };

/** What the engine found out before anything is under way. */
export interface Finding {
  /** Why the database is a restored copy, for the log; null where it is none. */
  cause: string | null;
  identity: Identity;
}

/** What the log tells of; the other queries only follow from these. */
const COUNTED: readonly (keyof ReturnType<typeof restoreQueries>)[] = [
  "confirmed",
  "sending",
  "unclear",
  "proposed",
  "events",
  "digests",
  "alerts",
  "imports",
  "files",
];

interface Restored {
  former: string;
  token: string;
  now: number;
}

/** The row of the place this database was last started in; null before the first start. */
export function findPlace(engine: Engine): Promise<PlaceRow | null> {
  const find = statement((_: Gaps<object>) => engine.builder.selectFrom("known_place").selectAll());
  return readOne(engine, find({}));
}

/**
 * Notes the place, and ends what is under way in a restored copy. Both are one transaction: a process killed before its
 * commit leaves a copy, which the next start notices again. Of several processes the first one does it.
 * @returns the place as it is from now on: with a new token, and a counter of 0, after a restore
 */
export async function notePlace(
  engine: Engine,
  known: PlaceRow | null,
  { cause, identity }: Finding,
  { log, now }: { log: Log; now: Date },
): Promise<Pick<PlaceRow, "token" | "counter">> {
  const query = placeQueries(engine);
  const former = known?.token ?? randomUUID();
  if (known === null) await writeOne(engine, query.add({ token: former, ...identity }));
  if (cause === null) {
    if (known !== null) await writeOne(engine, query.identify({ token: former, ...identity }));
    return { token: former, counter: known?.counter ?? 0 };
  }

  const token = randomUUID();
  const found = await endAll(engine, { former, token, now: now.getTime() }, identity);
  if (found !== null) {
    log.warn(
      { cause, found },
      "the database is a restored copy: what was under way in it is not sent, and nobody is told of it",
    );
  }
  return { token, counter: 0 };
}

/** @returns how many rows of each kind were under way; null where another process was first */
async function endAll(
  engine: Engine,
  { former, token, now }: Restored,
  identity: Identity,
): Promise<Record<string, number> | null> {
  const lock = engine.words.lockMigrations.map((sql) => ({ sql, values: [] }));
  const queries = restoreQueries(engine.builder);
  const names = Object.keys(queries);
  const changes = await engine.write([
    ...lock,
    ...Object.values(queries).map((query) => query({ token: former, now })),
    placeQueries(engine).restored({ former, token, now, ...identity }),
  ]);
  if (changes.at(-1) !== 1) return null;
  return Object.fromEntries(COUNTED.map((name) => [name, changes[lock.length + names.indexOf(name)] ?? 0]));
}

function placeQueries({ builder: db }: Engine) {
  const identityIn = (gaps: Gaps<Identity>) => ({
    server_id: gaps.server_id,
    database_oid: gaps.database_oid,
    table_oid: gaps.table_oid,
    timeline: gaps.timeline,
  });
  return {
    add: statement((gaps: Gaps<Identity & { token: string }>) =>
      db
        .insertInto("known_place")
        .values({ id: 1, token: gaps.token, restored_at: null, ...identityIn(gaps) })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    // A part that is not permitted today is no reason to forget it.
    identify: statement((gaps: Gaps<Identity & { token: string }>) =>
      db
        .updateTable("known_place")
        .set(({ fn }) => ({
          server_id: fn.coalesce(gaps.server_id, "server_id"),
          database_oid: fn.coalesce(gaps.database_oid, "database_oid"),
          table_oid: fn.coalesce(gaps.table_oid, "table_oid"),
          timeline: fn.coalesce(gaps.timeline, "timeline"),
        }))
        .where("token", "=", gaps.token),
    ),
    restored: statement((gaps: Gaps<Identity & Restored>) =>
      db
        .updateTable("known_place")
        .set({ token: gaps.token, counter: 0, copied: 0, restored_at: gaps.now, ...identityIn(gaps) })
        .where("token", "=", gaps.former),
    ),
  };
}
