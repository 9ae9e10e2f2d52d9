import { type Engine, writeOne } from "./engine.ts";
import { type Params, type Query, statement } from "./statement.ts";

/** Who did or wanted what, for the security officer: AntCRM sees one key for us all. */
export interface AuditEntry {
  at: Date;
  person: string;
  place: string;
  /** `"redeem"`. */
  command: string;
  /** Database: column `deed`. */
  effect: "look-up" | "write" | "refusal";
  /** The customer's id in the CRM, never a name or phone number; null: none, or not known. */
  customer: string | null;
  outcome: string;
  /** The customers that a list, a search or a file showed; absent: no more than `customer`. */
  customers?: readonly string[];
}

export interface AuditTable {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  recent(limit: number): Promise<AuditEntry[]>;
}

export function createAuditTable(engine: Engine): AuditTable {
  const db = engine.builder;
  const insert = auditInsert(engine);
  const recent = statement((params: Params<{ limit: number }>) =>
    db
      .selectFrom("audit")
      .select(["at", "person", "place", "command", "deed as effect", "customer", "outcome", "customers"])
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(params.limit),
  );

  return {
    async add(entry) {
      await writeOne(engine, insert(entry));
    },
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

/** The query that adds a row, for a transaction that does more. */
export function auditInsert({ builder: db }: Engine): (entry: AuditEntry) => Query<unknown> {
  type Row = Omit<AuditEntry, "at" | "customers"> & { at: number; customers: string | null };
  const insert = statement((params: Params<Row>) =>
    db.insertInto("audit").values({
      at: params.at,
      person: params.person,
      place: params.place,
      command: params.command,
      deed: params.effect,
      customer: params.customer,
      outcome: params.outcome,
      customers: params.customers,
    }),
  );
  return ({ at, customers, ...entry }) =>
    insert({
      ...entry,
      at: at.getTime(),
      customers: customers === undefined ? null : JSON.stringify(customers),
    });
}
