import { type RawBuilder, sql } from "kysely";

/**
 * Updates that end all unfinished work in a restored copy, by name and in the order to run them. The bot may have continued
 * this work on the original, so the copy neither sends it nor notifies anybody. Each text ends in a `where`.
 */
export function endUnfinished(now: number): Record<string, RawBuilder<unknown>> {
  return {
    ...endOperations(now),
    ...endDeliveries(now),
    ...endImports(now),
    workers: sql`delete from workers where 1 = 1`,
  };
}

function endOperations(now: number) {
  const expired = sql`state = 'expired', ended_at = ${now}, changed_at = ${now}, told_at = ${now},
    restored_at = ${now}, state_mac = null`;
  return {
    confirmed: sql`update operations set ${expired} where state = 'confirmed'`,
    proposed: sql`update operations set ${expired} where state = 'proposed'`,
    unclear: sql`update operations set told_at = coalesce(told_at, changed_at), restored_at = ${now}
      where state = 'unclear'`,
    sending: sql`update operations
      set state = 'unclear', changed_at = ${now}, told_at = ${now}, restored_at = ${now}
      where state = 'sending'`,
    notNotified: sql`update operations set told_at = ${now}
      where state in ('done', 'failed', 'expired', 'declined') and told_at is null`,
  };
}

function endDeliveries(now: number) {
  return {
    events: sql`update inbox set payload = null, lane = null, outcome = 'failed', finished_at = ${now}
      where finished_at is null`,
    digests: sql`update runs set state = 'skipped', reason = 'restored', ended_at = ${now}
      where state in ('due', 'claimed', 'sending')`,
    schedules: sql`update subscriptions set checked_until = ${now} where checked_until < ${now}`,
    alerts: sql`update alert_events set state = 'dropped', ended_at = ${now}
      where state in ('waiting', 'sending')`,
    lookedThrough: sql`update alert_sources set until = ${now}, owner = null where 1 = 1`,
  };
}

function endImports(now: number) {
  const sum = (rows: RawBuilder<unknown>) =>
    sql`(select coalesce(sum(${rows}), 0) from import_batches where import = imports.id)`;
  return {
    batchesInDoubt: sql`update import_batches set state = 'unclear' where state = 'sending'`,
    imports: sql`update imports set state = 'stopped', state_mac = null,
      made = ${sum(sql`made`)}, there = ${sum(sql`there`)}, failed = ${sum(sql`failed`)},
      unclear = ${sum(sql`unclear + case when state = 'unclear' then size else 0 end`)},
      changed_at = ${now}, ended_at = ${now}, told_at = ${now}, restored_at = ${now}
      where state in ('running', 'stopping')`,
    files: sql`update imports set state = 'expired', changed_at = ${now}, ended_at = ${now}
      where state in ('reading', 'proposed')`,
    reports: sql`update imports set told_at = ${now} where state in ('done', 'stopped') and told_at is null`,
  };
}
