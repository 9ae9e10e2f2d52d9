import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, readOne } from "./engine.ts";
import { endUnfinished } from "./restored.ts";
import type { Row } from "./schema.ts";
import { queryOf } from "./statement.ts";

export type IdentityRow = Row<"database_identity">;

/** Where a Postgres server stores the rows; null for what the server does not show to this user. */
export type ServerIdentity = Pick<IdentityRow, "server_id" | "database_oid" | "table_oid" | "timeline">;

export const NO_SERVER_IDENTITY: ServerIdentity = {
  server_id: null,
  database_oid: null,
  table_oid: null,
  timeline: null,
};

/** What the engine has found out at the start. */
export interface Finding {
  /** Why the database is a restored copy, for the log; null: it is none. */
  cause: string | null;
  identity: ServerIdentity;
}

interface Restored {
  former: string;
  token: string;
  now: number;
}

/** The place where this database was last started; null before the first start. */
export function findIdentity(engine: Engine): Promise<IdentityRow | null> {
  return readOne(engine, queryOf(engine.builder.selectFrom("database_identity").selectAll().compile()));
}

/**
 * Stores the place, and ends unfinished work in a restored copy. Both are one transaction: if the process is killed before
 * the commit, the next start notices the copy again. Of several processes the first one does it.
 * @returns the place from now on: after a restore with a new token and a counter of 0
 */
export async function recordIdentity(
  engine: Engine,
  known: IdentityRow | null,
  { cause, identity }: Finding,
  { log, now }: { log: Logger; now: Date },
): Promise<Pick<IdentityRow, "token" | "counter">> {
  const former = known?.token ?? randomUUID();
  if (known === null) await addIdentity(engine, former, identity);
  if (cause === null) {
    if (known !== null) await completeIdentity(engine, former, identity);
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

/** @returns how many rows each query changed, without those that changed none; null if another process was first */
async function endAll(
  engine: Engine,
  { former, token, now }: Restored,
  identity: ServerIdentity,
): Promise<Record<string, number> | null> {
  const { builder, dialect, write } = engine;
  const lock = dialect.lockMigrations.map((text) => ({ sql: text, values: [] }));
  const isFirst = sql`exists (select 1 from database_identity where token = ${former})`;
  const updates = Object.entries(endUnfinished(now));
  const moved = builder
    .updateTable("database_identity")
    .set({ token, counter: 0, copied: 0, restored_at: now, ...identity })
    .where("token", "=", former);
  const changes = await write([
    ...lock,
    ...updates.map(([, update]) => queryOf(sql`${update} and ${isFirst}`.compile(builder))),
    queryOf(moved.compile()),
  ]);
  if (changes.at(-1) !== 1) return null;
  const counts = changes.slice(lock.length);
  return Object.fromEntries(
    updates.map(([name], index) => [name, counts[index] ?? 0] as const).filter(([, rows]) => rows),
  );
}

async function addIdentity(engine: Engine, token: string, identity: ServerIdentity): Promise<void> {
  const add = engine.builder
    .insertInto("database_identity")
    .values({ id: 1, token, restored_at: null, ...identity })
    .onConflict((conflict) => conflict.column("id").doNothing());
  await execute(engine, queryOf(add.compile()));
}

/** Keeps the stored value of a part that the server does not show today. */
async function completeIdentity(engine: Engine, token: string, identity: ServerIdentity): Promise<void> {
  const shown = Object.entries(identity).filter(([, part]) => part !== null);
  if (shown.length === 0) return;
  const complete = engine.builder
    .updateTable("database_identity")
    .set(Object.fromEntries(shown))
    .where("token", "=", token);
  await execute(engine, queryOf(complete.compile()));
}
