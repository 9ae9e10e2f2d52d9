import { type RawBuilder, sql } from "kysely";
import { type AuditEntry, auditInsert } from "./audit.ts";
import { type Engine, NothingChanged, readOne, writeOne } from "./engine.ts";
import { anyOf, eachOf, type Gaps, type Query, statement } from "./statement.ts";

/** Customers to count for one person, and the limits that must hold afterwards. */
interface LookUps {
  person: string;
  /** As the audit names them, each once; at least one. */
  customers: readonly string[];
  at: Date;
  /** Who was counted after this is not counted again. */
  seenSince: Date;
  /** At most so many customers counted after `since`; at `day`, at or after it. */
  minute: { since: Date; most: number };
  day: { since: Date; most: number };
  /** The hour that `at` is in, since 1970, and its beginning. */
  hour: { number: number; since: Date };
}

interface Notice {
  id: string;
  person: string;
  kind: "excess" | "burst";
  at: Date;
  /** JSON. */
  figures: string;
}

export interface LookUpsTable {
  /**
   * Counts these customers and puts the look-up on record, in one transaction: both or neither. Several calls of one
   * person, in one process or several, are counted one after the other.
   * @param entry null: counted alone
   * @returns false where a limit would be exceeded; then nothing is kept
   */
  count(lookUps: LookUps, entry: AuditEntry | null): Promise<boolean>;
  /** How many customers were counted for a person in each window. */
  usage(person: string, since: { minute: Date; day: Date }): Promise<{ minute: number; day: number }>;
  /** What was counted for a person since then. */
  counted(person: string, since: Date): Promise<{ customer: string; at: Date }[]>;
  hours(person: string, since: number): Promise<{ hour: number; customers: number }[]>;
  /** @returns whether it is new: one of the same id may be there */
  addNotice(notice: Notice): Promise<boolean>;
  /** What nobody was told yet, and nobody is telling since `stale`; each is claimed by one process. */
  claimNotices(now: Date, stale: Date): Promise<Notice[]>;
  noticeTold(id: string, at: Date): Promise<void>;
}

/** Rows of one insert: one for a card, ten for a page of a list, more for a file. */
const SIZES = [1, 10, 100] as const;
const MOST_NOTICES = 20;

export function createLookUpsTable(engine: Engine): LookUpsTable {
  const audit = auditInsert(engine);
  const queries = queriesOf(engine);

  return {
    async count({ person, customers, at, seenSince, minute, day, hour }, entry) {
      const who = { person, at: at.getTime() };
      const portions = portionsOf(customers);
      const guard = queries.guard({
        ...who,
        minuteSince: minute.since.getTime(),
        minuteMost: minute.most,
        daySince: day.since.getTime(),
        dayMost: day.most,
      });
      try {
        await engine.write([
          queries.lock(who),
          ...portions.flatMap(({ size, some }) => [
            queries.drop[size]({ person, some, seenSince: seenSince.getTime() }),
            queries.insert[size]({ ...who, some }),
          ]),
          { ...guard, mustChange: true },
          queries.hour({ person, hour: hour.number, since: hour.since.getTime() }),
          ...(entry === null ? [] : [audit(entry)]),
        ]);
        return true;
      } catch (error) {
        if (error instanceof NothingChanged) return false;
        throw error;
      }
    },

    async usage(person, { minute, day }) {
      const since = { minute: minute.getTime(), day: day.getTime() };
      return (await readOne(engine, queries.usage({ person, ...since }))) ?? { minute: 0, day: 0 };
    },
    async counted(person, since) {
      const rows = await engine.read(queries.counted({ person, since: since.getTime() }));
      return rows.map(({ customer, at }) => ({ customer, at: new Date(at) }));
    },
    hours: (person, since) => engine.read(queries.hours({ person, since })),

    async addNotice({ at, ...notice }) {
      return (await writeOne(engine, queries.addNotice({ ...notice, at: at.getTime() }))) > 0;
    },
    async claimNotices(now, stale) {
      const rows = await engine.read(queries.openNotices({ stale: stale.getTime() }));
      const claimed: Notice[] = [];
      for (const { at, ...row } of rows) {
        const gaps = { id: row.id, at: now.getTime(), stale: stale.getTime() };
        if ((await writeOne(engine, queries.claimNotice(gaps))) > 0)
          claimed.push({ ...row, at: new Date(at) });
      }
      return claimed;
    },
    async noticeTold(id, at) {
      await writeOne(engine, queries.noticeTold({ id, at: at.getTime() }));
    },
  };
}

type Size = (typeof SIZES)[number];

/** Few statements serve lists of every length: a shorter one repeats its last customer. */
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

function queriesOf({ builder: db }: Engine) {
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
