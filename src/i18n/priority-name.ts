import { defineMessages, type Locale } from "./messages.ts";

/** AntCRM's four priorities and their names in its Vietnamese screens: src/crm/API.md#ticket-words */
const names = defineMessages({
  en: { Urgent: "Urgent", High: "High", Medium: "Medium", Low: "Low" },
  vi: { Urgent: "Khẩn cấp", High: "Cao", Medium: "Bình thường", Low: "Thấp" },
});

/** Returns the priority in the reader's language. A tenant's own word is returned as it is. */
export function priorityName(priority: string, locale: Locale): string {
  return new Map(Object.entries(names[locale])).get(priority) ?? priority;
}
