import { type Engine, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

/** An event's key is kept this long, to recognise a second delivery (design: kept for a time only). */
const FINISHED_EVENT_KEPT_MS = 3 * 24 * 60 * 60 * 1000;
/** Rows a transaction: between two of them everybody else gets their turn. */
const BATCH = 500;

/** Deletes what was kept for a time only; returns how many rows went. */
export function createSweep(engine: Engine): (now: Date) => Promise<number> {
  const db = engine.builder;
  const overdue = (table: "presses" | "drafts") =>
    statement((gaps: Gaps<{ before: number }>) =>
      db
        .deleteFrom(table)
        .where("id", "in", db.selectFrom(table).select("id").where("until", "<=", gaps.before).limit(BATCH)),
    );
  const finished = statement((gaps: Gaps<{ before: number }>) =>
    db
      .deleteFrom("inbox")
      .where(
        "id",
        "in",
        db.selectFrom("inbox").select("id").where("finished_at", "<=", gaps.before).limit(BATCH),
      ),
  );

  const overduePresses = overdue("presses");
  const overdueDrafts = overdue("drafts");

  async function deleteAll(portion: ReturnType<typeof overdue>, before: number): Promise<number> {
    let gone = 0;
    for (;;) {
      const changes = await writeOne(engine, portion({ before }));
      gone += changes;
      if (changes < BATCH) return gone;
    }
  }

  return async (now) => {
    const presses = await deleteAll(overduePresses, now.getTime());
    const drafts = await deleteAll(overdueDrafts, now.getTime());
    const events = await deleteAll(finished, now.getTime() - FINISHED_EVENT_KEPT_MS);
    return presses + drafts + events;
  };
}
