import { sql } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

/** A stranger who has not written for so long is forgotten. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** More strangers are never kept: anybody can make accounts, and each of them may write to the bot. */
const MOST_KEPT = 1_000;
/** Rows a transaction. */
const BATCH = 500;

/**
 * Deletes of one batch each. Strangers are people to whom no admin has given a role or an address, and who have chosen
 * no language: `surplus` are the longest unseen of those above the number that is kept.
 */
export function strangerQueries({ builder: db }: Pick<Engine, "builder">) {
  const lastSeen = sql<number>`coalesce(last_seen, changed_at)`;
  const strangers = db
    .selectFrom("people")
    .select("person")
    .where("role", "is", null)
    .where("email", "is", null)
    .where("locale", "is", null);
  return {
    surplus: statement((_: Gaps<object>) =>
      db
        .deleteFrom("people")
        .where(
          "person",
          "in",
          strangers.orderBy(lastSeen, "desc").orderBy("person").limit(BATCH).offset(MOST_KEPT),
        ),
    ),
    unseen: statement((gaps: Gaps<{ before: number }>) =>
      db
        .deleteFrom("people")
        .where("person", "in", strangers.where(lastSeen, "<=", gaps.before).limit(BATCH)),
    ),
  };
}

/** Deletes strangers who were not seen for 30 days, and those above 1,000; resolves with how many. */
export function createStrangersSweep(engine: Engine): (now: Date) => Promise<number> {
  const { surplus, unseen } = strangerQueries(engine);
  return async (now) => {
    const before = now.getTime() - KEPT_MS;
    let removed = 0;
    for (const query of [unseen({ before }), surplus({})]) {
      let changes = BATCH;
      while (changes === BATCH) {
        changes = await writeOne(engine, query);
        removed += changes;
      }
    }
    return removed;
  };
}
