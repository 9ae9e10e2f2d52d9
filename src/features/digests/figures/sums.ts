import type { Pages } from "../../../crm/pages.ts";
import { type CountedPeriods, isIn, placeAmong } from "../period.ts";

/** How a walk over a list ended. */
export interface WalkEnd {
  /** The number of records that could not be read. */
  unreadable: number;
  /** True if the walk reached the end of the list. */
  complete: boolean;
}

/**
 * Walks a list to its end and adds up its records. If many records arrive during a walk, a page may contain nothing new.
 * This looks like a list that repeats its last page. Then the list is walked once more, with new sums.
 * @param open  begins a walk; called again for the second one
 * @param begin  creates the sums of one walk
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
 * Creates sums for a period, for the periods it is compared with, and for the days of its chart, each with `fresh`. Only
 * sums are kept, so memory use does not grow with the number of records.
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

/** Returns the tally with this name, and creates it if it is missing. A record without a name counts under `""`. */
export function tallyOf<T>(tallies: Map<string, T>, name: string | null, fresh: () => T): T {
  const key = name ?? "";
  const tally = tallies.get(key) ?? fresh();
  tallies.set(key, tally);
  return tally;
}

/** Sorts tallies by size, the largest first. Tallies of the same size are sorted by name. */
export function mostFirst<T>(tallies: ReadonlyMap<string, T>, sizeOf: (tally: T) => number): [string, T][] {
  return [...tallies].sort(([a, one], [b, other]) => sizeOf(other) - sizeOf(one) || (a < b ? -1 : 1));
}
