/** Anything that carries the moment it is sorted by, in epoch ms. */
export interface Dated {
  createdAt: number;
}

/** Puts a record where its time belongs in a list that runs from old to new; the newest simply goes last. */
export function insertByTime<T extends Dated>(oldToNew: T[], record: T): void {
  const last = oldToNew.at(-1);
  if (last === undefined || last.createdAt <= record.createdAt) oldToNew.push(record);
  else oldToNew.splice(firstAfter(oldToNew, record.createdAt), 0, record);
}

/**
 * The records from `from` to `to`, both included, found by halving: a digest walks a thousand pages of one range, and
 * each page must not cost a walk over all ratings.
 */
export function between<T extends Dated>(oldToNew: readonly T[], from: number, to: number): readonly T[] {
  if (from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY) return oldToNew;
  return oldToNew.slice(firstAfter(oldToNew, from - 1), firstAfter(oldToNew, to));
}

function firstAfter(oldToNew: readonly Dated[], time: number): number {
  let low = 0;
  let high = oldToNew.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((oldToNew[middle] as Dated).createdAt <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
