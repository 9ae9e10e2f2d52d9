import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { MoveChange, OperationState } from "../operations/operation.ts";
import type { Dialect, Engine } from "./engine.ts";
import { anyOf, type Params, statement } from "./engine.ts";
import type { sealsOfOperations } from "./operation-row.ts";
import { ENDED } from "./operation-row.ts";
import type { RowMac } from "./row-mac.ts";
import { isAlive } from "./workers.ts";

interface Move {
  id: string;
  from: readonly OperationState[];
  to: OperationState;
  change: MoveChange;
}

type MoveParams = Params<ReturnType<typeof moveValues>>;

/** Returns the values of `moveQuery`. A value of null changes nothing, or is no condition. */
export function moveValues(
  { id, from, to, change }: Move,
  seals: ReturnType<typeof sealsOfOperations>,
  confirmedMac: RowMac<"confirmedOperations">,
) {
  const { at, by = null, move = randomUUID(), outcome, seen, input } = change;
  const atMs = at.getTime();
  return {
    ...{ id, from, to, move, at: atMs },
    stateMac: to === "confirmed" ? confirmedMac.sign({ id, state: to, move }) : null,
    confirmedBy: to === "confirmed" ? by : null,
    declinedBy: to === "declined" ? by : null,
    sentAt: to === "sending" ? atMs : null,
    endedAt: ENDED.includes(to) ? atMs : null,
    outcome: outcome === undefined ? null : seals.outcome.seal(id, outcome),
    evidence: change.evidence ?? null,
    seen: seen === undefined ? null : seals.seen.seal(id, seen),
    input: input === undefined ? null : seals.input.seal(id, input),
    owner: change.owner ?? null,
    ifOwner: change.ifOwner ?? null,
    ifAlive: Number(change.ifAlive ?? false),
    ifNewest: Number(change.ifNewest ?? false),
    ifTries: change.ifTries ?? null,
    /** With 1 the move counts as a try if the row comes from `sending`. */
    retry: Number(to === "confirmed"),
  };
}

/**
 * Creates the query that moves an operation. The condition and the change are one statement: of many callers at once, one
 * changes the row. A second run of the same move, after a broken connection, finds the name of the move and changes
 * nothing more.
 */
export function moveQuery({ builder: db, dialect }: Engine) {
  return statement((params: MoveParams) =>
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
        input: sql`coalesce(${params.input}, input)`,
        owner: sql`coalesce(${params.owner}, owner)`,
        tries: sql`tries + case when state = 'sending' and not ${isRepeated(params)} then ${params.retry} else 0 end`,
      })
      .where("id", "=", params.id)
      .where(
        sql<boolean>`(${isRepeated(params)} or (state in ${anyOf<OperationState>("from")}
          and ${isOwnedBy(params)} and ${hasLease(params, dialect)} and ${isNewest(params)} and ${hasTries(params)}))`,
      ),
  );
}

/** True if this row was already changed by the move with this name. */
function isRepeated({ move }: MoveParams) {
  return sql<boolean>`(move is not null and move = ${move})`;
}

// Postgres needs a cast of a value that is only compared with null.

function isOwnedBy({ ifOwner }: MoveParams) {
  return sql<boolean>`(cast(${ifOwner} as text) is null or owner = ${ifOwner})`;
}

function isNewest({ ifNewest }: MoveParams) {
  return sql<boolean>`(cast(${ifNewest} as integer) = 0 or not exists (
    select 1 from operations as later
    where later.kind = operations.kind and later.customer = operations.customer
      and later.customer_sequence > operations.customer_sequence
      and later.state in ('confirmed', 'sending', 'done', 'unclear')))`;
}

function hasTries({ ifTries }: MoveParams) {
  return sql<boolean>`(cast(${ifTries} as integer) is null or tries = ${ifTries})`;
}

/** Checks the lease of the owner that the row has after the move. */
function hasLease({ ifAlive, owner }: MoveParams, dialect: Dialect) {
  const after = sql`coalesce(${owner}, operations.owner)`;
  return sql<boolean>`(cast(${ifAlive} as integer) = 0 or ${isAlive(after, dialect)})`;
}
