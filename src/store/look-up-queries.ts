import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Row } from "./schema.ts";
import { anyOf, eachOf, type Params, type Query, statement } from "./statement.ts";

/** Rows of one insert: one for a card, ten for a page of a list, more for a file. */
export const SIZES = [1, 10, 100] as const;
const MOST_NOTICES = 20;

export type Size = (typeof SIZES)[number];

type Portion = { person: string; some: readonly string[] };
type Who = { person: string; at: number };

/** How many customers were counted for a person. */
const counted = (person: RawBuilder<string>, when: RawBuilder<boolean>) =>
  sql<number>`(select count(*) from look_ups where person = ${person} and ${when})`;

export function lookUpQueries(engine: Pick<Engine, "builder">) {
  return { ...countingQueries(engine), ...usageQueries(engine), ...noticeQueries(engine) };
}

/** The queries of the transaction that counts customers. */
function countingQueries({ builder: db }: Pick<Engine, "builder">) {
  const bySize = <Values>(make: (size: Size) => (values: Values) => Query<unknown>) => ({
    1: make(1),
    10: make(10),
    100: make(100),
  });

  return {
    // On Postgres other calls of the same person wait for this row until the commit; SQLite has one writer anyway.
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
    // If no customer was added, nothing is refused: a person at their limit may look at the same customers again.
    guard: statement(
      (
        params: Params<Who & { minuteSince: number; minuteMost: number; daySince: number; dayMost: number }>,
      ) =>
        db
          .updateTable("look_up_people")
          .set({ counted_at: params.at })
          .where("person", "=", params.person)
          .where(
            sql<boolean>`(${counted(params.person, sql`at >= ${params.at}`)} = 0
              or (${counted(params.person, sql`at > ${params.minuteSince}`)} <= ${params.minuteMost}
                and ${counted(params.person, sql`at >= ${params.daySince}`)} <= ${params.dayMost}))`,
          ),
    ),
    hour: statement((params: Params<{ person: string; hour: number; since: number }>) => {
      const customers = counted(params.person, sql`at >= ${params.since}`);
      return db
        .insertInto("look_up_hours")
        .values({ person: params.person, hour: params.hour, customers })
        .onConflict((conflict) => conflict.columns(["person", "hour"]).doUpdateSet({ customers }));
    }),
  };
}

function usageQueries({ builder: db }: Pick<Engine, "builder">) {
  return {
    usage: statement((params: Params<{ person: string; minute: number; day: number }>) =>
      db.selectNoFrom([
        counted(params.person, sql`at > ${params.minute}`).as("minute"),
        counted(params.person, sql`at >= ${params.day}`).as("day"),
      ]),
    ),
    countedSince: statement((params: Params<{ person: string; since: number }>) =>
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
  };
}

function noticeQueries({ builder: db }: Pick<Engine, "builder">) {
  return {
    addNotice: statement((params: Params<Omit<Row<"look_up_notices">, "claimed_at" | "told_at">>) =>
      db
        .insertInto("look_up_notices")
        .values(params)
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
