import type { StageDatabase } from "./database.ts";

/** An operation as the database says it stands: what is not sealed. */
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
  operations(): Promise<OperationRow[]>;
  /** Identities of stored events: `"telegram:8000001"`. */
  events(): Promise<string[]>;
  /** Those that have no outcome yet. */
  unfinished(): Promise<string[]>;
  /** Who holds a lease, or held one until it died. */
  workers(): Promise<string[]>;
  /** Until when the leases run, in milliseconds since 1970. */
  leases(): Promise<number[]>;
}

export function journalIn({ read }: Pick<StageDatabase, "read">): Journal {
  async function ids(where: string): Promise<string[]> {
    const rows = await read<{ id: string }>(`select id from inbox where ${where} order by at, id`);
    return rows.map(({ id }) => id);
  }
  return {
    operations: () =>
      read<OperationRow>(
        "select id, reference, kind, person, customer, state, evidence, told_at from operations order by proposed_at, id",
      ),
    events: () => ids("true"),
    unfinished: () => ids("finished_at is null"),
    workers: async () =>
      (await read<{ worker: string }>("select worker from workers")).map(({ worker }) => worker),
    leases: async () =>
      (await read<{ until: number }>("select until from workers")).map(({ until }) => Number(until)),
  };
}
