import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { RunState } from "./schema.ts";
import { type Gaps, statement } from "./statement.ts";
import { type Heir, isAbandoned, isAlive } from "./take-over.ts";

/** The queries of `runs`. */
export function runQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const all = () => db.selectFrom("runs").selectAll();

  return {
    add: statement(
      (
        gaps: Gaps<{
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
            id: gaps.id,
            subscription: gaps.subscription,
            kind: gaps.kind,
            period: gaps.period,
            due_at: gaps.dueAt,
            from_at: gaps.from,
            to_at: gaps.to,
            state: gaps.state,
            reason: gaps.reason,
            next_at: gaps.dueAt,
            ended_at: gaps.endedAt,
          })
          .onConflict((conflict) => conflict.columns(["subscription", "period", "kind"]).doNothing()),
    ),
    checked: statement((gaps: Gaps<{ subscription: string; until: number }>) =>
      db
        .updateTable("subscriptions")
        .set({ checked_until: gaps.until })
        .where("id", "=", gaps.subscription)
        .where("checked_until", "<", gaps.until),
    ),
    // All of them by one statement, and only of subscriptions that nobody else has in hand: two messages of one never
    // go out side by side.
    claimDue: statement((gaps: Gaps<{ owner: string }>) =>
      db
        .updateTable("runs")
        .set({ state: "claimed", owner: gaps.owner })
        .where("state", "=", "due")
        .where(
          sql<boolean>`not exists (select 1 from runs as other where other.subscription = runs.subscription
            and other.state in ('claimed', 'sending') and other.owner <> ${gaps.owner})`,
        ),
    ),
    abandoned: statement((gaps: Gaps<Heir>) =>
      all().where("state", "in", ["claimed", "sending"]).where(isAbandoned(gaps, words)).orderBy("due_at"),
    ),
    claim: statement((gaps: Gaps<Heir & { id: string; former: string | null }>) =>
      db
        .updateTable("runs")
        .set({ owner: gaps.heir })
        .where("id", "=", gaps.id)
        .where("owner", "is not distinct from", gaps.former)
        .where(isAbandoned(gaps, words)),
    ),
    inHand: statement((gaps: Gaps<{ owner: string }>) =>
      all()
        .where("state", "in", ["claimed", "sending"])
        .where("owner", "=", gaps.owner)
        .orderBy("due_at")
        .orderBy("id"),
    ),
    // The last look before the send: it is still ours, and we are still alive.
    send: statement((gaps: Gaps<{ id: string; owner: string; at: number }>) =>
      db
        .updateTable("runs")
        .set({
          state: "sending",
          sent_at: gaps.at,
          repeated: sql`repeated + case when state = 'sending' then 1 else 0 end`,
        })
        .where("id", "=", gaps.id)
        .where("owner", "=", gaps.owner)
        .where("state", "in", ["claimed", "sending"])
        .where(isAlive(gaps.owner, words)),
    ),
    putOff: statement(
      (
        gaps: Gaps<{
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
            state: gaps.state,
            next_at: gaps.nextAt,
            reason: gaps.reason,
            tries: sql`tries + 1`,
          })
          .where("id", "=", gaps.id)
          .where("owner", "=", gaps.owner)
          .where("state", "in", ["claimed", "sending"]),
    ),
    end: statement(
      (
        gaps: Gaps<{
          id: string;
          owner: string;
          state: "sent" | "skipped" | "failed";
          at: number;
          reason: string | null;
        }>,
      ) =>
        db
          .updateTable("runs")
          .set({ state: gaps.state, ended_at: gaps.at, reason: gaps.reason })
          .where("id", "=", gaps.id)
          .where("owner", "=", gaps.owner)
          .where("state", "in", ["claimed", "sending"]),
    ),
    newest: statement((gaps: Gaps<{ subscription: string; limit: number }>) =>
      all()
        .where("subscription", "=", gaps.subscription)
        .orderBy("due_at", "desc")
        .orderBy("kind")
        .limit(gaps.limit),
    ),
  };
}
