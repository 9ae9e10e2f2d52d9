import type { Engine } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";
import { type Heir, isAbandoned } from "./take-over.ts";

interface InsertValues {
  id: string;
  platform: string;
  payload: Buffer;
  at: number;
  owner: string | null;
}

/** The inbox's queries. */
export function inboxQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  return {
    insert: statement((gaps: Gaps<InsertValues>) =>
      db
        .insertInto("inbox")
        .values({
          id: gaps.id,
          platform: gaps.platform,
          payload: gaps.payload,
          at: gaps.at,
          owner: gaps.owner,
        })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    finish: statement((gaps: Gaps<{ id: string; outcome: "done" | "failed"; at: number }>) =>
      db
        .updateTable("inbox")
        .set({ payload: null, outcome: gaps.outcome, finished_at: gaps.at })
        .where("id", "=", gaps.id)
        .where("finished_at", "is", null),
    ),
    unfinished: statement((_: Gaps<object>) =>
      db
        .selectFrom("inbox")
        .select(["id", "platform", "payload", "at"])
        .where("finished_at", "is", null)
        .orderBy("at")
        .orderBy("id"),
    ),
    abandoned: statement((gaps: Gaps<Heir>) =>
      db
        .selectFrom("inbox")
        .select(["id", "platform", "payload", "at", "owner"])
        .where("finished_at", "is", null)
        .where(isAbandoned(gaps, words))
        .orderBy("at")
        .orderBy("id"),
    ),
    claim: statement((gaps: Gaps<Heir & { id: string; former: string | null }>) =>
      db
        .updateTable("inbox")
        .set({ owner: gaps.heir })
        .where("id", "=", gaps.id)
        .where("finished_at", "is", null)
        .where("owner", "is not distinct from", gaps.former)
        .where(isAbandoned(gaps, words)),
    ),
    owed: statement((_: Gaps<object>) =>
      db
        .selectFrom("inbox")
        .select(({ fn }) => fn.countAll<number>().as("events"))
        .where("finished_at", "is", null),
    ),
  };
}
