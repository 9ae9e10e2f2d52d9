import { LRUCache } from "lru-cache";

/**
 * Creates a cache of at most this many entries; it forgets the one used least recently. Its memory grows with its entries.
 * An `LRUCache` with `max` takes the memory for all of them when it is created, 0.4 MB for 20,000, and is as large when full.
 * @example const seen = lruCache<number>(2_000)
 */
export function lruCache<Value extends {}>(entries: number): LRUCache<string, Value> {
  return new LRUCache({ maxSize: entries, sizeCalculation: () => 1 });
}
