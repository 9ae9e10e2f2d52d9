import { tz } from "@date-fns/tz";
// By their own paths: the two entry points load 300 files of functions and a hundred languages at every start.
import { format } from "date-fns/format";
import { enGB } from "date-fns/locale/en-GB";
import { vi } from "date-fns/locale/vi";
import type { Locale } from "./phrases.ts";

/** How a reader's language writes numbers, money and times, in the team's zone and never the server's. */
export interface Formats {
  /** `1234.5` → `"1.234,5"` in Vietnamese. */
  number(value: number): string;
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
  const zone = { in: tz(timeZone), locale: locale === "vi" ? vi : enGB };
  return {
    number: (value) => number.format(value),
    // Vietnamese money has no smaller unit and puts its sign last, in every language of ours.
    money: (value) => `${number.format(Math.round(value))} ₫`,
    day: (value) => format(value, "dd/MM/yyyy", zone),
    time: (value) => format(value, "dd/MM/yyyy HH:mm", zone),
  };
}
