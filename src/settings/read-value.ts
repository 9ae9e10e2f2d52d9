import { fold } from "../understanding/fold.ts";
import type { SettingKey } from "./definitions.ts";
import type { Setting } from "./kinds.ts";
import { settingOf } from "./settings.ts";

/** Words that empty a value. */
const EMPTY = /^(-|trong|bo trong|de trong|empty|none)$/;

/** Reads a value as people type it: `"20 / 400"`. */
export function readTyped(key: SettingKey, value: string) {
  const setting = settingOf(key) as Setting<unknown>;
  return setting.schema.safeParse(setting.typed(EMPTY.test(fold(value).trim()) ? "" : value));
}

/** Reads a value from JSON, `{ "minute": 20, "day": 400 }`, or as people type it. */
export function readJson(key: SettingKey, value: unknown) {
  const read = (settingOf(key) as Setting<unknown>).schema.safeParse(value);
  const isTyped = typeof value === "string" && value.trim() !== "";
  return read.success || !isTyped ? read : readTyped(key, value);
}
