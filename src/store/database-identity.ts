import { randomUUID } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, type Params, type Query, queryOf, readOne, statement } from "./engine.ts";
import { codeOf } from "./failures.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";
import { type MarkFile, openMarkFile, readMarkFile } from "./sqlite-files.ts";

type IdentityRow = TableRow<"database_identity">;

/** Where a Postgres server stores the rows; null for a part that the server does not show to this user. */
type ServerIdentity = Pick<IdentityRow, "server_id" | "database_oid" | "table_oid" | "timeline">;

const NO_SERVER_IDENTITY: ServerIdentity = {
  server_id: null,
  database_oid: null,
  table_oid: null,
  timeline: null,
};

/**
 * The counters are raised at each start and stop, and with a write at most once in this time. A copy that was made less
 * than this time before a crash is not noticed if it is restored before the next start.
 */
const RAISE_EVERY_MS = 1000;

/**
 * Notices a restored copy by the mark file beside the database, and ends the unfinished work in it. Later it raises both
 * counters: first the database's, which is synced, then the file's. After a crash or a power cut the file has the lower
 * counter. It has the higher one only beside an older copy.
 * @param file  path of the database, `"/srv/bot/data/antcrm-chatops.db"`
 * @returns the engine that raises the counters
 */
export async function detectSqliteCopy(
  engine: Engine,
  file: string,
  log: Logger,
  now: Date,
): Promise<Engine> {
  const path = `${file}.mark`;
  const known = await findIdentity(engine);
  const mark = readMarkFile(path);
  const cause = causeOfSqliteCopy(known, mark);
  const identity = await recordIdentity(engine, known, { cause, identity: NO_SERVER_IDENTITY }, { log, now });
  const isNew = mark?.token !== identity.token;
  const markFile = openMarkFile(path, identity.token, isNew);
  const raising = raiseWithWrites(engine, markFile, identity.counter, log);
  try {
    await raising.write([]);
    // From now on the database file alone, without its `-wal`, contains the identity.
    if (isNew) await engine.read({ sql: "pragma wal_checkpoint(truncate)", values: [] });
  } catch (error) {
    markFile.close();
    throw error;
  }
  return raising;
}

/** Returns why the database is a copy, or null. With a counter of 0 the mark file may not have been written yet. */
function causeOfSqliteCopy(known: IdentityRow | null, mark: ReturnType<typeof readMarkFile>): string | null {
  if (known?.copied === 1) return "it is marked as a copy";
  if (mark === null) return known !== null && known.counter > 0 ? "its mark file is not beside it" : null;
  if (mark.token !== known?.token) return "the mark file beside it is of another database";
  return mark.counter > known.counter ? "it is older than the database that was here" : null;
}

function raiseWithWrites(engine: Engine, markFile: MarkFile, from: number, log: Logger): Engine {
  const raise = statement((params: Params<{ counter: number }>) =>
    engine.builder.updateTable("database_identity").set({ counter: params.counter }),
  );
  let counter = from;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let isClosing = false;

  /** Writes the counter to the mark file. If this fails, the file keeps the lower counter, which never means a copy. */
  function note(raised: number): void {
    try {
      markFile.write(raised);
    } catch (error) {
      log.warn({ err: error }, "the mark file beside the database could not be written");
    }
  }

  async function raiseWith(queries: readonly Query<unknown>[]): Promise<number[]> {
    counter += 1;
    const raised = counter;
    const changes = await engine.write([...queries, raise({ counter: raised })]);
    note(raised);
    return changes.slice(0, -1);
  }

  return {
    ...engine,
    async write(queries) {
      const nowMs = performance.now();
      if (nowMs < notBeforeMs) return engine.write(queries);
      notBeforeMs = nowMs + RAISE_EVERY_MS;
      return raiseWith(queries);
    },
    async close() {
      if (!isClosing) {
        isClosing = true;
        await raiseWith([]).catch((error: unknown) => {
          log.warn({ err: error }, "the counter of the database could not be raised");
        });
        markFile.close();
      }
      await engine.close();
    },
  };
}

/** One query for each part, because a server may permit one and refuse another. */
const PARTS: Record<keyof ServerIdentity, string> = {
  server_id: "select cast(system_identifier as text) as part from pg_control_system()",
  database_oid: "select cast(oid as text) as part from pg_database where datname = current_database()",
  table_oid: "select cast(cast('operations' as regclass) as oid)::text as part",
  // Not pg_control_checkpoint(): right after a promotion it still shows the former timeline.
  timeline: "select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as part",
};
/** The codes for missing rights, a missing function, and a function that this server does not support. */
const NOT_PERMITTED = ["42501", "42883", "0A000"];

/**
 * Stores the identity of the database, and ends unfinished work if it has changed. A restored dump has other tables; a
 * server that was recovered to an earlier time is on another timeline. A copy of the server's disk has the same identity as
 * the original and is not noticed.
 * @returns a function that stores the timeline again, and never rejects. A running bot calls it with each renewal of its
 *   lease. Otherwise a later start would take a failover that the bot has survived for a recovery
 */
export async function detectPostgresCopy(
  engine: Engine,
  { log, now, wait }: { log: Logger; now: Date; wait(ms: number): Promise<void> },
): Promise<() => Promise<void>> {
  const known = await findIdentity(engine);
  const identity = { ...NO_SERVER_IDENTITY };
  for (const part of Object.keys(PARTS) as (keyof ServerIdentity)[]) {
    identity[part] = await partOf(engine, PARTS[part]);
  }
  const isBotRunning = () => returnsSoon(() => isAnybodyAlive(engine), wait);
  const cause = known === null ? null : await causeOfServerCopy(known, identity, isBotRunning);
  const { token } = await recordIdentity(engine, known, { cause, identity }, { log, now });
  let isNoting = false;
  async function noteTimeline(): Promise<void> {
    const timeline = identity.timeline === null ? null : await partOf(engine, PARTS.timeline);
    if (timeline === null || timeline === identity.timeline) return;
    await completeIdentity(engine, token, { ...NO_SERVER_IDENTITY, timeline });
    identity.timeline = timeline;
  }
  return async () => {
    if (isNoting) return;
    isNoting = true;
    await noteTimeline().catch((error: unknown) => {
      log.warn({ err: toAppError(error).message }, "the timeline of the database could not be stored");
    });
    isNoting = false;
  };
}

async function partOf(engine: Engine, text: string): Promise<string | null> {
  try {
    return (await readOne<{ part: string }>(engine, { sql: text, values: [] }))?.part ?? null;
  } catch (error) {
    if (NOT_PERMITTED.includes(codeOf(error) ?? "")) return null;
    throw error;
  }
}

async function causeOfServerCopy(
  known: IdentityRow,
  identity: ServerIdentity,
  isBotRunning: () => Promise<boolean>,
): Promise<string | null> {
  if (known.copied === 1) return "it is marked as a copy";
  const isOther = (part: keyof ServerIdentity) =>
    known[part] !== null && identity[part] !== null && known[part] !== identity[part];
  if (isOther("server_id")) return "it lies on another server";
  if (isOther("database_oid") || isOther("table_oid")) return "its tables were made anew";
  // A failover also begins a new timeline. If another replica of the bot runs, no older state was restored.
  if (isOther("timeline") && !(await isBotRunning())) return "the server was recovered";
  return null;
}

/**
 * A failover may take longer than a lease. A running bot renews its lease after it: within a heartbeat (5 s), the time-out of
 * a query if all its connections are dead (15 s), and the opening of a new one (5 s).
 */
const RENEWED_WITHIN_MS = 25_000;
const ASK_EVERY_MS = 500;
/** Far above the 15 s for which a lease is renewed. */
const LONGEST_LEASE_MS = 900_000;

/** Asks until the answer is yes, or for so long that it would be by now. */
async function returnsSoon(
  isBack: () => Promise<boolean>,
  wait: (ms: number) => Promise<void>,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < RENEWED_WITHIN_MS; waitedMs += ASK_EVERY_MS) {
    if (await isBack()) return true;
    await wait(ASK_EVERY_MS);
  }
  return isBack();
}

async function isAnybodyAlive({ builder, dialect, read }: Engine): Promise<boolean> {
  const workers = builder.selectFrom("workers").select("worker").limit(1);
  // A later end is of a time at which the clock was ahead.
  const latest = sql<number>`${sql.raw(dialect.nowMs)} + ${sql.lit(LONGEST_LEASE_MS)}`;
  const alive = workers.where("until", ">", sql.raw<number>(dialect.nowMs)).where("until", "<=", latest);
  return (await read(queryOf(alive.compile()))).length > 0;
}

/** Returns the stored identity of the database; null before the first start. */
function findIdentity(engine: Engine): Promise<IdentityRow | null> {
  return readOne(engine, queryOf(engine.builder.selectFrom("database_identity").selectAll().compile()));
}

/** The result of the check at the start. `cause`: why the database is a restored copy, for the log; null if it is not. */
interface IdentityCheck {
  cause: string | null;
  identity: ServerIdentity;
}

/**
 * Stores the identity, and ends unfinished work in a restored copy. Both are one transaction: if the process is killed
 * before the commit, the next start notices the copy again. If several processes start, the first one does it.
 * @returns the token and the counter from now on; after a restore a new token and 0
 */
async function recordIdentity(
  engine: Engine,
  known: IdentityRow | null,
  { cause, identity }: IdentityCheck,
  { log, now }: { log: Logger; now: Date },
): Promise<Pick<IdentityRow, "token" | "counter">> {
  const former = known?.token ?? randomUUID();
  if (known === null) {
    const { insertNew } = rowsOf(engine, "database_identity", "id");
    await execute(engine, insertNew({ id: 1, token: former, restored_at: null, ...identity }));
  }
  if (cause === null) {
    if (known !== null) await completeIdentity(engine, former, identity);
    return { token: former, counter: known?.counter ?? 0 };
  }

  const token = randomUUID();
  const found = await endAll(engine, former, { token, restored_at: now.getTime(), ...identity });
  if (found !== null) {
    log.warn(
      { cause, found },
      "the database is a restored copy: its unfinished work is not sent, and nobody is notified of it",
    );
  }
  return { token, counter: 0 };
}

/** @returns how many rows each query changed, without those that changed none; null if another process was first */
async function endAll(
  { builder, dialect, write }: Engine,
  former: string,
  identity: ServerIdentity & { token: string; restored_at: number },
): Promise<Record<string, number> | null> {
  const lock = dialect.lockMigrations;
  const isFirst = sql`exists (select 1 from database_identity where token = ${former})`;
  const updates = Object.entries(endUnfinished(identity.restored_at));
  const moved = builder
    .updateTable("database_identity")
    .set({ counter: 0, copied: 0, ...identity })
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

/** Stores the parts of the identity. Keeps the stored value of a part that the server does not show now. */
async function completeIdentity(engine: Engine, token: string, identity: ServerIdentity): Promise<void> {
  const shown = Object.entries(identity).filter(([, part]) => part !== null);
  if (shown.length === 0) return;
  const complete = engine.builder
    .updateTable("database_identity")
    .set(Object.fromEntries(shown))
    .where("token", "=", token);
  await execute(engine, queryOf(complete.compile()));
}

/**
 * Updates that end all unfinished work in a restored copy, by name and in the order to run them. The bot may have continued
 * this work on the original, so the copy neither sends it nor notifies anybody. Each text ends in a `where`.
 */
function endUnfinished(now: number): Record<string, RawBuilder<unknown>> {
  return {
    ...endOperations(now),
    ...endDeliveries(now),
    ...endImports(now),
    workers: sql`delete from workers where 1 = 1`,
  };
}

function endOperations(now: number) {
  const expired = sql`state = 'expired', ended_at = ${now}, changed_at = ${now}, told_at = ${now},
    restored_at = ${now}, state_mac = null`;
  return {
    confirmed: sql`update operations set ${expired} where state = 'confirmed'`,
    proposed: sql`update operations set ${expired} where state = 'proposed'`,
    unclear: sql`update operations set told_at = coalesce(told_at, changed_at), restored_at = ${now}
      where state = 'unclear'`,
    sending: sql`update operations
      set state = 'unclear', changed_at = ${now}, told_at = ${now}, restored_at = ${now}
      where state = 'sending'`,
    notNotified: sql`update operations set told_at = ${now}
      where state in ('done', 'failed', 'expired', 'declined') and told_at is null`,
  };
}

function endDeliveries(now: number) {
  return {
    events: sql`update inbox set payload = null, lane = null, outcome = 'failed', finished_at = ${now}
      where finished_at is null`,
    digests: sql`update runs set state = 'skipped', reason = 'restored', ended_at = ${now}
      where state in ('due', 'claimed', 'sending')`,
    schedules: sql`update subscriptions set checked_until = ${now} where checked_until < ${now}`,
    alerts: sql`update alert_events set state = 'dropped', ended_at = ${now}
      where state in ('waiting', 'sending')`,
    lookedThrough: sql`update alert_sources set until = ${now}, owner = null where 1 = 1`,
  };
}

function endImports(now: number) {
  const sum = (rows: RawBuilder<unknown>) =>
    sql`(select coalesce(sum(${rows}), 0) from import_batches where import = imports.id)`;
  return {
    batchesInDoubt: sql`update import_batches set state = 'unclear' where state = 'sending'`,
    imports: sql`update imports set state = 'stopped', state_mac = null,
      made = ${sum(sql`made`)}, there = ${sum(sql`there`)}, failed = ${sum(sql`failed`)},
      unclear = ${sum(sql`unclear + case when state = 'unclear' then size else 0 end`)},
      changed_at = ${now}, ended_at = ${now}, told_at = ${now}, restored_at = ${now}
      where state in ('running', 'stopping')`,
    files: sql`update imports set state = 'expired', changed_at = ${now}, ended_at = ${now}
      where state in ('reading', 'proposed')`,
    reports: sql`update imports set told_at = ${now} where state in ('done', 'stopped') and told_at is null`,
  };
}
