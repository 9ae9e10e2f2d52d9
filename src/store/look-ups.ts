import type { LookUpRepository } from "../bot/quota/look-ups.ts";
import type { Notice, NoticeRepository } from "../bot/quota/notices.ts";
import { auditInsert } from "./audit.ts";
import { changesRow, type Engine, NothingChanged, readOne, writeOne } from "./engine.ts";
import { lookUpQueries, SIZES, type Size } from "./look-up-queries.ts";

export type LookUpsTable = LookUpRepository & NoticeRepository;

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
      const rows = await engine.read(queries.countedSince({ person, since: since.getTime() }));
      return rows.map(({ customer, at }) => ({ customer, at: new Date(at) }));
    },
    hours: (person, since) => engine.read(queries.hours({ person, since })),

    addNotice: ({ id, person, kind, figures, at }) =>
      changesRow(engine, queries.addNotice({ id, person, kind, figures, at: at.getTime() })),
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

/** A few statements serve lists of every length: a shorter list repeats its last customer. */
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
