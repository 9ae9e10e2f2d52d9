import { type Compilable, sql } from "kysely";
import type { InboxRepository, StoredEvent } from "../inbox/inbox-repository.ts";
import type { Logger } from "../logging/logger.ts";
import { type Backlog, createBacklog } from "./backlog.ts";
import {
  changesRow,
  type Dialect,
  type Engine,
  execute,
  type Params,
  type Query,
  readOne,
  statement,
  waking,
} from "./engine.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { MIN_LEFT_MS, takeOver } from "./workers.ts";

interface InboxTable extends InboxRepository {
  /** The unfinished events of all owners, oldest first. */
  unfinished(): Promise<StoredEvent[]>;
  /** Returns how many events are not finished. */
  owed(): Promise<number>;
  /** Returns the same with the time of the oldest that has not given way. A long import gives way when it begins. */
  backlog(): Promise<Backlog>;
}

export function createInboxTable(engine: Engine, sealer: Sealer, log: Logger): InboxTable {
  const payloads = sealer.column("inbox", "payload");
  const queries = inboxQueries(engine);
  const unfinishedRows = createBacklog(engine, (_: Params<object>) =>
    engine.builder
      .selectFrom("inbox")
      .select(({ fn }) => [
        fn.countAll<number>().as("rows"),
        fn.min<number | null>("at").filterWhere("lane", "is not", null).as("oldest_at"),
      ])
      .where("finished_at", "is", null),
  );

  function eventsOf({ id, platform, payload, at, attempts }: TableRow<"inbox">): StoredEvent[] {
    if (payload === null) return [];
    try {
      return [{ id, platform, payload: payloads.open(id, payload), at: new Date(at), attempts }];
    } catch (error) {
      // The other events must be handled even if one cannot be opened.
      log.error({ err: error, event: id }, "a stored event cannot be opened and is not handled");
      return [];
    }
  }
  const all = async (query: Query<TableRow<"inbox">>) => (await engine.read(query)).flatMap(eventsOf);

  return {
    accept({ id, platform, payload, at, owner = null, lane = null }) {
      const row = { id, platform, payload: payloads.seal(id, payload), at, owner, lane };
      return changesRow(engine, queries.insert(row));
    },
    markFinished: (id, owner, outcome, at) =>
      execute(engine, queries.finish({ id, owner, outcome, at }), { mayRunTwice: true }),
    unfinished: () => all(queries.unfinished({})),
    async takeOver(owner, { mayClaim, most, platforms } = {}) {
      if (platforms?.length === 0) return [];
      const ofPlatforms = platforms ? sql`and platform in (${sql.join(platforms)})` : sql``;
      const where = sql`finished_at is null ${ofPlatforms}`;
      const mine = await takeOver(engine, "inbox", {
        ...{ owner, where, orderBy: ["at", "id"], mayClaim },
        // One process gets all of these events of a lane, and answers them in their order.
        ...(most !== undefined && { first: { rows: most, together: "lane" } }),
      });
      return mine.flatMap(eventsOf);
    },
    unfinishedOf: (owner) => all(queries.unfinishedOf({ owner })),
    countAttempt: (id, owner, attempts) =>
      execute(engine, queries.countAttempt({ id, owner, attempts }), { mayRunTwice: true }),
    isBehind: async (id) => (await readOne(engine, queries.behind({ id }))) !== null,
    isHeldBy: async (id, owner) => (await readOne(engine, queries.heldBy({ id, owner }))) !== null,
    giveWay: (id, owner) => execute(engine, queries.giveWay({ id, owner }), { mayRunTwice: true }),
    owed: async () => (await unfinishedRows({})).rows,
    backlog: () => unfinishedRows({}),
  };
}

/** An event, and the process that it must belong to. */
type Held = { id: string; owner: string };

type NewEventRow = Pick<TableRow<"inbox">, "id" | "platform" | "payload" | "at" | "owner" | "lane">;

function inboxQueries({ builder: db, dialect }: Engine) {
  const unfinished = () => db.selectFrom("inbox").selectAll().where("finished_at", "is", null);
  const change = (held: Params<Held>) => db.updateTable("inbox").where(isUnfinishedOf(held));
  /** Wakes the other processes that have later events of the lane which the changed event leaves. */
  const leaving = (leave: Compilable<unknown>) =>
    waking(
      dialect,
      "later.id",
      leave,
      `from inbox own join inbox later on later.lane = own.lane and later.stored_at >= own.stored_at
       where own.id = inbox.id and later.owner <> inbox.owner`,
    );
  return {
    insert: statement((params: Params<NewEventRow>) =>
      db
        .insertInto("inbox")
        .values({ ...params, stored_at: sql.raw<number>(dialect.nowMs) })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    finish: statement((params: Params<Held & { outcome: "done" | "failed"; at: number }>) =>
      leaving(
        change(params).set({ payload: null, lane: null, outcome: params.outcome, finished_at: params.at }),
      ),
    ),
    unfinished: statement((_: Params<object>) => unfinished().orderBy("at").orderBy("id")),
    unfinishedOf: statement((params: Params<{ owner: string }>) =>
      unfinished()
        .where("owner", "=", params.owner)
        // Events of an older version have no time of storing.
        .orderBy(sql`coalesce(stored_at, at)`)
        .orderBy("id"),
    ),
    behind: behindQuery(db, dialect),
    heldBy: statement((params: Params<Held>) =>
      db.selectFrom("inbox").select("id").where(isUnfinishedOf(params)),
    ),
    countAttempt: statement((params: Params<Held & { attempts: number }>) =>
      change(params).set({ attempts: params.attempts }),
    ),
    giveWay: statement((params: Params<Held>) => leaving(change(params).set({ lane: null }))),
  };
}

/**
 * True for this event if its owner has it and it is unfinished. `finished_at is null` is not used, because Postgres then
 * may not look the event up by its key, but read the index of all unfinished events. While a backup holds its snapshot,
 * this index also has the events that were finished since.
 */
function isUnfinishedOf({ id, owner }: Params<Held>) {
  return sql<boolean>`id = ${id} and owner = ${owner} and coalesce(finished_at, 0) = 0`;
}

/**
 * Finds an earlier unfinished event of the same lane that a running process owns, see `InboxRepository.isBehind`. It reads
 * the lane first, by its index, for the same reason as in `isUnfinishedOf`. A finished event has no lane.
 */
function behindQuery(db: Engine["builder"], dialect: Dialect) {
  return statement((params: Params<{ id: string }>) =>
    db
      .with(
        (cte) => cte("of_lane").materialized(),
        () =>
          db
            .selectFrom("inbox")
            .select(["id", "owner", "stored_at"])
            .where("lane", "=", db.selectFrom("inbox").select("lane").where("id", "=", params.id)),
      )
      .selectFrom("of_lane as own")
      .innerJoin("of_lane as earlier", (join) => join.on(isBefore("earlier", "own")))
      .innerJoin("workers", "workers.worker", "earlier.owner")
      .select("earlier.id")
      .where("own.id", "=", params.id)
      .whereRef("earlier.owner", "<>", "own.owner")
      // Each process answers in the order in which it received the events, which may be another order. If the other process
      // waits for an event of this one, waiting for `earlier` would never end.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("of_lane as first")
              .select("first.id")
              .whereRef("first.owner", "=", "own.owner")
              .where(isBefore("first", "earlier")),
          ),
        ),
      )
      // If a process has less than this left, nobody waits for its events.
      .where("workers.until", ">", sql<number>`${sql.raw(dialect.nowMs)} + ${sql.lit(MIN_LEFT_MS)}`)
      .limit(1),
  );
}

/** True if `one` was stored before `other`. */
function isBefore(one: string, other: string) {
  const order = (event: string) => sql`(${sql.ref(`${event}.stored_at`)}, ${sql.ref(`${event}.id`)})`;
  return sql<boolean>`${order(one)} < ${order(other)}`;
}
