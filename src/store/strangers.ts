import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import { type Params, statement } from "./statement.ts";

/** No more strangers are kept than this: anybody can make accounts, and each of them may write to the bot. */
const MOST_KEPT = 1_000;
/** Rows that one transaction changes. */
export const SWEEP_BATCH = 500;

/** True of people to whom no admin has given a role or an address, and who have chosen no language. */
export const isStranger = sql<boolean>`(role is null and email is null and locale is null)`;

export const lastSeen = sql<number>`coalesce(last_seen, changed_at)`;

/** Deletes up to a batch of strangers: the longest unseen of those above the number that is kept. */
export function surplusStrangers({ builder: db }: Pick<Engine, "builder">) {
  return statement((_: Params<object>) =>
    db
      .deleteFrom("people")
      .where(
        "person",
        "in",
        db
          .selectFrom("people")
          .select("person")
          .where(isStranger)
          .orderBy(lastSeen, "desc")
          .orderBy("person")
          .limit(SWEEP_BATCH)
          .offset(MOST_KEPT),
      ),
  );
}
