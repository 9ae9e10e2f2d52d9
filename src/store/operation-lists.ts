import { type Kysely, sql } from "kysely";
import type { OperationState } from "../operations/operation.ts";
import { isLeftToPeople, isNews, MAY_HAVE_HAPPENED } from "./operation-states.ts";
import type { Schema } from "./schema.ts";
import { anyOf, type Params, statement } from "./statement.ts";

/** The queries for several operations, or for the newest of several. */
export function operationLists(db: Kysely<Schema>) {
  const rows = () => db.selectFrom("operations").selectAll();
  const newestFirst = () => rows().orderBy("proposed_at", "desc").orderBy("id", "desc");
  const oldestFirst = () => rows().orderBy("changed_at").orderBy("id");
  const counts = () =>
    db
      .selectFrom("operations")
      .select(({ fn, ref }) => [
        "state",
        fn.countAll<number>().as("operations"),
        fn.min<number>(ref("changed_at")).as("oldest_at"),
      ])
      .groupBy("state");

  return {
    ofCustomer: statement((params: Params<{ customer: string; states: readonly OperationState[] }>) =>
      newestFirst()
        .where("customer", "=", params.customer)
        .where("state", "in", anyOf<OperationState>("states")),
    ),
    ofPerson: statement((params: Params<{ person: string; limit: number }>) =>
      newestFirst().where("person", "=", params.person).limit(params.limit),
    ),
    ofAll: statement((params: Params<{ limit: number }>) => newestFirst().limit(params.limit)),
    // Both halves read only the index of state and changed_at.
    openByState: statement((params: Params<{ askedSince: number }>) =>
      counts()
        .where("state", "in", ["confirmed", "sending", "unclear"])
        .unionAll(counts().where("state", "=", "proposed").where("changed_at", ">", params.askedSince)),
    ),
    notNotified: statement((params: Params<{ owner: string; before: number }>) =>
      oldestFirst().where("owner", "=", params.owner).where("changed_at", "<", params.before).where(isNews),
    ),
    underWayOf: statement((params: Params<{ owner: string; before: number }>) =>
      oldestFirst()
        .where("state", "in", ["confirmed", "sending"])
        .where("owner", "=", params.owner)
        .where("changed_at", "<", params.before),
    ),
    unclear: statement((params: Params<{ limit: number }>) =>
      oldestFirst()
        .where("state", "=", "unclear")
        .where(sql<boolean>`not ${isLeftToPeople}`)
        .limit(params.limit),
    ),
    latestFor: statement((params: Params<{ kind: string; customer: string }>) =>
      rows()
        .where("kind", "=", params.kind)
        .where("customer", "=", params.customer)
        .where("state", "in", MAY_HAVE_HAPPENED)
        .orderBy("customer_sequence", "desc")
        .limit(1),
    ),
    // The latest that may have happened; a proposal only if there is none.
    bySource: statement((params: Params<{ kind: string; source: string }>) =>
      rows()
        .where("kind", "=", params.kind)
        .where("source", "=", params.source)
        .where("state", "not in", ["declined", "expired", "failed"])
        .orderBy(sql`case when state = 'proposed' then 1 else 0 end`)
        .orderBy("turn", "desc")
        .orderBy("proposed_at", "desc")
        .orderBy("id", "desc")
        .limit(1),
    ),
    nextSequences: statement(
      (params: Params<{ kind: string; source: string | null; customer: string | null }>) => {
        const mayHaveHappened = () =>
          db.selectFrom("operations").where("kind", "=", params.kind).where("state", "in", MAY_HAVE_HAPPENED);
        return db.selectNoFrom([
          mayHaveHappened()
            .where("source", "=", params.source)
            .select(sql<number>`coalesce(max(turn), -1) + 1`.as("next"))
            .as("source_sequence"),
          mayHaveHappened()
            .where("customer", "=", params.customer)
            .select(sql<number>`coalesce(max(customer_sequence), -1) + 1`.as("next"))
            .as("customer_sequence"),
        ]);
      },
    ),
    recent: statement((params: Params<{ kind: string; customer: string; since: number }>) =>
      newestFirst()
        .where("kind", "=", params.kind)
        .where("customer", "=", params.customer)
        .where("state", "in", ["done", "unclear"])
        .where("proposed_at", ">=", params.since),
    ),
  };
}
