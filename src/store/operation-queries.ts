import { type Kysely, type Selectable, sql } from "kysely";
import type { OperationState, Schema } from "./schema.ts";
import { anyOf, type Gaps, statement } from "./statement.ts";

export type OperationRow = Selectable<Schema["operations"]>;

/** Room for every state there is. */
const STATES = 9;
/** As many as `withEvidence` asks for at once. */
const EVIDENCES = 20;

interface AddValues {
  id: string;
  reference: string;
  kind: string;
  person: string;
  place: Buffer;
  customer: string | null;
  input: Buffer;
  state: OperationState;
  at: number;
  until: number;
}

interface MoveValues {
  id: string;
  from: readonly OperationState[];
  to: OperationState;
  at: number;
  confirmedBy: string | null;
  declinedBy: string | null;
  sentAt: number | null;
  endedAt: number | null;
  outcome: Buffer | null;
  evidence: string | null;
  seen: Buffer | null;
}

/** The journal's queries. */
export function operationQueries(db: Kysely<Schema>) {
  return {
    add: statement((gaps: Gaps<AddValues>) =>
      db.insertInto("operations").values({
        id: gaps.id,
        reference: gaps.reference,
        kind: gaps.kind,
        person: gaps.person,
        place: gaps.place,
        customer: gaps.customer,
        input: gaps.input,
        state: gaps.state,
        proposed_at: gaps.at,
        until: gaps.until,
        changed_at: gaps.at,
      }),
    ),
    find: statement((gaps: Gaps<{ id: string }>) =>
      db.selectFrom("operations").selectAll().where("id", "=", gaps.id),
    ),
    // The condition and the change are one statement: of many who try at once, one changes a row.
    move: statement((gaps: Gaps<MoveValues>) =>
      db
        .updateTable("operations")
        .set({
          state: gaps.to,
          changed_at: gaps.at,
          confirmed_by: sql`coalesce(${gaps.confirmedBy}, confirmed_by)`,
          declined_by: sql`coalesce(${gaps.declinedBy}, declined_by)`,
          sent_at: sql`coalesce(${gaps.sentAt}, sent_at)`,
          ended_at: sql`coalesce(${gaps.endedAt}, ended_at)`,
          outcome: sql`coalesce(${gaps.outcome}, outcome)`,
          evidence: sql`coalesce(${gaps.evidence}, evidence)`,
          seen: sql`coalesce(${gaps.seen}, seen)`,
        })
        .where("id", "=", gaps.id)
        .where("state", "in", anyOf<OperationState>("from", STATES)),
    ),
    ofCustomer: statement((gaps: Gaps<{ customer: string; states: readonly OperationState[] }>) =>
      db
        .selectFrom("operations")
        .selectAll()
        .where("customer", "=", gaps.customer)
        .where("state", "in", anyOf<OperationState>("states", STATES))
        .orderBy("proposed_at", "desc")
        .orderBy("id", "desc"),
    ),
    ofPerson: statement((gaps: Gaps<{ person: string; limit: number }>) =>
      db
        .selectFrom("operations")
        .selectAll()
        .where("person", "=", gaps.person)
        .orderBy("proposed_at", "desc")
        .orderBy("id", "desc")
        .limit(gaps.limit),
    ),
    claimed: statement((_: Gaps<{ evidence: readonly string[] }>) =>
      db
        .selectFrom("operations")
        .select("evidence")
        .where("evidence", "in", anyOf<string>("evidence", EVIDENCES)),
    ),
  };
}
