import { defineMessages, type Locale } from "./messages.ts";

const LANGUAGES: Readonly<Record<Locale, string>> = { vi: "vi-VN", en: "en-GB" };

/** `["đánh giá", "phiếu", "điểm"]` → `"đánh giá, phiếu và điểm"`. */
export function listed(names: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(LANGUAGES[locale]).format(names);
}

/** The weekday inside a sentence, Monday is 1: `"thứ hai"`, `"Monday"`. */
export function weekdayName(day: number, locale: Locale): string {
  // 1 January 2024 was a Monday.
  const name = new Intl.DateTimeFormat(LANGUAGES[locale], { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2024, 0, day),
  );
  return locale === "vi" ? name.toLocaleLowerCase("vi") : name;
}

/** The units of an age with their lengths in seconds, the longest first. */
const AGES = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

export type Formats = ReturnType<typeof createFormats>;

/**
 * Creates the formats of the reader's language, in the team's time zone.
 * @param timeZone IANA name, `"Asia/Ho_Chi_Minh"`
 */
export function createFormats(locale: Locale, timeZone: string) {
  const language = LANGUAGES[locale];
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const average = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  // Both languages write days and hours as British English does. A formatter is created once, because a card may show a
  // dozen times of day. It takes a fifth of the time that date-fns takes with a zone.
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
  });
  const hour = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  return {
    /** `"3 giờ trước"`, `"3 hours ago"`; at least a minute. */
    ago: (value: Date, now: Date) => {
      const seconds = Math.max(60, (now.getTime() - value.getTime()) / 1000);
      const [unit, length] = AGES.find(([, atLeast]) => seconds >= atLeast) ?? ["minute", 60];
      return relative.format(-Math.floor(seconds / length), unit);
    },
    /** `1234.5` → `"1.234,5"` in Vietnamese. */
    number: (value: number) => number.format(value),
    /** `4.5` → `"4,50"`: always two places, so that figures in a column line up. */
    average: (value: number) => average.format(value),
    /** `4520000` → `"4.520.000 ₫"`. Dong have no smaller unit, and their sign stands last in both languages. */
    money: (value: number) => `${number.format(Math.round(value))} ₫`,
    /** `"25/11/2026"` */
    day: (value: Date) => day.format(value),
    /** `"25/11/2026 08:30"` */
    time: (value: Date) => `${day.format(value)} ${hour.format(value)}`,
  };
}

/** AntCRM's four priorities and their names in its Vietnamese screens: src/crm/API.md#ticket-words */
const priorityNames = defineMessages({
  en: { Urgent: "Urgent", High: "High", Medium: "Medium", Low: "Low" },
  vi: { Urgent: "Khẩn cấp", High: "Cao", Medium: "Bình thường", Low: "Thấp" },
});

/** Returns the priority in the reader's language. A tenant's own word is returned as it is. */
export function priorityName(priority: string, locale: Locale): string {
  return new Map(Object.entries(priorityNames[locale])).get(priority) ?? priority;
}
