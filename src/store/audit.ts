import { type Engine, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

/** Who did or wanted what, for the security officer: AntCRM sees one key for us all. */
interface AuditEntry {
  at: Date;
  person: string;
  place: string;
  /** `"redeem"`. */
  command: string;
  deed: "look-up" | "write" | "refusal";
  /** The customer's id in the CRM, never a name or phone number; null: none, or not known. */
  customer: string | null;
  outcome: string;
}

export interface AuditTable {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  recent(limit: number): Promise<AuditEntry[]>;
}

export function createAuditTable(engine: Engine): AuditTable {
  const db = engine.builder;

  const insert = statement((gaps: Gaps<Omit<AuditEntry, "at"> & { at: number }>) =>
    db.insertInto("audit").values({
      at: gaps.at,
      person: gaps.person,
      place: gaps.place,
      command: gaps.command,
      deed: gaps.deed,
      customer: gaps.customer,
      outcome: gaps.outcome,
    }),
  );
  const recent = statement((gaps: Gaps<{ limit: number }>) =>
    db
      .selectFrom("audit")
      .select(["at", "person", "place", "command", "deed", "customer", "outcome"])
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(gaps.limit),
  );

  return {
    async add(entry) {
      await writeOne(engine, insert({ ...entry, at: entry.at.getTime() }));
    },
    async recent(limit) {
      const rows = await engine.read(recent({ limit }));
      return rows.map((row) => ({ ...row, at: new Date(row.at) }));
    },
  };
}
