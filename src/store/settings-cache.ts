import type { SettingsRepository } from "../settings/settings.ts";

/** Long enough for the ten values of one look-up, and short, because another process may change them. */
const CACHED_FOR_MS = 1_000;

interface CachedValue {
  value: string | null;
  readAtMs: number;
}

/**
 * Caches each value for a second after it was read. A change by this process counts at once, one by another process
 * within a second.
 * @param now  a clock in milliseconds that never jumps: `performance.now`
 */
export function cacheSettings(rows: SettingsRepository, now: () => number): SettingsRepository {
  const cache = new Map<string, CachedValue>();
  let changes = 0;

  async function read(key: string): Promise<string | null> {
    const changesBefore = changes;
    const readAtMs = now();
    const value = await rows.get(key);
    // What was read while this process changed a value may be the value before the change.
    if (changes === changesBefore) cache.set(key, { value, readAtMs });
    return value;
  }

  return {
    async get(key) {
      const found = cache.get(key);
      return found !== undefined && now() - found.readAtMs < CACHED_FOR_MS ? found.value : read(key);
    },
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
