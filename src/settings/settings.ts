import { SET_LISTS, SETTINGS, type SettingKey, type Values } from "./definitions.ts";
import type { Setting } from "./kinds.ts";
import type { Learned } from "./learned.ts";

/** The settings of the team, as commands read them. */
export interface Settings {
  /** The value, or the default if it is not set: `await settings.get("tickets.sla")` is `"Standard"` or null. */
  get<K extends SettingKey>(key: K): Promise<Values[K]>;
}

/** The settings, for commands that change them. */
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
      // A value of an older version that the schema refuses counts as not set.
      const read = stored === null ? null : schema.safeParse(JSON.parse(stored));
      return read?.success ? read.data : usual;
    },
    set: (key, value) => rows.set(rowKey(key), JSON.stringify(value), now()),
  };
}

/** Returns the definition of a setting. */
export function settingOf<K extends SettingKey>(key: K): Setting<Values[K]> {
  return SETTINGS[key] as unknown as Setting<Values[K]>;
}

/** Values of the team's settings come first, then values learned from AntCRM's records. */
export function taughtAndSet(learned: Learned, settings: Settings): Learned {
  return {
    remember: learned.remember,
    async values(list, limit = 100) {
      const key = SET_LISTS[list];
      const [set, taught] = await Promise.all([
        key === undefined ? [] : settings.get(key),
        learned.values(list, limit),
      ]);
      // Of named ids people choose the name.
      const names = Array.isArray(set) ? set : Object.keys(set);
      return [...new Set([...names, ...taught])].slice(0, limit);
    },
  };
}

/** The table also has values that are no settings: `"team:tickets.sla"`. */
function rowKey(key: SettingKey): string {
  return `team:${key}`;
}
