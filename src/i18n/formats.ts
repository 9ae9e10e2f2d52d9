import type { Locale } from "./messages.ts";

/** How a reader's language writes numbers, money and times, in the team's zone and never the server's. */
export interface Formats {
  /** `1234.5` → `"1.234,5"` in Vietnamese. */
  number(value: number): string;
  /** `4.5` → `"4,50"`: one stands below another, and both have as many places. */
  average(value: number): string;
  /** `4520000` → `"4.520.000 ₫"`. */
  money(value: number): string;
  /** `"25/11/2026"` */
  day(value: Date): string;
  /** `"25/11/2026 08:30"` */
  time(value: Date): string;
}

/** @param timeZone IANA name, `"Asia/Ho_Chi_Minh"` */
export function createFormats(locale: Locale, timeZone: string): Formats {
  const language = locale === "vi" ? "vi-VN" : "en-GB";
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const average = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  // Days and hours look the same in both our languages, the way British English writes them. Made once: a formatter
  // of Node's own takes a fifth of date-fns' time for a zone, and a card shows a dozen times.
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
  return {
    number: (value) => number.format(value),
    average: (value) => average.format(value),
    // Vietnamese money has no smaller unit and puts its sign last, in every language of ours.
    money: (value) => `${number.format(Math.round(value))} ₫`,
    day: (value) => day.format(value),
    time: (value) => `${day.format(value)} ${hour.format(value)}`,
  };
}
