import { type RawBuilder, sql } from "kysely";
import { type Dialect, type Engine, type Query, queryOf, writeOne } from "./engine.ts";
import { isStranger, lastSeen, SWEEP_BATCH, surplusStrangers } from "./people.ts";
import type { Schema } from "./schema.ts";

const HOUR_MS = 60 * 60 * 1000;
/** The id of an event is kept this long, to recognise a second delivery. */
const FINISHED_EVENT_KEPT_MS = 3 * 24 * HOUR_MS;
/** Personal data is kept this long: after the end of an operation, an alert, or the last message of a stranger. */
const PERSONAL_KEPT_MS = 30 * 24 * HOUR_MS;
/** The quota of a day counts today and yesterday, whatever the team's time zone is. */
const LOOK_UPS_KEPT_MS = 2 * 24 * HOUR_MS;

/** Rows that are deleted, or changed by `set`. */
interface SweepRule {
  table: keyof Schema;
  /** The primary key; `id` if absent. */
  key?: readonly string[];
  where: RawBuilder<unknown>;
  set?: RawBuilder<unknown>;
}

/**
 * Deletes what is kept for a limited time, and empties the personal columns of operations that ended 30 days ago.
 * @returns a function that resolves with the number of rows
 */
export function createSweep(engine: Engine): (now: Date) => Promise<number> {
  const surplus = surplusStrangers(engine);
  return async (now) => {
    const queries = rulesAt(now.getTime()).map((rule) =>
      queryOf(batchOf(rule, engine.dialect).compile(engine.builder)),
    );
    let rows = 0;
    for (const query of [...queries, surplus({})]) rows += await runToTheEnd(engine, query);
    return rows;
  };
}

/** Runs a query that changes at most one batch until no full batch is left; between two batches other queries can run. */
async function runToTheEnd(engine: Engine, query: Query<unknown>): Promise<number> {
  for (let rows = 0; ; ) {
    const changed = await writeOne(engine, query);
    rows += changed;
    if (changed < SWEEP_BATCH) return rows;
  }
}

function batchOf(
  { table, key = ["id"], where, set }: SweepRule,
  { skipLocked }: Dialect,
): RawBuilder<unknown> {
  const [rows, columns] = [sql.table(table), sql.join(key.map((column) => sql.ref(column)))];
  return sql`${set ? sql`update ${rows} set ${set}` : sql`delete from ${rows}`}
    where (${columns}) in (select ${columns} from ${rows} where ${where} limit ${sql.lit(SWEEP_BATCH)}
      ${sql.raw(skipLocked)})`;
}

function rulesAt(now: number): SweepRule[] {
  const personal = now - PERSONAL_KEPT_MS;
  return [
    { table: "presses", where: sql`until <= ${now}` },
    { table: "drafts", where: sql`until <= ${now}` },
    { table: "conversations", where: sql`until <= ${now}` },
    { table: "inbox", where: sql`finished_at <= ${now - FINISHED_EVENT_KEPT_MS}` },
    ...operationRules(personal),
    ...alertRules(personal),
    { table: "look_ups", key: ["person", "customer"], where: sql`at <= ${now - LOOK_UPS_KEPT_MS}` },
    {
      table: "look_up_hours",
      key: ["person", "hour"],
      where: sql`hour <= ${Math.floor(personal / HOUR_MS)}`,
    },
    { table: "look_up_notices", where: sql`at <= ${personal}` },
    { table: "people", key: ["person"], where: sql`${isStranger} and ${lastSeen} <= ${personal}` },
  ];
}

function operationRules(before: number): SweepRule[] {
  const emptied = sql`place = null, input = null, outcome = null, seen = null`;
  return [
    { table: "operations", where: sql`ended_at <= ${before} and place is not null`, set: emptied },
    // No other code stores that an unanswered proposal has expired.
    {
      table: "operations",
      where: sql`state = 'proposed' and until <= ${before}`,
      set: sql`state = 'expired', ended_at = until, changed_at = until, ${emptied}`,
    },
  ];
}

/** Returns the rules for alerts. The text of an alert and its assignment are kept as long as the buttons on its card. */
function alertRules(before: number): SweepRule[] {
  // An alert about a new or urgent ticket is sent only once, so it is kept as long as its rule, without its text.
  const isSentOnce = sql`key like 'ticket:%' and key not like '%@%'
    and exists (select 1 from alert_rules where alert_rules.id = rule and alert_rules.state <> 'removed')`;
  return [
    {
      table: "alert_events",
      where: sql`found_at <= ${before} and news is not null and ${isSentOnce}`,
      set: sql`news = null`,
    },
    { table: "alert_events", where: sql`found_at <= ${before} and not (${isSentOnce})` },
    { table: "claims", key: ["subject"], where: sql`at <= ${before}` },
  ];
}
