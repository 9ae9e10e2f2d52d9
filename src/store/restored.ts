import { type Kysely, sql } from "kysely";
import { ENDED } from "./operation-states.ts";
import type { Schema } from "./schema.ts";
import { type Params, statement } from "./statement.ts";

interface Restore {
  /** The token of the place as it was read: nothing is changed where another process was first. */
  token: string;
  now: number;
}

/**
 * Updates that end all unfinished work in a restored copy, by name and in the order to run them. The bot may have continued
 * this work on the original, so the copy neither sends it nor tells of it.
 */
export function endUnfinishedQueries(db: Kysely<Schema>) {
  const isFirst = ({ token }: Params<Restore>) =>
    sql<boolean>`exists (select 1 from database_identity where token = ${token})`;
  const notified = sql<number>`coalesce(told_at, changed_at)`;
  const notSent = ({ now }: Params<Restore>) =>
    ({
      state: "expired",
      ended_at: now,
      changed_at: now,
      told_at: now,
      restored_at: now,
      state_mac: null,
    }) as const;
  const batches = (sum: string) =>
    sql<number>`(select coalesce(sum(${sql.raw(sum)}), 0) from import_batches where import = imports.id)`;

  return {
    confirmed: statement((params: Params<Restore>) =>
      db
        .updateTable("operations")
        .set(notSent(params))
        .where("state", "=", "confirmed")
        .where(isFirst(params)),
    ),
    proposed: statement((params: Params<Restore>) =>
      db
        .updateTable("operations")
        .set(notSent(params))
        .where("state", "=", "proposed")
        .where(isFirst(params)),
    ),
    unclear: statement((params: Params<Restore>) =>
      db
        .updateTable("operations")
        .set({ told_at: notified, restored_at: params.now })
        .where("state", "=", "unclear")
        .where(isFirst(params)),
    ),
    sending: statement((params: Params<Restore>) =>
      db
        .updateTable("operations")
        .set({ state: "unclear", changed_at: params.now, told_at: params.now, restored_at: params.now })
        .where("state", "=", "sending")
        .where(isFirst(params)),
    ),
    notNotified: statement((params: Params<Restore>) =>
      db
        .updateTable("operations")
        .set({ told_at: params.now })
        .where("state", "in", ENDED)
        .where("told_at", "is", null)
        .where(isFirst(params)),
    ),

    events: statement((params: Params<Restore>) =>
      db
        .updateTable("inbox")
        .set({ payload: null, lane: null, outcome: "failed", finished_at: params.now })
        .where("finished_at", "is", null)
        .where(isFirst(params)),
    ),

    digests: statement((params: Params<Restore>) =>
      db
        .updateTable("runs")
        .set({ state: "skipped", reason: "restored", ended_at: params.now })
        .where("state", "in", ["due", "claimed", "sending"])
        .where(isFirst(params)),
    ),
    schedules: statement((params: Params<Restore>) =>
      db
        .updateTable("subscriptions")
        .set({ checked_until: params.now })
        .where("checked_until", "<", params.now)
        .where(isFirst(params)),
    ),

    alerts: statement((params: Params<Restore>) =>
      db
        .updateTable("alert_events")
        .set({ state: "dropped", ended_at: params.now })
        .where("state", "in", ["waiting", "sending"])
        .where(isFirst(params)),
    ),
    lookedThrough: statement((params: Params<Restore>) =>
      db.updateTable("alert_sources").set({ until: params.now, owner: null }).where(isFirst(params)),
    ),

    batchesInDoubt: statement((params: Params<Restore>) =>
      db
        .updateTable("import_batches")
        .set({ state: "unclear" })
        .where("state", "=", "sending")
        .where(isFirst(params)),
    ),
    imports: statement((params: Params<Restore>) =>
      db
        .updateTable("imports")
        .set({
          state: "stopped",
          made: batches("made"),
          there: batches("there"),
          failed: batches("failed"),
          unclear: batches("unclear + case when state = 'unclear' then size else 0 end"),
          changed_at: params.now,
          ended_at: params.now,
          told_at: params.now,
          restored_at: params.now,
          state_mac: null,
        })
        .where("state", "in", ["running", "stopping"])
        .where(isFirst(params)),
    ),
    files: statement((params: Params<Restore>) =>
      db
        .updateTable("imports")
        .set({ state: "expired", changed_at: params.now, ended_at: params.now })
        .where("state", "in", ["reading", "proposed"])
        .where(isFirst(params)),
    ),
    reports: statement((params: Params<Restore>) =>
      db
        .updateTable("imports")
        .set({ told_at: params.now })
        .where("state", "in", ["done", "stopped"])
        .where("told_at", "is", null)
        .where(isFirst(params)),
    ),

    workers: statement((params: Params<Restore>) => db.deleteFrom("workers").where(isFirst(params))),
  };
}
