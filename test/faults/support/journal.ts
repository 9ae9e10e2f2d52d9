import Database from "better-sqlite3";

/** An operation as the file says it stands: what is not sealed. */
export interface OperationRow {
  id: string;
  reference: string;
  kind: string;
  person: string;
  customer: string | null;
  state: string;
  evidence: string | null;
  told_at: number | null;
}

/** What the bot's database holds, read from outside while it runs. */
export interface Journal {
  operations(): OperationRow[];
  /** Identities of stored events: `"telegram:8000001"`. */
  events(): string[];
  /** Those that have no outcome yet. */
  unfinished(): string[];
  /** Who holds a lease, or held one until it died. */
  workers(): string[];
  /** Until when the leases run, in milliseconds since 1970. */
  leases(): number[];
}

/** @param file  `"…/stage-x1y2/bot.db"` */
export function journalIn(file: string): Journal {
  function read<Row>(sql: string): Row[] {
    const db = new Database(file, { readonly: true });
    try {
      return db.prepare(sql).all() as Row[];
    } finally {
      db.close();
    }
  }
  const ids = (where: string) =>
    read<{ id: string }>(`select id from inbox where ${where} order by at, id`).map(({ id }) => id);
  return {
    operations: () =>
      read<OperationRow>(
        "select id, reference, kind, person, customer, state, evidence, told_at from operations order by proposed_at, id",
      ),
    events: () => ids("true"),
    unfinished: () => ids("finished_at is null"),
    workers: () => read<{ worker: string }>("select worker from workers").map(({ worker }) => worker),
    leases: () => read<{ until: number }>("select until from workers").map(({ until }) => until),
  };
}
