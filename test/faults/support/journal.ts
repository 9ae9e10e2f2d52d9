import type { FixtureDatabase } from "./database.ts";

/** The columns of an operation that are not sealed. */
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

/** Reads the bot's database from outside while the bot runs. */
export interface Journal {
  operations(): Promise<OperationRow[]>;
  /** Ids of stored events: `"telegram:8000001"`. */
  events(): Promise<string[]>;
  /** Ids of events without an outcome. */
  unfinished(): Promise<string[]>;
  /** The processes that hold a lease or were killed while they held one. */
  workers(): Promise<string[]>;
  /** The expiry times of the leases, in milliseconds since 1970. */
  leases(): Promise<number[]>;
}

export function journalIn({ read }: Pick<FixtureDatabase, "read">): Journal {
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
