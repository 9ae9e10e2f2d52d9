import { type Expression, type RawBuilder, sql } from "kysely";
import { OTHERS_RENEW_WITHIN_MS } from "../lease-times.ts";
import type { WorkerRepository } from "../operations/lease.ts";
import type { LeaseRepository } from "../operations/other-leases.ts";
import {
  changesRow,
  type Dialect,
  type Engine,
  execute,
  type Params,
  type Query,
  queryOf,
  readOne,
  statement,
  waking,
} from "./engine.ts";
import { hedged } from "./hedged.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";

/**
 * A living process renews its lease of 15 s every 5 s, so it has more than this left, unless it or the database is slow. One
 * that has less takes nothing over, and nothing for a while after it has renewed. The database's clock may have been set
 * forward, and then the leases of others have ended although they live.
 */
export const MIN_LEFT_MS = 7_500;
/** Longer than most outages of a database. */
const LATELY_MS = 600_000;
/** The number of rows that one transaction claims. Between two transactions other queries can run. */
const BATCH = 200;

/**
 * Stores a row for each running process, with the end of its lease by the database's clock. Rows of other tables name the
 * process as their `owner`. When its lease has ended, other processes may take them over.
 */
export function createWorkersTable(engine: Engine) {
  const { builder: db, dialect } = engine;
  type Renewal = Params<{ owner: string; forMs: number }>;
  const untilOf = ({ forMs }: Renewal) => sql<number>`${sql.raw(dialect.nowMs)} + cast(${forMs} as integer)`;
  const afterOthers = sql<number>`${sql.raw(dialect.nowMs)} + ${sql.lit(OTHERS_RENEW_WITHIN_MS)}`;
  const renewRunning = statement((params: Renewal) =>
    db
      .updateTable("workers")
      .set({
        until: untilOf(params),
        takes_over_from: sql<number>`case when until > ${sql.raw(dialect.nowMs)} + ${sql.lit(MIN_LEFT_MS)}
          then takes_over_from else ${afterOthers} end`,
      })
      .where("worker", "=", params.owner)
      .where("until", ">", sql.raw<number>(dialect.nowMs)),
  );
  const begin = statement((params: Renewal) => {
    const until = untilOf(params);
    return db
      .insertInto("workers")
      .values({ worker: params.owner, until })
      .onConflict((conflict) =>
        conflict.column("worker").doUpdateSet({ until, takes_over_from: afterOthers }),
      );
  });
  const release = statement((params: Params<{ owner: string }>) =>
    waking(dialect, "'lease'", db.deleteFrom("workers").where("worker", "=", params.owner)),
  );
  const othersRunning = statement((params: Params<{ owner: string }>) =>
    db
      .selectFrom("workers")
      .select(["worker", "until", sql<number>`until - ${sql.raw(dialect.nowMs)}`.as("leftMs")])
      .where("worker", "<>", params.owner)
      .where("until", ">", sql.raw<number>(dialect.nowMs)),
  );
  const endedLately = statement((params: Params<{ owner: string }>) =>
    db
      .selectFrom("workers")
      .select("worker")
      .where("worker", "<>", params.owner)
      .where("until", "<=", sql.raw<number>(dialect.nowMs))
      .where("until", ">", sql<number>`${sql.raw(dialect.nowMs)} - ${sql.lit(LATELY_MS)}`)
      .limit(1),
  );
  const endUnlessRenewed = statement((params: Params<{ worker: string; until: number }>) =>
    db
      .updateTable("workers")
      .set({ until: sql<number>`${sql.raw(dialect.nowMs)}` })
      .where((is) => is.and(params)),
  );

  /** Queries that begin a lease and have no answer yet. `hedged` may run several at once, and waits for one of them. */
  const beginning = new Set<Promise<unknown>>();

  const renewOnce = (query: Query<unknown>) => changesRow(engine, query, { mayRunTwice: true });
  async function beginOnce(renewal: Parameters<typeof begin>[0]): Promise<void> {
    const begun = renewOnce(begin(renewal));
    beginning.add(begun);
    await begun.finally(() => beginning.delete(begun));
  }

  return {
    async renew(owner, forMs) {
      const wasRunning = await hedged(() => renewOnce(renewRunning({ owner, forMs })));
      if (!wasRunning) await hedged(() => beginOnce({ owner, forMs }));
      return wasRunning;
    },
    async release(owner) {
      // One that arrived after the release would begin the lease again. A late renewal finds no lease and changes nothing.
      await Promise.allSettled(beginning);
      await execute(engine, release({ owner }));
    },
    othersEndedLately: async (owner) => (await engine.read(endedLately({ owner }))).length > 0,
    othersRunning: (owner) => engine.read(othersRunning({ owner })),
    endUnlessRenewed: ({ worker, until }) => changesRow(engine, endUnlessRenewed({ worker, until })),
    /** Ends every lease. Only for a caller that knows that no process runs. */
    clear: () => execute(engine, queryOf(db.deleteFrom("workers").compile())),
  } satisfies WorkerRepository & LeaseRepository & { clear(): Promise<void> };
}

/** Elects one worker for a job that only one process may do, such as polling Telegram. */
export function createLeadersTable(engine: Engine) {
  const { builder: db, dialect } = engine;
  const { find, insertNew } = rowsOf(engine, "leaders", "job");
  const lead = statement((params: Params<{ job: string; owner: string }>) =>
    db
      .updateTable("leaders")
      .set({ owner: params.owner })
      .where("job", "=", params.job)
      .where(mayTake(params.owner, dialect)),
  );
  const resign = statement((params: Params<{ job: string; owner: string }>) =>
    waking(
      dialect,
      "'leader'",
      db
        .updateTable("leaders")
        .set({ owner: null })
        .where((is) => is.and(params)),
    ),
  );

  return {
    /**
     * Makes this worker the leader if there is none, or if the leader's lease has ended and this worker's is fresh. Renew
     * this worker's lease first. Otherwise it loses the job to the next worker that calls this.
     * @returns whether this worker leads
     */
    async lead(job: string, owner: string): Promise<boolean> {
      const leader = await readOne(engine, find({ job }));
      // The leader calls this often, and needs no write.
      if (leader?.owner === owner) return true;
      if (leader === null) await execute(engine, insertNew({ job, owner: null }));
      return (await claim(engine, owner, [job], () => lead({ job, owner }))).length === 1;
    },
    /** Ends the leadership, so that another worker can lead at once. Changes nothing if this worker does not lead. */
    resign: (job: string, owner: string): Promise<void> => execute(engine, resign({ job, owner })),
  };
}

/** True while the lease of this worker runs, by the database's clock. @param worker  a value or a column */
export function isAlive(worker: Expression<string> | RawBuilder<unknown>, { nowMs }: Dialect) {
  return sql<boolean>`exists (select 1 from workers
    where workers.worker = ${worker} and workers.until > ${sql.raw(nowMs)})`;
}

/**
 * True of a row of this owner, of a row without an owner, and of one whose owner's lease has ended, if this owner's own lease
 * is fresh.
 */
export function mayTake(owner: RawBuilder<string>, dialect: Dialect) {
  return sql<boolean>`(owner = ${owner} or ${isAbandoned(owner, dialect)})`;
}

function isAbandoned(successor: RawBuilder<string>, dialect: Dialect) {
  const isEnded = sql`not ${isAlive(sql.ref("owner"), dialect)}`;
  return sql<boolean>`(owner is null or (owner <> ${successor} and ${isEnded} and ${isFresh(successor, dialect)}))`;
}

/** True while a process may take over, see `MIN_LEFT_MS`. A later time than it stores was set before the clock went back. */
function isFresh(successor: RawBuilder<string>, { nowMs }: Dialect) {
  const now = sql.raw(nowMs);
  return sql<boolean>`exists (select 1 from workers where workers.worker = ${successor}
    and workers.until > ${now} + ${sql.lit(MIN_LEFT_MS)}
    and workers.takes_over_from not between ${now} + 1 and ${now} + ${sql.lit(OTHERS_RENEW_WITHIN_MS)})`;
}

/** How often rows are read while other processes claim them first. The next heartbeat takes over what is left. */
const TRIES = 5;

type OwnedTable = "inbox" | "operations" | "imports" | "runs" | "alert_events";

interface ClaimOptions<Table extends OwnedTable> {
  /** The process that takes the rows over. */
  owner: string;
  /** The condition for unfinished rows. */
  where: RawBuilder<unknown>;
  orderBy: readonly (keyof TableRow<Table> & string)[];
  /** Only the first rows, and all rows that have the same value as one of these in the column `together`. */
  first?: { rows: number; together: keyof TableRow<Table> & string };
  /** A row is claimed only if these columns are still as they were read. */
  unchanged?: readonly (keyof TableRow<Table> & string)[];
  /** Called before the first claim; if it returns false, nothing is claimed. */
  mayClaim?: (() => boolean) | undefined;
}

/**
 * Gives the rows of dead workers to a running one, each by one conditional update. If two successors try at once, one
 * gets the row.
 * @returns the rows that were claimed, as they were read
 */
export async function takeOver<Table extends OwnedTable>(
  engine: Engine,
  table: Table,
  { owner, where, orderBy, first, unchanged = [], mayClaim = () => true }: ClaimOptions<Table>,
): Promise<TableRow<Table>[]> {
  const { builder, dialect } = engine;
  const mayBeTaken = sql`${where} and ${isAbandoned(sql.val(owner), dialect)}`;
  const order = sql.join(orderBy.map((column) => sql.ref(column)));
  const ofFirst = (column: string) =>
    sql`${sql.ref(column)} in (select ${sql.ref(column)} from ${sql.table(table)} where ${mayBeTaken}
      order by ${order} limit ${first?.rows})`;
  const among = first ? sql`and (${ofFirst("id")} or ${ofFirst(first.together)})` : sql``;
  const abandoned = sql<
    TableRow<Table> & Pick<TableRow<OwnedTable>, "id" | "owner">
  >`select * from ${sql.table(table)} where ${mayBeTaken} ${among} order by ${order}`;
  for (let tries = 1; ; tries += 1) {
    const rows = await engine.read(queryOf(abandoned.compile(builder)));
    if (rows.length === 0 || !mayClaim()) return [];
    const claimed = await claim(engine, owner, rows, (row) => {
      const isAsRead = [
        sql`id = ${row.id} and owner is not distinct from ${row.owner}`,
        ...unchanged.map((column) => sql`${sql.ref(column)} = ${row[column]}`),
      ];
      const change = sql`update ${sql.table(table)} set owner = ${owner}
        where ${sql.join(isAsRead, sql` and `)} and ${mayBeTaken}`;
      return queryOf(change.compile(builder));
    });
    // Another process may have claimed just these rows. Then there may be more.
    if (claimed.length > 0 || first === undefined || tries === TRIES) return claimed;
  }
}

/**
 * The row of an ended lease stays for this time, because a takeover locks it. Without the row, the old process could insert
 * a new lease during the takeover. The first takeover after this time deletes it.
 */
const ENDED_KEPT_MS = 7 * 24 * 3_600_000;

/** Runs a conditional change for each row. @returns the rows that were changed */
async function claim<Item>(
  engine: Engine,
  owner: string,
  rows: readonly Item[],
  change: (row: Item) => Query<unknown>,
): Promise<Item[]> {
  const { builder, dialect } = engine;
  const deleteOld = builder
    .deleteFrom("workers")
    .where("worker", "<>", owner)
    .where("until", "<=", sql<number>`${sql.raw(dialect.nowMs)} - ${sql.lit(ENDED_KEPT_MS)}`);
  const first = [...dialect.lockEndedLeases, queryOf(deleteOld.compile())];
  const claimed = [];
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    // The ended leases are locked in one transaction with the claims. If a process that was frozen renews its lease now, it either
    // comes first and keeps its rows, or waits for this commit and has lost them.
    const changes = (await engine.write([...first, ...batch.map(change)])).slice(first.length);
    claimed.push(...batch.filter((_, index) => changes[index] === 1));
  }
  return claimed;
}
