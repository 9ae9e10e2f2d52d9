import type { AuditEntry, AuditRepository } from "../access/audit.ts";
import { type Engine, execute, type Params, type Query, statement } from "./engine.ts";
import { rowsOf } from "./rows.ts";

/** `recent` returns the newest entries first. */
type AuditTable = AuditRepository & { recent(limit: number): Promise<AuditEntry[]> };

export function createAuditTable(engine: Engine): AuditTable {
  const insert = auditInsert(engine);
  const recent = statement((params: Params<{ limit: number }>) =>
    engine.builder
      .selectFrom("audit")
      .select(["at", "person", "place", "command", "deed as effect", "customer", "outcome", "customers"])
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(params.limit),
  );

  return {
    add: (entry) => execute(engine, insert(entry)),
    async recent(limit) {
      const rows = await engine.read(recent({ limit }));
      return rows.map(({ customers, ...row }) => ({
        ...row,
        at: new Date(row.at),
        ...(customers !== null && { customers: JSON.parse(customers) as string[] }),
      }));
    },
  };
}

/** Creates the query that adds an entry, to be part of a larger transaction. */
export function auditInsert(engine: Engine): (entry: AuditEntry) => Query<unknown> {
  const { insert } = rowsOf(engine, "audit", "id");
  return ({ at, person, place, command, effect, customer, outcome, customers }) =>
    insert({
      ...{ at, person, place, command, deed: effect, customer, outcome },
      customers: customers === undefined ? null : JSON.stringify(customers),
    });
}
