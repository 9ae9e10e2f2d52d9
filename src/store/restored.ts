import { type Kysely, sql } from "kysely";
import { ENDED } from "./operation-states.ts";
import type { Schema } from "./schema.ts";
import { type Gaps, statement } from "./statement.ts";

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
  const isFirst = ({ token }: Gaps<Restore>) =>
    sql<boolean>`exists (select 1 from database_identity where token = ${token})`;
  const told = sql<number>`coalesce(told_at, changed_at)`;
  const notSent = ({ now }: Gaps<Restore>) =>
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
    confirmed: statement((gaps: Gaps<Restore>) =>
      db.updateTable("operations").set(notSent(gaps)).where("state", "=", "confirmed").where(isFirst(gaps)),
    ),
    proposed: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("operations")
        .set(notSent(gaps))
        .where("state", "in", ["proposed", "awaiting-approval"])
        .where(isFirst(gaps)),
    ),
    unclear: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("operations")
        .set({ told_at: told, restored_at: gaps.now })
        .where("state", "=", "unclear")
        .where(isFirst(gaps)),
    ),
    sending: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("operations")
        .set({ state: "unclear", changed_at: gaps.now, told_at: gaps.now, restored_at: gaps.now })
        .where("state", "=", "sending")
        .where(isFirst(gaps)),
    ),
    untold: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("operations")
        .set({ told_at: gaps.now })
        .where("state", "in", ENDED)
        .where("told_at", "is", null)
        .where(isFirst(gaps)),
    ),

    events: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("inbox")
        .set({ payload: null, lane: null, outcome: "failed", finished_at: gaps.now })
        .where("finished_at", "is", null)
        .where(isFirst(gaps)),
    ),

    digests: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("runs")
        .set({ state: "skipped", reason: "restored", ended_at: gaps.now })
        .where("state", "in", ["due", "claimed", "sending"])
        .where(isFirst(gaps)),
    ),
    schedules: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("subscriptions")
        .set({ checked_until: gaps.now })
        .where("checked_until", "<", gaps.now)
        .where(isFirst(gaps)),
    ),

    alerts: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("alert_events")
        .set({ state: "dropped", ended_at: gaps.now })
        .where("state", "in", ["waiting", "sending"])
        .where(isFirst(gaps)),
    ),
    lookedThrough: statement((gaps: Gaps<Restore>) =>
      db.updateTable("alert_sources").set({ until: gaps.now, owner: null }).where(isFirst(gaps)),
    ),

    batchesInDoubt: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("import_batches")
        .set({ state: "unclear" })
        .where("state", "=", "sending")
        .where(isFirst(gaps)),
    ),
    imports: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("imports")
        .set({
          state: "stopped",
          made: batches("made"),
          there: batches("there"),
          failed: batches("failed"),
          unclear: batches("unclear + case when state = 'unclear' then size else 0 end"),
          changed_at: gaps.now,
          ended_at: gaps.now,
          told_at: gaps.now,
          restored_at: gaps.now,
          state_mac: null,
        })
        .where("state", "in", ["running", "stopping"])
        .where(isFirst(gaps)),
    ),
    files: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("imports")
        .set({ state: "expired", changed_at: gaps.now, ended_at: gaps.now })
        .where("state", "in", ["reading", "proposed"])
        .where(isFirst(gaps)),
    ),
    reports: statement((gaps: Gaps<Restore>) =>
      db
        .updateTable("imports")
        .set({ told_at: gaps.now })
        .where("state", "in", ["done", "stopped"])
        .where("told_at", "is", null)
        .where(isFirst(gaps)),
    ),

    workers: statement((gaps: Gaps<Restore>) => db.deleteFrom("workers").where(isFirst(gaps))),
  };
}
