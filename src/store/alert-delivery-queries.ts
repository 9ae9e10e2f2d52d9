import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

/** The queries that bring `alert_events` to their chats. */
export function alertDeliveryQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  return {
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
    // The last check before the send: no other worker has it, and the lease of this one runs.
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
      db
        .selectFrom("alert_events")
        .selectAll()
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
  };
}
