import type { SettingsRepository } from "../settings/settings.ts";

/** The key of a value that is another one after each forgetting. */
const KEY = "customers.forgotten";

export type Forgettings = ReturnType<typeof createForgettings>;

/** Lets every process on the database know that a customer was forgotten, because each holds cards in its memory. */
export function createForgettings(rows: SettingsRepository, now: () => Date, newId: () => string) {
  const read = () => rows.get(KEY).catch(() => undefined);
  return {
    /** Call this when a customer was forgotten. Other processes know it within a second. */
    note: (): Promise<void> => rows.set(KEY, newId(), now()),

    /**
     * Begins to watch. Never rejects.
     * @returns a check: false if a customer was forgotten since, and while the store cannot say it
     */
    watch(): () => Promise<boolean> {
      const before = read();
      return async () => {
        const [then, since] = await Promise.all([before, read()]);
        return since !== undefined && then === since;
      };
    },
  };
}
