import type { Locale } from "../i18n/messages.ts";
import type { Chart } from "./chart.ts";

const NAMES: Readonly<Record<Chart["kind"], Readonly<Record<Locale, string>>>> = {
  "ratings-over-time": { en: "ratings-by-day", vi: "danh-gia-theo-ngay" },
  "rating-distribution": { en: "ratings-by-score", vi: "danh-gia-theo-sao" },
  "calls-by-hour": { en: "calls-by-hour", vi: "cuoc-goi-theo-gio" },
  "campaign-funnel": { en: "campaign", vi: "chien-dich" },
};

/** `"danh-gia-theo-ngay.png"`: of the kind alone, for a file's name is masked by nobody. */
export function fileNameOf({ kind, locale }: Pick<Chart, "kind" | "locale">): string {
  return `${NAMES[kind][locale]}.png`;
}
