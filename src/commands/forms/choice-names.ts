import { type Locale, phrases } from "../../i18n/phrases.ts";
import { SETTINGS } from "../settings/table.ts";
import { priorityName } from "../tickets/priority-name.ts";

const languages = phrases({
  en: { vi: "Vietnamese", en: "English" },
  vi: { vi: "Tiếng Việt", en: "Tiếng Anh" },
});

const nameIn = (locale: Locale) => {
  const settings = Object.entries(SETTINGS).map(([key, { words }]) => [key, words[locale].name] as const);
  const known = new Map<string, string>([...Object.entries(languages[locale]), ...settings]);
  return (value: string) => known.get(value) ?? priorityName(value, locale);
};

/** What the values of a choice are called in each language; a value without a name is its own. */
export const choiceNames: Readonly<Record<Locale, (value: string) => string>> = {
  vi: nameIn("vi"),
  en: nameIn("en"),
};
