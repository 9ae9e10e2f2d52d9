import { LRUCache } from "lru-cache";
import type { SettingsRepository } from "../settings/settings.ts";

/** Long enough for the ten values of one look-up, and short, because another process may change them. */
const CACHED_FOR_MS = 1_000;
/** More than there are settings. Chats that have moved are kept in the same table. */
const CACHED = 500;

/**
 * Caches each value for a second after it was read. A change by this process counts at once, one by another process
 * within a second.
 */
export function cacheSettings(rows: SettingsRepository): SettingsRepository {
  const cache = new LRUCache<string, { value: string | null }>({ max: CACHED, ttl: CACHED_FOR_MS });
  let changes = 0;

  async function read(key: string): Promise<string | null> {
    const changesBefore = changes;
    const start = performance.now();
    const value = await rows.get(key);
    // What was read while this process changed a value may be the value before the change.
    if (changes === changesBefore) cache.set(key, { value }, { start });
    return value;
  }

  return {
    async get(key) {
      const cached = cache.get(key);
      return cached === undefined ? read(key) : cached.value;
    },
    current: read,
    async set(key, value, at) {
      try {
        await rows.set(key, value, at);
      } finally {
        changes += 1;
        cache.delete(key);
      }
    },
  };
}
