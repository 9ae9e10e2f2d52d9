import { sql } from "kysely";
import type { Engine, EngineWords } from "./engine.ts";
import { isOwed } from "./operation-states.ts";
import type { OperationState } from "./schema.ts";
import { anyOf, type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

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
interface ClaimValues extends Successor {
  id: string;
  former: string | null;
  state: OperationState;
  changedAt: number;
}

/** The journal's queries of one row, and what changes it. */
export function operationQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  return {
    add: statement((params: Params<AddValues>) =>
      db.insertInto("operations").values({
        id: params.id,
        reference: params.reference,
        kind: params.kind,
        person: params.person,
        place: params.place,
        customer: params.customer,
        input: params.input,
        state: params.state,
        proposed_at: params.at,
        until: params.until,
        changed_at: params.at,
        owner: params.owner,
        source: params.source,
        turn: params.sourceSequence,
        customer_sequence: params.customerSequence,
        mac: params.mac,
      }),
    ),
    find: statement((params: Params<{ id: string }>) =>
      db.selectFrom("operations").selectAll().where("id", "=", params.id),
    ),
    // The condition and the change are one statement: of many who try at once, one changes a row. A second run of the same
    // move, after a connection that broke, finds its own name and changes nothing more.
    move: statement((params: Params<MoveValues>) =>
      db
        .updateTable("operations")
        .set({
          state: params.to,
          move: params.move,
          state_mac: params.stateMac,
          changed_at: params.at,
          told_at: sql`case when ${isRepeated(params)} then told_at else null end`,
          confirmed_by: sql`coalesce(${params.confirmedBy}, confirmed_by)`,
          declined_by: sql`coalesce(${params.declinedBy}, declined_by)`,
          sent_at: sql`coalesce(${params.sentAt}, sent_at)`,
          ended_at: sql`coalesce(${params.endedAt}, ended_at)`,
          outcome: sql`coalesce(${params.outcome}, outcome)`,
          evidence: sql`coalesce(${params.evidence}, evidence)`,
          seen: sql`coalesce(${params.seen}, seen)`,
          owner: sql`coalesce(${params.owner}, owner)`,
          tries: sql`tries + case when state = 'sending' and not ${isRepeated(params)} then ${params.retry} else 0 end`,
        })
        .where("id", "=", params.id)
        .where(
          sql<boolean>`(${isRepeated(params)} or (state in ${anyOf<OperationState>("from", STATES)}
            and ${isOwnedBy(params)} and ${hasLease(params, words)} and ${isNewest(params)} and ${hasTries(params)}))`,
        ),
    ),
    takeSequences: statement(
      (params: Params<{ id: string; sourceSequence: number; customerSequence: number }>) =>
        db
          .updateTable("operations")
          .set({ turn: params.sourceSequence, customer_sequence: params.customerSequence })
          .where("id", "=", params.id)
          .where("state", "=", "proposed"),
    ),
    notified: statement((params: Params<{ id: string; at: number; state: OperationState | null }>) =>
      db
        .updateTable("operations")
        .set({ told_at: params.at })
        .where("id", "=", params.id)
        .where("told_at", "is", null)
        .where(sql<boolean>`(cast(${params.state} as text) is null or state = ${params.state})`),
    ),
    abandoned: statement((params: Params<Successor & { states: readonly OperationState[] }>) =>
      db
        .selectFrom("operations")
        .selectAll()
        .where("state", "in", anyOf<OperationState>("states", STATES))
        .where(isOwed)
        .where(isAbandoned(params, words))
        .orderBy("changed_at")
        .orderBy("id"),
    ),
    claim: statement((params: Params<ClaimValues>) =>
      db
        .updateTable("operations")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("state", "=", params.state)
        .where("changed_at", "=", params.changedAt)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, words)),
    ),
  };
}

// Postgres wants to be told the type of a value that is only ever compared with null: hence the casts.

function isOwnedBy({ ifOwner }: Params<MoveValues>) {
  return sql<boolean>`(cast(${ifOwner} as text) is null or owner = ${ifOwner})`;
}

/** True when this row was already changed by the move with this name, so that a second run changes nothing. */
function isRepeated({ move }: Params<MoveValues>) {
  return sql<boolean>`(move is not null and move = ${move})`;
}

function isNewest({ ifNewest }: Params<MoveValues>) {
  return sql<boolean>`(cast(${ifNewest} as integer) = 0 or not exists (
    select 1 from operations as later
    where later.kind = operations.kind and later.customer = operations.customer
      and later.customer_sequence > operations.customer_sequence
      and later.state in ('confirmed', 'sending', 'done', 'unclear')))`;
}

function hasTries({ ifTries }: Params<MoveValues>) {
  return sql<boolean>`(cast(${ifTries} as integer) is null or tries = ${ifTries})`;
}

/** The lease that counts is that of the row's owner after the move. */
function hasLease({ ifAlive, owner }: Params<MoveValues>, words: EngineWords) {
  const after = sql`coalesce(${owner}, operations.owner)`;
  return sql<boolean>`(cast(${ifAlive} as integer) = 0 or ${isAlive(after, words)})`;
}
