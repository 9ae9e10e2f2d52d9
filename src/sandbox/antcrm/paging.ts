import type { Stretch } from "./time-order.ts";
import type { World } from "./world.ts";

interface PageRequest {
  query: Readonly<Record<string, string>>;
  /** The most that one page holds: 20 in chapters 1-6, 100 in 8-11 [seed]. */
  most: number;
  /** The part of the list that the filters left; the whole list when absent. */
  within?: Stretch;
}

/** `limit` as the API understands it: 20 when absent or unreadable, a greater one is clipped [inferred]. */
export function pageSize({ query, most }: PageRequest): number {
  const limit = Number(query.limit);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : 20;
}

/**
 * One page of a list that runs from old to new, newest first [inferred from the rating sample]. Pages count from 1;
 * past the last one comes an empty page, or the last again if the world is set so: neither is documented.
 */
export function pageOf<T>(oldToNew: readonly T[], world: World, request: PageRequest): T[] {
  const size = pageSize(request);
  const { first, end: newest } = request.within ?? { first: 0, end: oldToNew.length };
  const asked = Number(request.query.page);
  let page = Number.isInteger(asked) && asked > 0 ? asked : 1;
  if (world.lastPageRepeats) page = Math.min(page, Math.max(1, Math.ceil((newest - first) / size)));

  const end = newest - (page - 1) * size;
  return end <= first ? [] : oldToNew.slice(Math.max(first, end - size), end).reverse();
}
