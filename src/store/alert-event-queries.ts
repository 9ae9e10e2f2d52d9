import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { type Gaps, statement } from "./statement.ts";
import { type Heir, isAbandoned, isAlive } from "./take-over.ts";

type Found = Omit<Schema["alert_events"], "held" | "owner" | "tries" | "repeated" | "message" | "news"> & {
  news: Buffer;
};

/** The queries of `alert_events` and `alert_sources`. */
export function alertEventQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const all = () => db.selectFrom("alert_events").selectAll();

  return {
    lookedUntil: statement((gaps: Gaps<{ source: string }>) =>
      db.selectFrom("alert_sources").select("until").where("source", "=", gaps.source),
    ),
    toldSince: statement((_: Gaps<object>) =>
      db.selectFrom("database_identity").select("restored_at as since"),
    ),
    addSource: statement((gaps: Gaps<{ source: string }>) =>
      db
        .insertInto("alert_sources")
        .values({ source: gaps.source, until: null, owner: null })
        .onConflict((conflict) => conflict.column("source").doNothing()),
    ),
    claimSource: statement((gaps: Gaps<Heir & { source: string }>) =>
      db
        .updateTable("alert_sources")
        .set({ owner: gaps.heir })
        .where("source", "=", gaps.source)
        .where(sql<boolean>`(owner = ${gaps.heir} or ${isAbandoned(gaps, words)})`),
    ),
    looked: statement((gaps: Gaps<{ source: string; until: number }>) =>
      db
        .updateTable("alert_sources")
        .set({ until: gaps.until })
        .where("source", "=", gaps.source)
        .where(sql<boolean>`(until is null or until < ${gaps.until})`),
    ),
    add: statement((gaps: Gaps<Found>) =>
      db
        .insertInto("alert_events")
        .values({
          id: gaps.id,
          rule: gaps.rule,
          key: gaps.key,
          subject: gaps.subject,
          news: gaps.news,
          at: gaps.at,
          found_at: gaps.found_at,
          state: gaps.state,
          next_at: gaps.next_at,
          sent_at: gaps.sent_at,
          ended_at: gaps.ended_at,
        })
        .onConflict((conflict) => conflict.columns(["rule", "key"]).doNothing()),
    ),
    waiting: statement((gaps: Gaps<{ now: number }>) =>
      db
        .selectFrom("alert_events")
        .select(["id", "rule", "subject", "held"])
        .where("ended_at", "is", null)
        .where("state", "=", "waiting")
        .where("next_at", "<=", gaps.now)
        .orderBy("at")
        .orderBy("id"),
    ),
    hold: statement((gaps: Gaps<{ rule: string }>) =>
      db
        .updateTable("alert_events")
        .set({ held: 1 })
        .where("rule", "=", gaps.rule)
        .where("state", "=", "waiting")
        .where("held", "=", 0),
    ),
    // The last look before the send: nobody else has it, and we are still alive.
    send: statement((gaps: Gaps<{ id: string; message: string; owner: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "sending", message: gaps.message, owner: gaps.owner, sent_at: gaps.at })
        .where("id", "=", gaps.id)
        .where("state", "=", "waiting")
        .where(isAlive(gaps.owner, words)),
    ),
    sendAgain: statement((gaps: Gaps<{ message: string; owner: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ sent_at: gaps.at, repeated: sql`repeated + 1` })
        .where("message", "=", gaps.message)
        .where("owner", "=", gaps.owner)
        .where("state", "=", "sending")
        .where(isAlive(gaps.owner, words)),
    ),
    abandoned: statement((gaps: Gaps<Heir>) =>
      all()
        .where("ended_at", "is", null)
        .where("state", "=", "sending")
        .where(isAbandoned(gaps, words))
        .orderBy("at"),
    ),
    claim: statement((gaps: Gaps<Heir & { id: string; former: string | null }>) =>
      db
        .updateTable("alert_events")
        .set({ owner: gaps.heir })
        .where("id", "=", gaps.id)
        .where("owner", "is not distinct from", gaps.former)
        .where(isAbandoned(gaps, words)),
    ),
    inHand: statement((gaps: Gaps<{ owner: string; now: number }>) =>
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
        .where("owner", "=", gaps.owner)
        .where("next_at", "<=", gaps.now)
        .groupBy(["message", "rule"])
        .orderBy("message"),
    ),
    release: statement((gaps: Gaps<{ message: string; owner: string; nextAt: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "waiting", message: null, owner: null, next_at: gaps.nextAt, tries: sql`tries + 1` })
        .where("message", "=", gaps.message)
        .where("owner", "=", gaps.owner)
        .where("state", "=", "sending"),
    ),
    keep: statement((gaps: Gaps<{ message: string; owner: string; nextAt: number }>) =>
      db
        .updateTable("alert_events")
        .set({ next_at: gaps.nextAt, tries: sql`tries + 1` })
        .where("message", "=", gaps.message)
        .where("owner", "=", gaps.owner)
        .where("state", "=", "sending"),
    ),
    end: statement((gaps: Gaps<{ message: string; owner: string; state: "sent" | "dropped"; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: gaps.state, ended_at: gaps.at })
        .where("message", "=", gaps.message)
        .where("owner", "=", gaps.owner)
        .where("state", "=", "sending"),
    ),
    drop: statement((gaps: Gaps<{ rule: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "dropped", ended_at: gaps.at })
        .where("rule", "=", gaps.rule)
        .where("state", "=", "waiting"),
    ),
    ofMessage: statement((gaps: Gaps<{ message: string }>) =>
      all().where("message", "=", gaps.message).orderBy("at").orderBy("id"),
    ),
    byId: statement((gaps: Gaps<{ id: string }>) => all().where("id", "=", gaps.id)),
    before: statement((gaps: Gaps<{ rule: string; subject: string; at: number }>) =>
      all()
        .where("rule", "=", gaps.rule)
        .where("subject", "=", gaps.subject)
        .where("at", "<", gaps.at)
        .orderBy("at", "desc")
        .limit(1),
    ),
  };
}
