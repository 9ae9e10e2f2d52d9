import type { Pages } from "../../../crm/pages.ts";

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
  const first = await walk(open(), begin());
  return first.complete ? first : walk(open(), begin());
}

async function walk<T, S extends { add(record: T): void }>(
  pages: Pages<T>,
  sums: S,
): Promise<{ sums: S } & WalkEnd> {
  for await (const page of pages) for (const record of page) sums.add(record);
  return { sums, unreadable: pages.unreadable, complete: pages.complete };
}
