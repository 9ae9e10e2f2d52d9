import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, type Successor } from "./take-over.ts";

interface InsertValues {
  id: string;
  platform: string;
  payload: Buffer;
  at: number;
  owner: string | null;
  lane: string | null;
}

/** A living worker's lease has at least 10 s left. A worker with less than this may be dead: its events are not waited for. */
const MIN_LEASE_LEFT_MS = 8_000;

/** The inbox's queries. */
export function inboxQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  return {
    insert: statement((params: Params<InsertValues>) =>
      db
        .insertInto("inbox")
        .values({
          id: params.id,
          platform: params.platform,
          payload: params.payload,
          at: params.at,
          owner: params.owner,
          lane: params.lane,
          stored_at: sql.raw<number>(words.nowMs),
        })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    finish: statement((params: Params<{ id: string; outcome: "done" | "failed"; at: number }>) =>
      db
        .updateTable("inbox")
        .set({ payload: null, lane: null, outcome: params.outcome, finished_at: params.at })
        .where("id", "=", params.id)
        .where("finished_at", "is", null),
    ),
    unfinished: statement((_: Params<object>) =>
      db
        .selectFrom("inbox")
        .select(["id", "platform", "payload", "at", "attempts"])
        .where("finished_at", "is", null)
        .orderBy("at")
        .orderBy("id"),
    ),
    unfinishedOf: statement((params: Params<{ owner: string }>) =>
      db
        .selectFrom("inbox")
        .select(["id", "platform", "payload", "at", "attempts"])
        .where("finished_at", "is", null)
        .where("owner", "=", params.owner)
        // Events of an older version have no time of storing.
        .orderBy(sql`coalesce(stored_at, at)`)
        .orderBy("id"),
    ),
    behind: statement((params: Params<{ id: string }>) =>
      db
        .selectFrom("inbox as own")
        .innerJoin("inbox as earlier", (join) => join.on(isSameLane("earlier", "own")))
        .innerJoin("workers", "workers.worker", "earlier.owner")
        .select("earlier.id")
        .where("own.id", "=", params.id)
        .where("earlier.finished_at", "is", null)
        .whereRef("earlier.owner", "<>", "own.owner")
        .where(isBefore("earlier", "own"))
        // Its own process answers in the order in which it came to know the events, which may be another one. If that
        // process still has an event that `earlier` waits for, waiting for `earlier` would never end.
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("inbox as first")
                .select("first.id")
                .where(isSameLane("first", "own"))
                .whereRef("first.owner", "=", "own.owner")
                .where("first.finished_at", "is", null)
                .where(isBefore("first", "earlier")),
            ),
          ),
        )
        .where("workers.until", ">", sql<number>`${sql.raw(words.nowMs)} + ${sql.lit(MIN_LEASE_LEFT_MS)}`)
        .limit(1),
    ),
    heldBy: statement((params: Params<{ id: string; owner: string }>) =>
      db
        .selectFrom("inbox")
        .select("id")
        .where("id", "=", params.id)
        .where("owner", "=", params.owner)
        .where("finished_at", "is", null),
    ),
    countAttempt: statement((params: Params<{ id: string; attempts: number }>) =>
      db
        .updateTable("inbox")
        .set({ attempts: params.attempts })
        .where("id", "=", params.id)
        .where("finished_at", "is", null),
    ),
    giveWay: statement((params: Params<{ id: string }>) =>
      db.updateTable("inbox").set({ lane: null }).where("id", "=", params.id),
    ),
    abandoned: statement((params: Params<Successor>) =>
      db
        .selectFrom("inbox")
        .select(["id", "platform", "payload", "at", "owner", "attempts"])
        .where("finished_at", "is", null)
        .where(isAbandoned(params, words))
        .orderBy("at")
        .orderBy("id"),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      db
        .updateTable("inbox")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("finished_at", "is", null)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, words)),
    ),
    owed: statement((_: Params<object>) =>
      db
        .selectFrom("inbox")
        .select(({ fn }) => fn.countAll<number>().as("events"))
        .where("finished_at", "is", null),
    ),
  };
}

/**
 * Older versions stored `"telegram:<chat>"` as the lane of everybody in a chat, which is `"telegram:<chat>:<person>"` now:
 * such an event of a process that still runs is waited for by everybody in the chat.
 */
function isSameLane(earlier: string, own: string) {
  const [theirs, ours] = [sql.ref(`${earlier}.lane`), sql.ref(`${own}.lane`)];
  return sql<boolean>`(${theirs} = ${ours} or substr(${ours}, 1, length(${theirs}) + 1) = ${theirs} || ':')`;
}

/** True where one event was stored before the other. */
function isBefore(one: string, other: string) {
  const column = (event: string, name: string) => sql.ref(`${event}.${name}`);
  return sql<boolean>`(${column(one, "stored_at")} < ${column(other, "stored_at")}
    or (${column(one, "stored_at")} = ${column(other, "stored_at")} and ${column(one, "id")} < ${column(other, "id")}))`;
}
