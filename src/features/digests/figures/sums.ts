import type { Pages } from "../../../crm/pages.ts";
import { type CountedPeriods, isIn, placeAmong } from "../period.ts";

/** What a walk over a list came to. */
export interface WalkEnd {
  /** Records that could not be read. */
  unreadable: number;
  /** The end of the list was seen. */
  complete: boolean;
}

/**
 * Walks a list to its end and adds each record up. So many records may arrive in the middle of a walk that a page brings
 * nothing new, which looks like the end of a list that repeats its last page: then it is walked once more, from nothing.
 * @param open begins the walk; called again for the second one
 * @param begin makes the sums of one walk
 */
export async function readWhole<T, S extends { add(record: T): void }>(
  open: () => Pages<T>,
  begin: () => S,
): Promise<{ sums: S } & WalkEnd> {
  const walk = async () => {
    const [pages, sums] = [open(), begin()];
    for await (const page of pages) for (const record of page) sums.add(record);
    return { sums, unreadable: pages.unreadable, complete: pages.complete };
  };
  const first = await walk();
  return first.complete ? first : walk();
}

/**
 * Sums of a period, of those it is compared with, and of the days of its chart, each made by `fresh`. Sums alone are kept,
 * so that memory does not grow with the records.
 */
export function sumsOver<S, R extends { at: Date }>(
  { period, comparisons, days }: CountedPeriods,
  fresh: () => S,
  count: (sums: S, record: R) => void,
) {
  const inPeriod = fresh();
  const before = comparisons.map((one) => ({ one, sums: fresh() }));
  const byDay = days.map(({ from: day }) => ({ day, sums: fresh() }));
  const dayOf = placeAmong(days);
  return {
    ...{ inPeriod, before, byDay },
    add(record: R): void {
      const { at } = record;
      if (isIn(period, at)) count(inPeriod, record);
      for (const { one, sums } of before) if (isIn(one.period, at)) count(sums, record);
      const day = byDay[dayOf(at)];
      if (day !== undefined) count(day.sums, record);
    },
  };
}

/** The tally of this name, made at first use; a record without a name counts under `""`. */
export function tallyOf<T>(tallies: Map<string, T>, name: string | null, fresh: () => T): T {
  const key = name ?? "";
  const tally = tallies.get(key) ?? fresh();
  tallies.set(key, tally);
  return tally;
}

/** The largest first, those of the same size by name. */
export function mostFirst<T>(tallies: ReadonlyMap<string, T>, sizeOf: (tally: T) => number): [string, T][] {
  return [...tallies].sort(([a, one], [b, other]) => sizeOf(other) - sizeOf(one) || (a < b ? -1 : 1));
}
