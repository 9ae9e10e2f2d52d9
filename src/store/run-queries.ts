import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Row } from "./schema.ts";
import { type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

type Run = Row<"runs">;
type NewRun = Omit<Run, "owner" | "tries" | "repeated" | "sent_at">;
/** A run that is in the hands of its owner. */
type Claimed = { id: string; owner: string };

export function runQueries({ builder: db, dialect }: Pick<Engine, "builder" | "dialect">) {
  const all = () => db.selectFrom("runs").selectAll();
  const change = ({ id, owner }: Params<Claimed>) =>
    db
      .updateTable("runs")
      .where("id", "=", id)
      .where("owner", "=", owner)
      .where("state", "in", ["claimed", "sending"]);

  return {
    add: statement((params: Params<NewRun>) =>
      db
        .insertInto("runs")
        .values(params)
        .onConflict((conflict) => conflict.columns(["subscription", "period", "kind"]).doNothing()),
    ),
    checked: statement((params: Params<{ subscription: string; until: number }>) =>
      db
        .updateTable("subscriptions")
        .set({ checked_until: params.until })
        .where("id", "=", params.subscription)
        .where("checked_until", "<", params.until),
    ),
    // One statement for all, and only of subscriptions of which no other worker has a run in hand: two messages of one
    // subscription are never sent at the same time.
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
      all()
        .where("state", "in", ["claimed", "sending"])
        .where(isAbandoned(params, dialect))
        .orderBy("due_at"),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      db
        .updateTable("runs")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, dialect)),
    ),
    inHand: statement((params: Params<{ owner: string }>) =>
      all()
        .where("state", "in", ["claimed", "sending"])
        .where("owner", "=", params.owner)
        .orderBy("due_at")
        .orderBy("id"),
    ),
    // The last check before the send: the run is still the owner's, and its lease runs.
    send: statement((params: Params<Claimed & { at: number }>) =>
      change(params)
        .set({
          state: "sending",
          sent_at: params.at,
          repeated: sql`repeated + case when state = 'sending' then 1 else 0 end`,
        })
        .where(isAlive(params.owner, dialect)),
    ),
    putOff: statement(
      ({ id, owner, ...later }: Params<Claimed & Pick<Run, "state" | "next_at" | "reason">>) =>
        change({ id, owner }).set({ ...later, tries: sql`tries + 1` }),
    ),
    end: statement(({ id, owner, ...end }: Params<Claimed & Pick<Run, "state" | "ended_at" | "reason">>) =>
      change({ id, owner }).set(end),
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
