import { type RawBuilder, sql } from "kysely";
import type { LookUpRepository } from "../bot/quota/look-ups.ts";
import type { Notice, NoticeRepository } from "../bot/quota/notices.ts";
import { auditInsert } from "./audit.ts";
import {
  anyOf,
  changesRow,
  type Engine,
  eachOf,
  execute,
  NothingChanged,
  type Params,
  type Query,
  readOne,
  statement,
} from "./engine.ts";
import { rowsOf } from "./rows.ts";

/** The number of rows of one insert: 1 for a card, 10 for a page of a list, 100 for a file. */
const SIZES = [1, 10, 100] as const;

const MOST_NOTICES = 20;

/** Selects how many customers were counted for a person. */
const counted = (person: RawBuilder<string>, when: RawBuilder<boolean>) =>
  sql<number>`(select count(*) from look_ups where person = ${person} and ${when})`;

type LookUpsTable = LookUpRepository & NoticeRepository;

export function createLookUpsTable(engine: Engine): LookUpsTable {
  const audit = auditInsert(engine);
  const notices = rowsOf(engine, "look_up_notices", "id");
  const queries = { ...countingQueries(engine), ...usageQueries(engine), ...noticeQueries(engine) };

  return {
    async count({ person, customers, at, seenSince, minute, day, hour }, entry) {
      const who = { person, at };
      const portions = portionsOf(customers);
      const guard = queries.guard({
        ...who,
        ...{ minuteSince: minute.since, minuteMost: minute.most, daySince: day.since, dayMost: day.most },
      });
      try {
        await engine.write([
          queries.lock({ person, counted_at: at }),
          ...portions.flatMap(({ size, some }) => [
            queries.drop[size]({ person, some, seenSince }),
            queries.insert[size]({ ...who, some }),
          ]),
          { ...guard, mustChange: true },
          queries.hour({ person, hour: hour.number, since: hour.since }),
          ...(entry === null ? [] : [audit(entry)]),
        ]);
        return true;
      } catch (error) {
        if (error instanceof NothingChanged) return false;
        throw error;
      }
    },

    usage: async (person, { minute, day }) =>
      (await readOne(engine, queries.usage({ person, minute, day }))) ?? { minute: 0, day: 0 },
    async counted(person, since) {
      const rows = await engine.read(queries.countedSince({ person, since }));
      return rows.map(({ customer, at }) => ({ customer, at: new Date(at) }));
    },
    hours: (person, since) => engine.read(queries.hours({ person, since })),

    addNotice: ({ id, person, kind, figures, at }) =>
      changesRow(engine, notices.insertNew({ id, person, kind, figures, at })),
    async claimNotices(now, stale) {
      const rows = await engine.read(queries.openNotices({ stale }));
      const claimed: Notice[] = [];
      for (const { at, ...row } of rows) {
        const claim = queries.claimNotice({ id: row.id, at: now, stale });
        if (await changesRow(engine, claim)) claimed.push({ ...row, at: new Date(at) });
      }
      return claimed;
    },
    noticeSent: (id, at) => execute(engine, queries.noticeSent({ id, at })),
  };
}

/**
 * Splits a list into portions, so that a few statements serve lists of every length. A shorter portion repeats its last
 * customer.
 */
function portionsOf(customers: readonly string[]): { size: Size; some: readonly string[] }[] {
  const portions: { size: Size; some: readonly string[] }[] = [];
  for (let from = 0; from < customers.length; ) {
    const left = customers.length - from;
    const size = SIZES.find((one) => one >= left) ?? SIZES[SIZES.length - 1] ?? 100;
    portions.push({ size, some: customers.slice(from, from + size) });
    from += size;
  }
  return portions;
}

type Size = (typeof SIZES)[number];

type Portion = { person: string; some: readonly string[] };

type PersonAtTime = { person: string; at: number };

/** Creates the queries of the transaction that counts customers. */
function countingQueries(engine: Engine) {
  const { builder: db } = engine;
  const bySize = <Values>(make: (size: Size) => (values: Values) => Query<unknown>) => ({
    1: make(1),
    10: make(10),
    100: make(100),
  });

  return {
    // On Postgres other calls of the same person wait for this row until the commit; SQLite has one writer anyway.
    lock: rowsOf(engine, "look_up_people", "person").upsert,
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
        params: Params<
          PersonAtTime & { minuteSince: number; minuteMost: number; daySince: number; dayMost: number }
        >,
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

function usageQueries({ builder: db }: Engine) {
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

function noticeQueries({ builder: db }: Engine) {
  const mayClaim = ({ stale }: Params<{ stale: number }>) =>
    sql<boolean>`told_at is null and (claimed_at is null or claimed_at <= ${stale})`;
  return {
    openNotices: statement((params: Params<{ stale: number }>) =>
      db
        .selectFrom("look_up_notices")
        .select(["id", "person", "kind", "at", "figures"])
        .where(mayClaim(params))
        .orderBy("at")
        .limit(MOST_NOTICES),
    ),
    claimNotice: statement((params: Params<{ id: string; at: number; stale: number }>) =>
      db
        .updateTable("look_up_notices")
        .set({ claimed_at: params.at })
        .where("id", "=", params.id)
        .where(mayClaim(params)),
    ),
    noticeSent: statement((params: Params<{ id: string; at: number }>) =>
      db.updateTable("look_up_notices").set({ told_at: params.at }).where("id", "=", params.id),
    ),
  };
}
