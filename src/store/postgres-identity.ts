import { sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import {
  findIdentity,
  type IdentityRow,
  NO_SERVER_IDENTITY,
  recordIdentity,
  type ServerIdentity,
} from "./database-identity.ts";
import { type Engine, readOne } from "./engine.ts";
import { type Params, statement } from "./statement.ts";

/** One query for each part: a server may permit one and not another. */
const PARTS: Record<keyof ServerIdentity, string> = {
  server_id: "select cast(system_identifier as text) as part from pg_control_system()",
  database_oid: "select cast(oid as text) as part from pg_database where datname = current_database()",
  table_oid: "select cast(cast('operations' as regclass) as oid)::text as part",
  // Not pg_control_checkpoint(): right after a promotion it still shows the former timeline.
  timeline: "select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as part",
};
/** Insufficient privilege, no such function, not supported by this server. */
const NOT_PERMITTED = ["42501", "42883", "0A000"];

/**
 * Stores the place of the rows, and ends unfinished work if the place has changed. A restored dump has other tables; a
 * server that was recovered to an earlier time is on another timeline. A copy of the server's disk has the same place as
 * the original and is not noticed.
 */
export async function detectPostgresCopy(engine: Engine, log: Logger, now: Date): Promise<void> {
  const known = await findIdentity(engine);
  const identity = await identityOf(engine);
  const cause = known === null ? null : await causeOfCopy(engine, known, identity);
  await recordIdentity(engine, known, { cause, identity }, { log, now });
}

async function causeOfCopy(
  engine: Engine,
  known: IdentityRow,
  identity: ServerIdentity,
): Promise<string | null> {
  if (known.copied === 1) return "it is marked as a copy";
  const isOther = (part: keyof ServerIdentity) =>
    known[part] !== null && identity[part] !== null && known[part] !== identity[part];
  if (isOther("server_id")) return "it lies on another server";
  if (isOther("database_oid") || isOther("table_oid")) return "its tables were made anew";
  // A failover begins a new timeline too; if another replica of the bot runs, no older state was restored.
  if (isOther("timeline") && !(await isAnybodyAlive(engine))) return "the server was recovered";
  return null;
}

async function isAnybodyAlive({ builder, dialect, read }: Engine): Promise<boolean> {
  const alive = statement((_: Params<object>) =>
    builder
      .selectFrom("workers")
      .select("worker")
      .where("until", ">", sql.raw<number>(dialect.nowMs))
      .limit(1),
  );
  return (await read(alive({}))).length > 0;
}

async function identityOf(engine: Engine): Promise<ServerIdentity> {
  const identity = { ...NO_SERVER_IDENTITY };
  for (const part of Object.keys(PARTS) as (keyof ServerIdentity)[]) {
    identity[part] = await partOf(engine, PARTS[part]);
  }
  return identity;
}

async function partOf(engine: Engine, text: string): Promise<string | null> {
  try {
    return (await readOne<{ part: string }>(engine, { sql: text, values: [] }))?.part ?? null;
  } catch (error) {
    if (error instanceof Error && "code" in error && NOT_PERMITTED.includes(String(error.code))) return null;
    throw error;
  }
}
