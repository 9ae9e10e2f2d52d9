import { sql } from "kysely";
import type { OperationState } from "../operations/operation.ts";
import type { Engine } from "./engine.ts";
import { isOwed } from "./operation-states.ts";
import type { NewRow } from "./schema.ts";
import { anyOf, type Params, statement } from "./statement.ts";
import { isAbandoned, type Successor } from "./take-over.ts";

/** A row as it was read before it is claimed. */
interface ClaimValues extends Successor {
  id: string;
  former: string | null;
  state: OperationState;
  changedAt: number;
}

/** The queries of single operations, except `moveQuery`. */
export function operationQueries({ builder: db, dialect }: Pick<Engine, "builder" | "dialect">) {
  return {
    add: statement((params: Params<NewRow<"operations">>) => db.insertInto("operations").values(params)),
    find: statement((params: Params<{ id: string }>) =>
      db.selectFrom("operations").selectAll().where("id", "=", params.id),
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
        .where("state", "in", anyOf<OperationState>("states"))
        .where(isOwed)
        .where(isAbandoned(params, dialect))
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
        .where(isAbandoned(params, dialect)),
    ),
  };
}
