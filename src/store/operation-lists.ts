import { type Kysely, sql } from "kysely";
import { isLeftToPeople, isNews, MAY_HAVE_HAPPENED } from "./operation-states.ts";
import type { OperationState, Schema } from "./schema.ts";
import { anyOf, type Gaps, statement } from "./statement.ts";

/** Room for every state there is. */
const STATES = 9;
/** As many as `withEvidence` asks for at once. */
const EVIDENCES = 20;

/** The journal's look-ups of several rows, or of the newest of several. */
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
    ofCustomer: statement((gaps: Gaps<{ customer: string; states: readonly OperationState[] }>) =>
      newestFirst()
        .where("customer", "=", gaps.customer)
        .where("state", "in", anyOf<OperationState>("states", STATES)),
    ),
    ofPerson: statement((gaps: Gaps<{ person: string; limit: number }>) =>
      newestFirst().where("person", "=", gaps.person).limit(gaps.limit),
    ),
    ofAll: statement((gaps: Gaps<{ limit: number }>) => newestFirst().limit(gaps.limit)),
    claimed: statement((_: Gaps<{ evidence: readonly string[] }>) =>
      db
        .selectFrom("operations")
        .select("evidence")
        .where("evidence", "in", anyOf<string>("evidence", EVIDENCES)),
    ),

    // Both halves read nothing but the index of state and changed_at.
    openByState: statement((gaps: Gaps<{ askedSince: number }>) =>
      counts()
        .where("state", "in", ["confirmed", "sending", "unclear"])
        .unionAll(counts().where("state", "=", "proposed").where("changed_at", ">", gaps.askedSince)),
    ),
    untold: statement((gaps: Gaps<{ owner: string; before: number }>) =>
      oldestFirst().where("owner", "=", gaps.owner).where("changed_at", "<", gaps.before).where(isNews),
    ),
    underWayOf: statement((gaps: Gaps<{ owner: string; before: number }>) =>
      oldestFirst()
        .where("state", "in", ["confirmed", "sending"])
        .where("owner", "=", gaps.owner)
        .where("changed_at", "<", gaps.before),
    ),
    unclear: statement((gaps: Gaps<{ limit: number }>) =>
      oldestFirst()
        .where("state", "=", "unclear")
        .where(sql<boolean>`not ${isLeftToPeople}`)
        .limit(gaps.limit),
    ),
    latestFor: statement((gaps: Gaps<{ kind: string; customer: string }>) =>
      rows()
        .where("kind", "=", gaps.kind)
        .where("customer", "=", gaps.customer)
        .where("state", "in", MAY_HAVE_HAPPENED)
        .orderBy("customer_sequence", "desc")
        .limit(1),
    ),
    // The latest that may have happened; a question nobody answered counts less.
    bySource: statement((gaps: Gaps<{ kind: string; source: string }>) =>
      rows()
        .where("kind", "=", gaps.kind)
        .where("source", "=", gaps.source)
        .where("state", "not in", ["declined", "expired", "failed"])
        .orderBy(sql`case when state = 'proposed' then 1 else 0 end`)
        .orderBy("turn", "desc")
        .orderBy("proposed_at", "desc")
        .orderBy("id", "desc")
        .limit(1),
    ),
    nextSequences: statement(
      (gaps: Gaps<{ kind: string; source: string | null; customer: string | null }>) => {
        const mayHaveHappened = () =>
          db.selectFrom("operations").where("kind", "=", gaps.kind).where("state", "in", MAY_HAVE_HAPPENED);
        return db.selectNoFrom([
          mayHaveHappened()
            .where("source", "=", gaps.source)
            .select(sql<number>`coalesce(max(turn), -1) + 1`.as("next"))
            .as("source_sequence"),
          mayHaveHappened()
            .where("customer", "=", gaps.customer)
            .select(sql<number>`coalesce(max(customer_sequence), -1) + 1`.as("next"))
            .as("customer_sequence"),
        ]);
      },
    ),
    recent: statement((gaps: Gaps<{ kind: string; customer: string; since: number }>) =>
      newestFirst()
        .where("kind", "=", gaps.kind)
        .where("customer", "=", gaps.customer)
        .where("state", "in", ["done", "unclear"])
        .where("proposed_at", ">=", gaps.since),
    ),
  };
}
