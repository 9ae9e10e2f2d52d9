/** A record with the time it is sorted by, in epoch ms. */
export interface Dated {
  createdAt: number;
}

/** Inserts a record by its time into a list that is sorted from old to new. */
export function insertByTime<T extends Dated>(oldToNew: T[], record: T): void {
  const last = oldToNew.at(-1);
  if (last === undefined || last.createdAt <= record.createdAt) oldToNew.push(record);
  else oldToNew.splice(firstAfter(oldToNew, record.createdAt), 0, record);
}

/** A part of a list: from `first` up to `end`, which is not included. */
export interface ListPart {
  first: number;
  end: number;
}

/**
 * Returns the part of the list from time `from` to time `to`, both included. It uses binary search, because a digest
 * reads a thousand pages of one range.
 */
export function between(oldToNew: readonly Dated[], from: number, to: number): ListPart {
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
