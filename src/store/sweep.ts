import { sql } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import { EMPTIED } from "./operation-row.ts";
import { type Params, type Query, statement } from "./statement.ts";
import { SWEEP_BATCH, strangerQueries } from "./strangers.ts";

/** An event's key is kept this long, to recognise a second delivery (design: kept for a time only). */
const FINISHED_EVENT_KEPT_MS = 3 * 24 * 60 * 60 * 1000;
/** What is personal stays this long: an operation's fields after its end, an alert after it was found, an unseen stranger. */
const PERSONAL_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** Today and yesterday are counted against a day's quota, wherever the team is. */
const LOOK_UPS_KEPT_MS = 2 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

/**
 * Deletes what was kept for a time only, and empties the personal fields of operations that ended 30 days ago; returns
 * how many rows it was.
 */
export function createSweep(engine: Engine): (now: Date) => Promise<number> {
  const db = engine.builder;
  const overdue = (table: "presses" | "drafts") =>
    statement((params: Params<{ before: number }>) =>
      db
        .deleteFrom(table)
        .where(
          "id",
          "in",
          db.selectFrom(table).select("id").where("until", "<=", params.before).limit(SWEEP_BATCH),
        ),
    );
  const finished = statement((params: Params<{ before: number }>) =>
    db
      .deleteFrom("inbox")
      .where(
        "id",
        "in",
        db.selectFrom("inbox").select("id").where("finished_at", "<=", params.before).limit(SWEEP_BATCH),
      ),
  );

  const ended = statement((params: Params<{ before: number }>) =>
    db
      .updateTable("operations")
      .set(EMPTIED)
      .where(
        "id",
        "in",
        db
          .selectFrom("operations")
          .select("id")
          .where("ended_at", "<=", params.before)
          .where("place", "is not", null)
          .limit(SWEEP_BATCH),
      ),
  );
  // A question nobody ever answered ends with its time; only now does it matter that nobody had said so.
  const unanswered = statement((params: Params<{ before: number }>) =>
    db
      .updateTable("operations")
      .set({ state: "expired", ended_at: sql`until`, changed_at: sql`until`, ...EMPTIED })
      .where(
        "id",
        "in",
        db
          .selectFrom("operations")
          .select("id")
          .where("state", "=", "proposed")
          .where("until", "<=", params.before)
          .limit(SWEEP_BATCH),
      ),
  );

  // What an alert tells is kept as long as the buttons on its card, and so is who has taken it on. That a ticket was told
  // of once, as new or urgent, is known for as long as its rule: it may change in a year, and is no news then.
  const isNotifiedOnce = sql<boolean>`key like 'ticket:%' and key not like '%@%'
    and exists (select 1 from alert_rules where alert_rules.id = rule and alert_rules.state <> 'removed')`;
  const notifiedOnce = statement((params: Params<{ before: number }>) =>
    db
      .updateTable("alert_events")
      .set({ news: null })
      .where(
        "id",
        "in",
        db
          .selectFrom("alert_events")
          .select("id")
          .where("found_at", "<=", params.before)
          .where("news", "is not", null)
          .where(isNotifiedOnce)
          .limit(SWEEP_BATCH),
      ),
  );
  const remembered = statement((params: Params<{ before: number }>) =>
    db
      .deleteFrom("alert_events")
      .where(
        "id",
        "in",
        db
          .selectFrom("alert_events")
          .select("id")
          .where("found_at", "<=", params.before)
          .where(sql<boolean>`not (${isNotifiedOnce})`)
          .limit(SWEEP_BATCH),
      ),
  );
  const taken = statement((params: Params<{ before: number }>) =>
    db
      .deleteFrom("claims")
      .where(
        "subject",
        "in",
        db.selectFrom("claims").select("subject").where("at", "<=", params.before).limit(SWEEP_BATCH),
      ),
  );

  const counted = statement((params: Params<{ before: number }>) =>
    db
      .deleteFrom("look_ups")
      .where(
        sql<boolean>`(person, customer) in (select person, customer from look_ups where at <= ${params.before} limit ${sql.lit(SWEEP_BATCH)})`,
      ),
  );
  const hours = statement((params: Params<{ before: number }>) =>
    db
      .deleteFrom("look_up_hours")
      .where(
        sql<boolean>`(person, hour) in (select person, hour from look_up_hours where hour <= ${params.before} limit ${sql.lit(SWEEP_BATCH)})`,
      ),
  );
  const notices = statement((params: Params<{ before: number }>) =>
    db
      .deleteFrom("look_up_notices")
      .where(
        "id",
        "in",
        db.selectFrom("look_up_notices").select("id").where("at", "<=", params.before).limit(SWEEP_BATCH),
      ),
  );

  const overduePresses = overdue("presses");
  const overdueDrafts = overdue("drafts");
  const strangers = strangerQueries(engine);

  async function sweepAll(
    portion: (values: { before: number }) => Query<unknown>,
    before: number,
  ): Promise<number> {
    let gone = 0;
    for (;;) {
      const changes = await writeOne(engine, portion({ before }));
      gone += changes;
      if (changes < SWEEP_BATCH) return gone;
    }
  }

  return async (now) => {
    const presses = await sweepAll(overduePresses, now.getTime());
    const drafts = await sweepAll(overdueDrafts, now.getTime());
    const events = await sweepAll(finished, now.getTime() - FINISHED_EVENT_KEPT_MS);
    const personalUntil = now.getTime() - PERSONAL_KEPT_MS;
    const operations = (await sweepAll(ended, personalUntil)) + (await sweepAll(unanswered, personalUntil));
    let alerts = 0;
    for (const portion of [notifiedOnce, remembered, taken]) alerts += await sweepAll(portion, personalUntil);
    const lookUps =
      (await sweepAll(counted, now.getTime() - LOOK_UPS_KEPT_MS)) +
      (await sweepAll(hours, Math.floor(personalUntil / HOUR_MS))) +
      (await sweepAll(notices, personalUntil));
    const people =
      (await sweepAll(strangers.unseen, personalUntil)) +
      (await sweepAll(() => strangers.surplus({}), personalUntil));
    return presses + drafts + events + operations + alerts + lookUps + people;
  };
}
