import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

type Found = Omit<Schema["alert_events"], "held" | "owner" | "tries" | "repeated" | "message" | "news"> & {
  news: Buffer;
};

/** The queries of `alert_events` and `alert_sources`. */
export function alertEventQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const all = () => db.selectFrom("alert_events").selectAll();

  return {
    polledUntil: statement((params: Params<{ source: string }>) =>
      db.selectFrom("alert_sources").select("until").where("source", "=", params.source),
    ),
    notifiedSince: statement((_: Params<object>) =>
      db.selectFrom("database_identity").select("restored_at as since"),
    ),
    addSource: statement((params: Params<{ source: string }>) =>
      db
        .insertInto("alert_sources")
        .values({ source: params.source, until: null, owner: null })
        .onConflict((conflict) => conflict.column("source").doNothing()),
    ),
    claimSource: statement((params: Params<Successor & { source: string }>) =>
      db
        .updateTable("alert_sources")
        .set({ owner: params.successor })
        .where("source", "=", params.source)
        .where(sql<boolean>`(owner = ${params.successor} or ${isAbandoned(params, words)})`),
    ),
    looked: statement((params: Params<{ source: string; until: number }>) =>
      db
        .updateTable("alert_sources")
        .set({ until: params.until })
        .where("source", "=", params.source)
        .where(sql<boolean>`(until is null or until < ${params.until})`),
    ),
    add: statement((params: Params<Found>) =>
      db
        .insertInto("alert_events")
        .values({
          id: params.id,
          rule: params.rule,
          key: params.key,
          subject: params.subject,
          news: params.news,
          at: params.at,
          found_at: params.found_at,
          state: params.state,
          next_at: params.next_at,
          sent_at: params.sent_at,
          ended_at: params.ended_at,
        })
        .onConflict((conflict) => conflict.columns(["rule", "key"]).doNothing()),
    ),
    waiting: statement((params: Params<{ now: number }>) =>
      db
        .selectFrom("alert_events")
        .select(["id", "rule", "subject", "held"])
        .where("ended_at", "is", null)
        .where("state", "=", "waiting")
        .where("next_at", "<=", params.now)
        .orderBy("at")
        .orderBy("id"),
    ),
    hold: statement((params: Params<{ rule: string }>) =>
      db
        .updateTable("alert_events")
        .set({ held: 1 })
        .where("rule", "=", params.rule)
        .where("state", "=", "waiting")
        .where("held", "=", 0),
    ),
    // The last look before the send: nobody else has it, and we are still alive.
    send: statement((params: Params<{ id: string; message: string; owner: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "sending", message: params.message, owner: params.owner, sent_at: params.at })
        .where("id", "=", params.id)
        .where("state", "=", "waiting")
        .where(isAlive(params.owner, words)),
    ),
    sendAgain: statement((params: Params<{ message: string; owner: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ sent_at: params.at, repeated: sql`repeated + 1` })
        .where("message", "=", params.message)
        .where("owner", "=", params.owner)
        .where("state", "=", "sending")
        .where(isAlive(params.owner, words)),
    ),
    abandoned: statement((params: Params<Successor>) =>
      all()
        .where("ended_at", "is", null)
        .where("state", "=", "sending")
        .where(isAbandoned(params, words))
        .orderBy("at"),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      db
        .updateTable("alert_events")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, words)),
    ),
    inHand: statement((params: Params<{ owner: string; now: number }>) =>
      db
        .selectFrom("alert_events")
        .select(({ fn }) => [
          "message",
          "rule",
          fn.max("repeated").as("repeated"),
          fn.max("tries").as("tries"),
        ])
        .where("ended_at", "is", null)
        .where("state", "=", "sending")
        .where("owner", "=", params.owner)
        .where("next_at", "<=", params.now)
        .groupBy(["message", "rule"])
        .orderBy("message"),
    ),
    release: statement((params: Params<{ message: string; owner: string; nextAt: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "waiting", message: null, owner: null, next_at: params.nextAt, tries: sql`tries + 1` })
        .where("message", "=", params.message)
        .where("owner", "=", params.owner)
        .where("state", "=", "sending"),
    ),
    keep: statement((params: Params<{ message: string; owner: string; nextAt: number }>) =>
      db
        .updateTable("alert_events")
        .set({ next_at: params.nextAt, tries: sql`tries + 1` })
        .where("message", "=", params.message)
        .where("owner", "=", params.owner)
        .where("state", "=", "sending"),
    ),
    end: statement(
      (params: Params<{ message: string; owner: string; state: "sent" | "dropped"; at: number }>) =>
        db
          .updateTable("alert_events")
          .set({ state: params.state, ended_at: params.at })
          .where("message", "=", params.message)
          .where("owner", "=", params.owner)
          .where("state", "=", "sending"),
    ),
    drop: statement((params: Params<{ rule: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "dropped", ended_at: params.at })
        .where("rule", "=", params.rule)
        .where("state", "=", "waiting"),
    ),
    ofMessage: statement((params: Params<{ message: string }>) =>
      all().where("message", "=", params.message).orderBy("at").orderBy("id"),
    ),
    byId: statement((params: Params<{ id: string }>) => all().where("id", "=", params.id)),
    before: statement((params: Params<{ rule: string; subject: string; at: number }>) =>
      all()
        .where("rule", "=", params.rule)
        .where("subject", "=", params.subject)
        .where("at", "<", params.at)
        .orderBy("at", "desc")
        .limit(1),
    ),
  };
}
