import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Row } from "./schema.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

type Event = Row<"alert_events">;
type NewEvent = Omit<Event, "held" | "owner" | "tries" | "repeated" | "message">;
/** The events of a message that its owner is sending. */
type Sending = { message: string; owner: string };

export function alertEventQueries(engine: Pick<Engine, "builder" | "dialect">) {
  return { ...sourceQueries(engine), ...deliveryQueries(engine), ...eventQueries(engine) };
}

/** The queries of `alert_sources`, and the time of the last restore. */
function sourceQueries({ builder: db, dialect }: Pick<Engine, "builder" | "dialect">) {
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
        .where(sql<boolean>`(owner = ${params.successor} or ${isAbandoned(params, dialect)})`),
    ),
    looked: statement((params: Params<{ source: string; until: number }>) =>
      db
        .updateTable("alert_sources")
        .set({ until: params.until })
        .where("source", "=", params.source)
        .where(sql<boolean>`(until is null or until < ${params.until})`),
    ),
  };
}

function deliveryQueries({ builder: db, dialect }: Pick<Engine, "builder" | "dialect">) {
  const sending = ({ message, owner }: Params<Sending>) =>
    db.updateTable("alert_events").where((is) => is.and({ message, owner, state: "sending" }));

  return {
    // The last check before the send: nobody else has sent it, and the lease of the owner runs.
    send: statement((params: Params<Sending & { id: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "sending", message: params.message, owner: params.owner, sent_at: params.at })
        .where("id", "=", params.id)
        .where("state", "=", "waiting")
        .where(isAlive(params.owner, dialect)),
    ),
    sendAgain: statement((params: Params<Sending & { at: number }>) =>
      sending(params)
        .set({ sent_at: params.at, repeated: sql`repeated + 1` })
        .where(isAlive(params.owner, dialect)),
    ),
    abandoned: statement((params: Params<Successor>) =>
      db
        .selectFrom("alert_events")
        .selectAll()
        .where("ended_at", "is", null)
        .where("state", "=", "sending")
        .where(isAbandoned(params, dialect))
        .orderBy("at"),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      db
        .updateTable("alert_events")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, dialect)),
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
    release: statement((params: Params<Sending & { nextAt: number }>) =>
      sending(params).set({
        ...{ state: "waiting", message: null, owner: null },
        ...{ next_at: params.nextAt, tries: sql`tries + 1` },
      }),
    ),
    keep: statement((params: Params<Sending & { nextAt: number }>) =>
      sending(params).set({ next_at: params.nextAt, tries: sql`tries + 1` }),
    ),
    end: statement((params: Params<Sending & { state: "sent" | "dropped"; at: number }>) =>
      sending(params).set({ state: params.state, ended_at: params.at }),
    ),
  };
}

function eventQueries({ builder: db }: Pick<Engine, "builder">) {
  const all = () => db.selectFrom("alert_events").selectAll();
  const waitingFor = (rule: Params<{ rule: string }>["rule"]) =>
    db.updateTable("alert_events").where("rule", "=", rule).where("state", "=", "waiting");

  return {
    add: statement((params: Params<NewEvent>) =>
      db
        .insertInto("alert_events")
        .values(params)
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
    hold: statement(({ rule }: Params<{ rule: string }>) =>
      waitingFor(rule).set({ held: 1 }).where("held", "=", 0),
    ),
    drop: statement(({ rule, at }: Params<{ rule: string; at: number }>) =>
      waitingFor(rule).set({ state: "dropped", ended_at: at }),
    ),
    ofMessage: statement((params: Params<{ message: string }>) =>
      all().where("message", "=", params.message).orderBy("at").orderBy("id"),
    ),
    byId: statement((params: Params<{ id: string }>) => all().where("id", "=", params.id)),
    before: statement(({ at, ...which }: Params<{ rule: string; subject: string; at: number }>) =>
      all()
        .where((is) => is.and(which))
        .where("at", "<", at)
        .orderBy("at", "desc")
        .limit(1),
    ),
  };
}
