import { fold } from "../understanding/fold.ts";
import { SET_LISTS, SETTINGS, type Setting, type SettingKey, type Values } from "./definitions.ts";

/** The settings of the team, as commands read them. */
export interface Settings {
  /** The value, or the default if it is not set: `await settings.get("tickets.sla")` is `"Standard"` or null. */
  get<K extends SettingKey>(key: K): Promise<Values[K]>;
}

/** The settings, for commands that change them. */
export interface SettingsBook extends Settings {
  /** The same values without a cache, for a change that depends on them. */
  current: Settings;
  set<K extends SettingKey>(key: K, value: Values[K]): Promise<void>;
}

/** Stores values as JSON. */
export interface SettingsRepository {
  /** Null also for a value that was changed outside the bot. */
  get(key: string): Promise<string | null>;
  /** The same without a cache: what another process has changed counts at once. */
  current(key: string): Promise<string | null>;
  set(key: string, value: string, at: Date): Promise<void>;
}

export function createSettingsBook(rows: SettingsRepository, now: () => Date): SettingsBook {
  const reading = (find: SettingsRepository["get"]): Settings => ({
    async get<K extends SettingKey>(key: K) {
      const { schema, usual } = settingOf(key);
      const stored = await find(rowKey(key));
      // A value of an older version that the schema refuses counts as not set.
      const read = stored === null ? null : schema.safeParse(JSON.parse(stored));
      return (read?.success ? read.data : usual) as Values[K];
    },
  });
  return {
    ...reading(rows.get),
    current: reading(rows.current),
    set: (key, value) => rows.set(rowKey(key), JSON.stringify(value), now()),
  };
}

/** Returns the value as people read it: `"20 / 400"`. */
export async function shownSetting(key: SettingKey, settings: Settings): Promise<string> {
  return settingOf(key).shown(await settings.get(key));
}

export function settingOf(key: SettingKey): Setting<unknown> {
  return SETTINGS[key];
}

/** Returns lists in which the values of the team's settings come first, then values learned from AntCRM's records. */
export function taughtAndSet(learned: Learned, settings: Settings): Learned {
  return {
    remember: learned.remember,
    async values(list, limit = 100) {
      const key = SET_LISTS[list];
      const [set, taught] = await Promise.all([
        key === undefined ? [] : settings.get(key),
        learned.values(list, limit),
      ]);
      // For ids with names, people choose the name.
      const names = Array.isArray(set) ? set : Object.keys(set);
      return [...new Set([...names, ...taught])].slice(0, limit);
    },
  };
}

/** Returns the key of a setting's row. The table also has values that are not settings: `"team:tickets.sla"`. */
function rowKey(key: SettingKey): string {
  return `team:${key}`;
}

/** Words that empty a value. */
const EMPTY = /^(-|trong|bo trong|de trong|empty|none)$/;

/** Reads a value as people type it: `"20 / 400"`. */
export function readTyped(key: SettingKey, value: string) {
  const setting = settingOf(key);
  return setting.schema.safeParse(setting.typed(EMPTY.test(fold(value).trim()) ? "" : value));
}

/** Reads a value from JSON, `{ "minute": 20, "day": 400 }`, or as people type it. */
export function readJson(key: SettingKey, value: unknown) {
  const read = settingOf(key).schema.safeParse(value);
  const isTyped = typeof value === "string" && value.trim() !== "";
  return read.success || !isTyped ? read : readTyped(key, value);
}

/** Values that AntCRM publishes no list of (SLA policies, statuses, staff …), learned from the records that were read. */
export interface Learned {
  /** `remember("ticket status", ["New", "Assigned"], now)` adds new values and notes that known ones were used again. */
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
  /** The last used first; those used at the same time by name. @param limit  100 unless given */
  values(list: string, limit?: number): Promise<string[]>;
}

/** Remembers these values under the name of their list. Empty ones are left out. Never rejects. */
export async function rememberValues(
  list: string,
  values: readonly (string | null | undefined)[],
  { learned, clock }: { learned: Learned; clock: { now(): Date } },
): Promise<void> {
  const known = [...new Set(values)].filter((value): value is string => Boolean(value));
  // If the store fails here, the card must not fail.
  if (known.length > 0) await learned.remember(list, known, clock.now()).catch(() => undefined);
}
