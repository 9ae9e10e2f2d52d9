import { type AuditEntry, auditInsert } from "./audit.ts";
import { type Engine, NothingChanged, readOne, writeOne } from "./engine.ts";
import { lookUpQueries, type Notice, SIZES, type Size } from "./look-up-queries.ts";

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
  noticeSent(id: string, at: Date): Promise<void>;
}

export function createLookUpsTable(engine: Engine): LookUpsTable {
  const audit = auditInsert(engine);
  const queries = lookUpQueries(engine);

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
        const params = { id: row.id, at: now.getTime(), stale: stale.getTime() };
        if ((await writeOne(engine, queries.claimNotice(params))) > 0)
          claimed.push({ ...row, at: new Date(at) });
      }
      return claimed;
    },
    async noticeSent(id, at) {
      await writeOne(engine, queries.noticeSent({ id, at: at.getTime() }));
    },
  };
}

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
