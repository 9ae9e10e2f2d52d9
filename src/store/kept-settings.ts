import type { SettingsRepository } from "../settings/settings.ts";

/** A look-up reads ten values, and another process may change them. */
const KEPT_MS = 1_000;

/** A value as it was read or written. */
interface KeptValue {
  value: string | null;
  at: number;
}

/**
 * Keeps each value in memory for a second after it was read. A change by this process counts at once, one by another process
 * within a second.
 * @param now  a clock in milliseconds that never jumps: `performance.now`
 */
export function keepSettings(rows: SettingsRepository, now: () => number): SettingsRepository {
  const kept = new Map<string, KeptValue>();
  let changes = 0;

  async function read(key: string): Promise<string | null> {
    const changesBefore = changes;
    const at = now();
    const value = await rows.get(key);
    // What was read while this process changed a value may be the value before the change.
    if (changes === changesBefore) kept.set(key, { value, at });
    return value;
  }

  return {
    async get(key) {
      const found = kept.get(key);
      return found !== undefined && now() - found.at < KEPT_MS ? found.value : read(key);
    },
    async set(key, value, at) {
      try {
        await rows.set(key, value, at);
      } finally {
        changes += 1;
        kept.delete(key);
      }
    },
  };
}
