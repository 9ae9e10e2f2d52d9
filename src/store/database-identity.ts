import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { endUnfinishedQueries } from "./restored.ts";
import type { Schema } from "./schema.ts";
import { type Params, statement } from "./statement.ts";

export type IdentityRow = Selectable<Schema["database_identity"]>;

/** What a Postgres server says of the place its rows lie in; null where it does not say so to us. */
export type ServerIdentity = Pick<IdentityRow, "server_id" | "database_oid" | "table_oid" | "timeline">;

export const NO_SERVER_IDENTITY: ServerIdentity = {
  server_id: null,
  database_oid: null,
  table_oid: null,
  timeline: null,
};

/** What the engine found out before anything is under way. */
export interface Finding {
  /** Why the database is a restored copy, for the log; null where it is none. */
  cause: string | null;
  identity: ServerIdentity;
}

interface Restored {
  former: string;
  token: string;
  now: number;
}

/** The row of the place this database was last started in; null before the first start. */
export function findIdentity(engine: Engine): Promise<IdentityRow | null> {
  const find = statement((_: Params<object>) => engine.builder.selectFrom("database_identity").selectAll());
  return readOne(engine, find({}));
}

/**
 * Notes the place, and ends what is under way in a restored copy. Both are one transaction: a process killed before its
 * commit leaves a copy, which the next start notices again. Of several processes the first one does it.
 * @returns the place as it is from now on: with a new token, and a counter of 0, after a restore
 */
export async function recordIdentity(
  engine: Engine,
  known: IdentityRow | null,
  { cause, identity }: Finding,
  { log, now }: { log: Logger; now: Date },
): Promise<Pick<IdentityRow, "token" | "counter">> {
  const query = identityQueries(engine);
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

/** @returns how many rows each query changed, without those that changed none; null where another process was first */
async function endAll(
  engine: Engine,
  { former, token, now }: Restored,
  identity: ServerIdentity,
): Promise<Record<string, number> | null> {
  const lock = engine.words.lockMigrations.map((sql) => ({ sql, values: [] }));
  const queries = endUnfinishedQueries(engine.builder);
  const names = Object.keys(queries);
  const changes = await engine.write([
    ...lock,
    ...Object.values(queries).map((query) => query({ token: former, now })),
    identityQueries(engine).restored({ former, token, now, ...identity }),
  ]);
  if (changes.at(-1) !== 1) return null;
  const counts = changes.slice(lock.length);
  return Object.fromEntries(
    names.map((name, index) => [name, counts[index] ?? 0]).filter(([, rows]) => rows),
  );
}

function identityQueries({ builder: db }: Engine) {
  const identityIn = (params: Params<ServerIdentity>) => ({
    server_id: params.server_id,
    database_oid: params.database_oid,
    table_oid: params.table_oid,
    timeline: params.timeline,
  });
  return {
    add: statement((params: Params<ServerIdentity & { token: string }>) =>
      db
        .insertInto("database_identity")
        .values({ id: 1, token: params.token, restored_at: null, ...identityIn(params) })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    // Keeps the stored value of a part that the server does not show today.
    identify: statement((params: Params<ServerIdentity & { token: string }>) =>
      db
        .updateTable("database_identity")
        .set(({ fn }) => ({
          server_id: fn.coalesce(params.server_id, "server_id"),
          database_oid: fn.coalesce(params.database_oid, "database_oid"),
          table_oid: fn.coalesce(params.table_oid, "table_oid"),
          timeline: fn.coalesce(params.timeline, "timeline"),
        }))
        .where("token", "=", params.token),
    ),
    restored: statement((params: Params<ServerIdentity & Restored>) =>
      db
        .updateTable("database_identity")
        .set({ token: params.token, counter: 0, copied: 0, restored_at: params.now, ...identityIn(params) })
        .where("token", "=", params.former),
    ),
  };
}
