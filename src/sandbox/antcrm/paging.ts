import type { ListPart } from "./time-order.ts";
import type { World } from "./world.ts";

interface PageRequest {
  query: Readonly<Record<string, string>>;
  /** The maximum of one page, 20 or 100: src/crm/API.md#paging */
  most: number;
  /** The part of the list that the filters left; the whole list when absent. */
  within?: ListPart;
}

/** Returns the page size: `limit`, by default 20, cut to the maximum. This is inferred: src/crm/API.md#paging */
export function pageSize({ query, most }: PageRequest): number {
  const limit = Number(query.limit);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : 20;
}

/**
 * Returns one page of a list, newest first. Pages count from 1. After the last one comes an empty page, or with
 * `lastPageRepeats` the last one again. Order and end are inferred: src/crm/API.md#paging
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
