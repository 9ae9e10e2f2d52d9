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

/** A run of neighbours in a list: from `first` up to, and without, `end`. */
export interface Stretch {
  first: number;
  end: number;
}

/**
 * Where the records from `from` to `to`, both included, stand. Found by halving and never copied: a digest walks a
 * thousand pages of one range, and a page must not cost a walk over all ratings.
 */
export function between(oldToNew: readonly Dated[], from: number, to: number): Stretch {
  const first = from === Number.NEGATIVE_INFINITY ? 0 : firstAfter(oldToNew, from - 1);
  return { first, end: to === Number.POSITIVE_INFINITY ? oldToNew.length : firstAfter(oldToNew, to) };
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
