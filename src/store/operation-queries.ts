import { sql } from "kysely";
import type { Engine, EngineWords } from "./engine.ts";
import { isOwed } from "./operation-states.ts";
import type { OperationState } from "./schema.ts";
import { anyOf, type Gaps, statement } from "./statement.ts";
import { type Heir, isAbandoned, isAlive } from "./take-over.ts";

/** Room for every state there is. */
const STATES = 9;

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
  owner: string | null;
  source: string | null;
  sourceSequence: number;
  customerSequence: number;
  mac: Buffer;
}

interface MoveValues {
  id: string;
  /** A random name of this move. */
  move: string;
  /** Over state and move where it is confirmed, else null. */
  stateMac: Buffer | null;
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
  owner: string | null;
  ifOwner: string | null;
  /** 1: only while the lease of the row's owner runs. */
  ifAlive: 0 | 1;
  /** 1: only while no later one of its kind for its customer is on its way or perhaps done. */
  ifNewest: 0 | 1;
  ifTries: number | null;
  /** 1 when a row that comes from `sending` was told to wait. */
  retry: 0 | 1;
}

/** A row as it was when an heir read it. */
interface ClaimValues extends Heir {
  id: string;
  former: string | null;
  state: OperationState;
  changedAt: number;
}

/** The journal's queries of one row, and what changes it. */
export function operationQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
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
        owner: gaps.owner,
        source: gaps.source,
        turn: gaps.sourceSequence,
        customer_sequence: gaps.customerSequence,
        mac: gaps.mac,
      }),
    ),
    find: statement((gaps: Gaps<{ id: string }>) =>
      db.selectFrom("operations").selectAll().where("id", "=", gaps.id),
    ),
    // The condition and the change are one statement: of many who try at once, one changes a row. A second run of the same
    // move, after a connection that broke, finds its own name and changes nothing more.
    move: statement((gaps: Gaps<MoveValues>) =>
      db
        .updateTable("operations")
        .set({
          state: gaps.to,
          move: gaps.move,
          state_mac: gaps.stateMac,
          changed_at: gaps.at,
          told_at: sql`case when ${isRepeated(gaps)} then told_at else null end`,
          confirmed_by: sql`coalesce(${gaps.confirmedBy}, confirmed_by)`,
          declined_by: sql`coalesce(${gaps.declinedBy}, declined_by)`,
          sent_at: sql`coalesce(${gaps.sentAt}, sent_at)`,
          ended_at: sql`coalesce(${gaps.endedAt}, ended_at)`,
          outcome: sql`coalesce(${gaps.outcome}, outcome)`,
          evidence: sql`coalesce(${gaps.evidence}, evidence)`,
          seen: sql`coalesce(${gaps.seen}, seen)`,
          owner: sql`coalesce(${gaps.owner}, owner)`,
          tries: sql`tries + case when state = 'sending' and not ${isRepeated(gaps)} then ${gaps.retry} else 0 end`,
        })
        .where("id", "=", gaps.id)
        .where(
          sql<boolean>`(${isRepeated(gaps)} or (state in ${anyOf<OperationState>("from", STATES)}
            and ${isOwnedBy(gaps)} and ${hasLease(gaps, words)} and ${isNewest(gaps)} and ${hasTries(gaps)}))`,
        ),
    ),
    takeSequences: statement((gaps: Gaps<{ id: string; sourceSequence: number; customerSequence: number }>) =>
      db
        .updateTable("operations")
        .set({ turn: gaps.sourceSequence, customer_sequence: gaps.customerSequence })
        .where("id", "=", gaps.id)
        .where("state", "=", "proposed"),
    ),
    told: statement((gaps: Gaps<{ id: string; at: number; state: OperationState | null }>) =>
      db
        .updateTable("operations")
        .set({ told_at: gaps.at })
        .where("id", "=", gaps.id)
        .where("told_at", "is", null)
        .where(sql<boolean>`(cast(${gaps.state} as text) is null or state = ${gaps.state})`),
    ),
    abandoned: statement((gaps: Gaps<Heir & { states: readonly OperationState[] }>) =>
      db
        .selectFrom("operations")
        .selectAll()
        .where("state", "in", anyOf<OperationState>("states", STATES))
        .where(isOwed)
        .where(isAbandoned(gaps, words))
        .orderBy("changed_at")
        .orderBy("id"),
    ),
    claim: statement((gaps: Gaps<ClaimValues>) =>
      db
        .updateTable("operations")
        .set({ owner: gaps.heir })
        .where("id", "=", gaps.id)
        .where("state", "=", gaps.state)
        .where("changed_at", "=", gaps.changedAt)
        .where("owner", "is not distinct from", gaps.former)
        .where(isAbandoned(gaps, words)),
    ),
  };
}

// Postgres wants to be told the type of a value that is only ever compared with null: hence the casts.

function isOwnedBy({ ifOwner }: Gaps<MoveValues>) {
  return sql<boolean>`(cast(${ifOwner} as text) is null or owner = ${ifOwner})`;
}

/** True when this row was already changed by the move with this name, so that a second run changes nothing. */
function isRepeated({ move }: Gaps<MoveValues>) {
  return sql<boolean>`(move is not null and move = ${move})`;
}

function isNewest({ ifNewest }: Gaps<MoveValues>) {
  return sql<boolean>`(cast(${ifNewest} as integer) = 0 or not exists (
    select 1 from operations as later
    where later.kind = operations.kind and later.customer = operations.customer
      and later.customer_sequence > operations.customer_sequence
      and later.state in ('confirmed', 'sending', 'done', 'unclear')))`;
}

function hasTries({ ifTries }: Gaps<MoveValues>) {
  return sql<boolean>`(cast(${ifTries} as integer) is null or tries = ${ifTries})`;
}

/** The lease that counts is that of the row's owner after the move. */
function hasLease({ ifAlive, owner }: Gaps<MoveValues>, words: EngineWords) {
  const after = sql`coalesce(${owner}, operations.owner)`;
  return sql<boolean>`(cast(${ifAlive} as integer) = 0 or ${isAlive(after, words)})`;
}
