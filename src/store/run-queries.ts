import { sql } from "kysely";
import type { RunState } from "../features/digests/runs.ts";
import type { Engine } from "./engine.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

/** The queries of `runs`. */
export function runQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const all = () => db.selectFrom("runs").selectAll();

  return {
    add: statement(
      (
        params: Params<{
          id: string;
          subscription: string;
          kind: string;
          period: string;
          dueAt: number;
          from: number;
          to: number;
          state: RunState;
          reason: string | null;
          endedAt: number | null;
        }>,
      ) =>
        db
          .insertInto("runs")
          .values({
            id: params.id,
            subscription: params.subscription,
            kind: params.kind,
            period: params.period,
            due_at: params.dueAt,
            from_at: params.from,
            to_at: params.to,
            state: params.state,
            reason: params.reason,
            next_at: params.dueAt,
            ended_at: params.endedAt,
          })
          .onConflict((conflict) => conflict.columns(["subscription", "period", "kind"]).doNothing()),
    ),
    checked: statement((params: Params<{ subscription: string; until: number }>) =>
      db
        .updateTable("subscriptions")
        .set({ checked_until: params.until })
        .where("id", "=", params.subscription)
        .where("checked_until", "<", params.until),
    ),
    // All of them by one statement, and only of subscriptions that nobody else has in hand: two messages of one never
    // go out side by side.
    claimDue: statement((params: Params<{ owner: string }>) =>
      db
        .updateTable("runs")
        .set({ state: "claimed", owner: params.owner })
        .where("state", "=", "due")
        .where(
          sql<boolean>`not exists (select 1 from runs as other where other.subscription = runs.subscription
            and other.state in ('claimed', 'sending') and other.owner <> ${params.owner})`,
        ),
    ),
    abandoned: statement((params: Params<Successor>) =>
      all().where("state", "in", ["claimed", "sending"]).where(isAbandoned(params, words)).orderBy("due_at"),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      db
        .updateTable("runs")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, words)),
    ),
    inHand: statement((params: Params<{ owner: string }>) =>
      all()
        .where("state", "in", ["claimed", "sending"])
        .where("owner", "=", params.owner)
        .orderBy("due_at")
        .orderBy("id"),
    ),
    // The last look before the send: it is still ours, and we are still alive.
    send: statement((params: Params<{ id: string; owner: string; at: number }>) =>
      db
        .updateTable("runs")
        .set({
          state: "sending",
          sent_at: params.at,
          repeated: sql`repeated + case when state = 'sending' then 1 else 0 end`,
        })
        .where("id", "=", params.id)
        .where("owner", "=", params.owner)
        .where("state", "in", ["claimed", "sending"])
        .where(isAlive(params.owner, words)),
    ),
    putOff: statement(
      (
        params: Params<{
          id: string;
          owner: string;
          state: "claimed" | "sending";
          nextAt: number;
          reason: string;
        }>,
      ) =>
        db
          .updateTable("runs")
          .set({
            state: params.state,
            next_at: params.nextAt,
            reason: params.reason,
            tries: sql`tries + 1`,
          })
          .where("id", "=", params.id)
          .where("owner", "=", params.owner)
          .where("state", "in", ["claimed", "sending"]),
    ),
    end: statement(
      (
        params: Params<{
          id: string;
          owner: string;
          state: "sent" | "skipped" | "failed";
          at: number;
          reason: string | null;
        }>,
      ) =>
        db
          .updateTable("runs")
          .set({ state: params.state, ended_at: params.at, reason: params.reason })
          .where("id", "=", params.id)
          .where("owner", "=", params.owner)
          .where("state", "in", ["claimed", "sending"]),
    ),
    newest: statement((params: Params<{ subscription: string; limit: number }>) =>
      all()
        .where("subscription", "=", params.subscription)
        .orderBy("due_at", "desc")
        .orderBy("kind")
        .limit(params.limit),
    ),
  };
}
