import { SET_LISTS, SETTINGS, type SettingKey, type Values } from "./definitions.ts";
import type { Setting } from "./kinds.ts";
import type { Learned } from "./learned.ts";

/** What the team has set, for whoever runs a command. */
export interface Settings {
  /** The value, or the usual one where nobody has set it: `await settings.get("tickets.sla")` is `"Standard"` or null. */
  get<K extends SettingKey>(key: K): Promise<Values[K]>;
}

/** The same, for those who may change it. */
export interface SettingsBook extends Settings {
  set<K extends SettingKey>(key: K, value: Values[K]): Promise<void>;
}

/** Stores values as JSON. */
export interface SettingsRepository {
  /** Null also for a value that was changed outside the bot. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string, at: Date): Promise<void>;
}

export function createSettingsBook(rows: SettingsRepository, now: () => Date): SettingsBook {
  return {
    async get<K extends SettingKey>(key: K) {
      const { schema, usual } = settingOf(key);
      const stored = await rows.get(rowKey(key));
      // A value of an older version that is none any more counts as not set, and `settings` shows it so.
      const read = stored === null ? null : schema.safeParse(JSON.parse(stored));
      return read?.success ? read.data : usual;
    },
    set: (key, value) => rows.set(rowKey(key), JSON.stringify(value), now()),
  };
}

/** The setting with its type by its key. */
export function settingOf<K extends SettingKey>(key: K): Setting<Values[K]> {
  return SETTINGS[key] as unknown as Setting<Values[K]>;
}

/** What the team has set is offered first, then what the CRM's records taught. */
export function taughtAndSet(learned: Learned, settings: Settings): Learned {
  return {
    remember: learned.remember,
    async values(list, limit = 100) {
      const key = SET_LISTS[list];
      const [set, taught] = await Promise.all([
        key === undefined ? [] : settings.get(key),
        learned.values(list, limit),
      ]);
      // Of nicknames the names alone are what people choose from.
      const names = Array.isArray(set) ? set : Object.keys(set);
      return [...new Set([...names, ...taught])].slice(0, limit);
    },
  };
}

/** The table also holds values that are no settings: `"team:tickets.sla"`. */
function rowKey(key: SettingKey): string {
  return `team:${key}`;
}
