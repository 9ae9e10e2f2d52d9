import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./engine.ts";
import { anyOf, eachOf, type Gaps, type Query, statement } from "./statement.ts";

export interface Notice {
  id: string;
  person: string;
  kind: "excess" | "burst";
  at: Date;
  /** JSON. */
  figures: string;
}

/** Rows of one insert: one for a card, ten for a page of a list, more for a file. */
export const SIZES = [1, 10, 100] as const;
const MOST_NOTICES = 20;

export type Size = (typeof SIZES)[number];

/** The queries over look-ups and the notices about them. */
export function lookUpQueries({ builder: db }: Pick<Engine, "builder">) {
  type Portion = { person: string; some: readonly string[] };
  type Who = { person: string; at: number };
  const bySize = <Values>(make: (size: Size) => (values: Values) => Query<unknown>) => ({
    1: make(1),
    10: make(10),
    100: make(100),
  });
  const since = (person: RawBuilder<string>, is: RawBuilder<boolean>) =>
    sql<number>`(select count(*) from look_ups where person = ${person} and ${is})`;

  return {
    // On Postgres this holds back other calls of the same person until the commit; SQLite has one writer anyway.
    lock: statement((gaps: Gaps<Who>) =>
      db
        .insertInto("look_up_people")
        .values({ person: gaps.person, counted_at: gaps.at })
        .onConflict((conflict) => conflict.column("person").doUpdateSet({ counted_at: gaps.at })),
    ),
    drop: bySize((size) =>
      statement((gaps: Gaps<Portion & { seenSince: number }>) =>
        db
          .deleteFrom("look_ups")
          .where("person", "=", gaps.person)
          .where("customer", "in", anyOf<string>("some", size))
          .where("at", "<=", gaps.seenSince),
      ),
    ),
    insert: bySize((size) =>
      statement((gaps: Gaps<Portion & { at: number }>) => {
        const rows = eachOf<string>("some", size).map((customer) => ({
          person: gaps.person,
          customer,
          at: gaps.at,
        }));
        return db
          .insertInto("look_ups")
          .values(rows)
          .onConflict((conflict) => conflict.columns(["person", "customer"]).doNothing());
      }),
    ),
    // Where nothing was added, nothing is refused: whoever is at their limit may look at the same customers again.
    guard: statement(
      (gaps: Gaps<Who & { minuteSince: number; minuteMost: number; daySince: number; dayMost: number }>) =>
        db
          .updateTable("look_up_people")
          .set({ counted_at: gaps.at })
          .where("person", "=", gaps.person)
          .where(
            sql<boolean>`(${since(gaps.person, sql<boolean>`at >= ${gaps.at}`)} = 0
              or (${since(gaps.person, sql<boolean>`at > ${gaps.minuteSince}`)} <= ${gaps.minuteMost}
                and ${since(gaps.person, sql<boolean>`at >= ${gaps.daySince}`)} <= ${gaps.dayMost}))`,
          ),
    ),
    hour: statement((gaps: Gaps<{ person: string; hour: number; since: number }>) => {
      const customers = since(gaps.person, sql<boolean>`at >= ${gaps.since}`);
      return db
        .insertInto("look_up_hours")
        .values({ person: gaps.person, hour: gaps.hour, customers })
        .onConflict((conflict) => conflict.columns(["person", "hour"]).doUpdateSet({ customers }));
    }),
    usage: statement((gaps: Gaps<{ person: string; minute: number; day: number }>) =>
      db.selectNoFrom([
        since(gaps.person, sql<boolean>`at > ${gaps.minute}`).as("minute"),
        since(gaps.person, sql<boolean>`at >= ${gaps.day}`).as("day"),
      ]),
    ),
    counted: statement((gaps: Gaps<{ person: string; since: number }>) =>
      db
        .selectFrom("look_ups")
        .select(["customer", "at"])
        .where("person", "=", gaps.person)
        .where("at", ">=", gaps.since),
    ),
    hours: statement((gaps: Gaps<{ person: string; since: number }>) =>
      db
        .selectFrom("look_up_hours")
        .select(["hour", "customers"])
        .where("person", "=", gaps.person)
        .where("hour", ">=", gaps.since),
    ),
    addNotice: statement((gaps: Gaps<Omit<Notice, "at"> & { at: number }>) =>
      db
        .insertInto("look_up_notices")
        .values({ id: gaps.id, person: gaps.person, kind: gaps.kind, at: gaps.at, figures: gaps.figures })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    openNotices: statement((gaps: Gaps<{ stale: number }>) =>
      db
        .selectFrom("look_up_notices")
        .select(["id", "person", "kind", "at", "figures"])
        .where("told_at", "is", null)
        .where(({ eb, or }) => or([eb("claimed_at", "is", null), eb("claimed_at", "<=", gaps.stale)]))
        .orderBy("at")
        .limit(MOST_NOTICES),
    ),
    claimNotice: statement((gaps: Gaps<{ id: string; at: number; stale: number }>) =>
      db
        .updateTable("look_up_notices")
        .set({ claimed_at: gaps.at })
        .where("id", "=", gaps.id)
        .where("told_at", "is", null)
        .where(({ eb, or }) => or([eb("claimed_at", "is", null), eb("claimed_at", "<=", gaps.stale)])),
    ),
    noticeTold: statement((gaps: Gaps<{ id: string; at: number }>) =>
      db.updateTable("look_up_notices").set({ told_at: gaps.at }).where("id", "=", gaps.id),
    ),
  };
}
