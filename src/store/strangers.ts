import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import { type Params, statement } from "./statement.ts";

/** More strangers are never kept: anybody can make accounts, and each of them may write to the bot. */
const MOST_KEPT = 1_000;
/** Rows a transaction: between two of them everybody else gets their turn. */
export const SWEEP_BATCH = 500;

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
    surplus: statement((_: Params<object>) =>
      db
        .deleteFrom("people")
        .where(
          "person",
          "in",
          strangers.orderBy(lastSeen, "desc").orderBy("person").limit(SWEEP_BATCH).offset(MOST_KEPT),
        ),
    ),
    unseen: statement((params: Params<{ before: number }>) =>
      db
        .deleteFrom("people")
        .where("person", "in", strangers.where(lastSeen, "<=", params.before).limit(SWEEP_BATCH)),
    ),
  };
}
