import type { Locale } from "../i18n/messages.ts";

const ENGLISH_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
export const WEEKDAYS: Readonly<Record<Locale, readonly string[]>> = {
  vi: ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
  en: ENGLISH_WEEKDAYS,
};

const UNITS: Readonly<Record<Locale, readonly (readonly [number, string])[]>> = {
  vi: [
    [1e9, "tỷ"],
    [1e6, "tr"],
    [1e3, "k"],
  ],
  en: [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ],
};

/** From this value on, the exact figure is wider than its column. */
const EXACT_BELOW = 10_000_000;

export type Numbers = ReturnType<typeof numbersOf>;

/** Creates the formats of figures in pictures: a few characters each, because a phone is 400 pixels wide. */
export function numbersOf({ locale, timeZone }: { locale: Locale; timeZone: string }) {
  const language = locale === "vi" ? "vi-VN" : "en-GB";
  const plain = (digits: number, fewest = 0) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: fewest });
  const [whole, one, oneFixed, two] = [plain(0), plain(1), plain(1, 1), plain(2, 2)];
  const dayOf = new Intl.DateTimeFormat("en-GB", { timeZone, day: "2-digit", month: "2-digit" });
  const keyOf = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const weekdayOf = new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short" });
  /** Monday is 0. */
  const weekdayIndex = (day: Date) => ENGLISH_WEEKDAYS.indexOf(weekdayOf.format(day));
  /** `1284` → `"1,3k"`, `2500000` → `"2,5tr"`. */
  const short = (value: number) => {
    // 999 960 is written as a million, not as "1.000k".
    const unit = UNITS[locale].find(([size]) => value >= size * (size === 1e3 ? 1 : 0.99995));
    if (unit === undefined) return whole.format(value);
    const [size, name] = unit;
    return `${(value / size < 100 ? one : whole).format(value / size)}${name}`;
  };
  return {
    short,
    /** `1284` → `"1.284"`; ten millions and more as `short`. */
    count: (value: number) => (value < EXACT_BELOW ? whole.format(value) : short(value)),
    /** `4.625` → `"4,63"`. */
    average: (value: number) => two.format(value),
    /** `4.625` → `"4,6"`. */
    roughly: (value: number) => oneFixed.format(value),
    /** `(820, 1284)` → `"64%"`; `"–"` of zero, and `"<1%"` for less than half a percent. */
    percent(part: number, all: number): string {
      if (all <= 0) return "–";
      const percent = (part / all) * 100;
      if (part > 0 && percent < 0.5) return "<1%";
      if (part < all && percent >= 99.5 && percent < 100) return ">99%";
      return `${whole.format(percent)}%`;
    },
    /** `"T2"`, `"CN"`; `"Mon"`, `"Sun"`. */
    weekday: (day: Date) => WEEKDAYS[locale][weekdayIndex(day)] ?? "",
    weekdayIndex,
    /** `"25/11"` */
    dayMonth: (day: Date) => dayOf.format(day),
    /** `"2026-11-25"`, as a key. */
    dayKey: (day: Date) => keyOf.format(day),
  };
}

/** Returns a figure that can be drawn and added up: no number or a negative one becomes 0. */
export function countable(value: number | null | undefined): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0
    ? Math.min(value, Number.MAX_SAFE_INTEGER)
    : 0;
}
