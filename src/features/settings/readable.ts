import { choiceNames } from "../../bot/forms/choice-names.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { SettingKey } from "../../settings/definitions.ts";
import { settingOf } from "../../settings/settings.ts";

/** A shown value as people read it: one of a few words by its name, with what is typed for it: `"chỉ xem (viewer)"`. */
export function readable(key: SettingKey, shown: string, locale: Locale): string {
  const isWord = settingOf(key).values?.includes(shown) === true;
  const name = isWord ? choiceNames[locale](shown) : shown;
  return name === shown ? shown : `${name} (${shown})`;
}
