import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./engine.ts";
import { anyOf, eachOf, type Params, type Query, statement } from "./statement.ts";

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
    lock: statement((params: Params<Who>) =>
      db
        .insertInto("look_up_people")
        .values({ person: params.person, counted_at: params.at })
        .onConflict((conflict) => conflict.column("person").doUpdateSet({ counted_at: params.at })),
    ),
    drop: bySize((size) =>
      statement((params: Params<Portion & { seenSince: number }>) =>
        db
          .deleteFrom("look_ups")
          .where("person", "=", params.person)
          .where("customer", "in", anyOf<string>("some", size))
          .where("at", "<=", params.seenSince),
      ),
    ),
    insert: bySize((size) =>
      statement((params: Params<Portion & { at: number }>) => {
        const rows = eachOf<string>("some", size).map((customer) => ({
          person: params.person,
          customer,
          at: params.at,
        }));
        return db
          .insertInto("look_ups")
          .values(rows)
          .onConflict((conflict) => conflict.columns(["person", "customer"]).doNothing());
      }),
    ),
    // Where nothing was added, nothing is refused: whoever is at their limit may look at the same customers again.
    guard: statement(
      (
        params: Params<Who & { minuteSince: number; minuteMost: number; daySince: number; dayMost: number }>,
      ) =>
        db
          .updateTable("look_up_people")
          .set({ counted_at: params.at })
          .where("person", "=", params.person)
          .where(
            sql<boolean>`(${since(params.person, sql<boolean>`at >= ${params.at}`)} = 0
              or (${since(params.person, sql<boolean>`at > ${params.minuteSince}`)} <= ${params.minuteMost}
                and ${since(params.person, sql<boolean>`at >= ${params.daySince}`)} <= ${params.dayMost}))`,
          ),
    ),
    hour: statement((params: Params<{ person: string; hour: number; since: number }>) => {
      const customers = since(params.person, sql<boolean>`at >= ${params.since}`);
      return db
        .insertInto("look_up_hours")
        .values({ person: params.person, hour: params.hour, customers })
        .onConflict((conflict) => conflict.columns(["person", "hour"]).doUpdateSet({ customers }));
    }),
    usage: statement((params: Params<{ person: string; minute: number; day: number }>) =>
      db.selectNoFrom([
        since(params.person, sql<boolean>`at > ${params.minute}`).as("minute"),
        since(params.person, sql<boolean>`at >= ${params.day}`).as("day"),
      ]),
    ),
    counted: statement((params: Params<{ person: string; since: number }>) =>
      db
        .selectFrom("look_ups")
        .select(["customer", "at"])
        .where("person", "=", params.person)
        .where("at", ">=", params.since),
    ),
    hours: statement((params: Params<{ person: string; since: number }>) =>
      db
        .selectFrom("look_up_hours")
        .select(["hour", "customers"])
        .where("person", "=", params.person)
        .where("hour", ">=", params.since),
    ),
    addNotice: statement((params: Params<Omit<Notice, "at"> & { at: number }>) =>
      db
        .insertInto("look_up_notices")
        .values({
          id: params.id,
          person: params.person,
          kind: params.kind,
          at: params.at,
          figures: params.figures,
        })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    openNotices: statement((params: Params<{ stale: number }>) =>
      db
        .selectFrom("look_up_notices")
        .select(["id", "person", "kind", "at", "figures"])
        .where("told_at", "is", null)
        .where(({ eb, or }) => or([eb("claimed_at", "is", null), eb("claimed_at", "<=", params.stale)]))
        .orderBy("at")
        .limit(MOST_NOTICES),
    ),
    claimNotice: statement((params: Params<{ id: string; at: number; stale: number }>) =>
      db
        .updateTable("look_up_notices")
        .set({ claimed_at: params.at })
        .where("id", "=", params.id)
        .where("told_at", "is", null)
        .where(({ eb, or }) => or([eb("claimed_at", "is", null), eb("claimed_at", "<=", params.stale)])),
    ),
    noticeSent: statement((params: Params<{ id: string; at: number }>) =>
      db.updateTable("look_up_notices").set({ told_at: params.at }).where("id", "=", params.id),
    ),
  };
}
