/** The forms of a time: src/crm/API.md#times */
export type DateForm = "ms" | "seconds" | "digits" | "iso" | "day" | "english";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Vietnam has no summer time: a day starts at 17:00 UTC. That the CRM counts so is inferred. */
const VIETNAM_OFFSET_MS = 7 * HOUR_MS;

const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/;

const english = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "Asia/Ho_Chi_Minh" });

/** Returns a time in one of the documented forms: 1747391436702, `"2025-05-16T10:30:36.702Z"`, `"May 16, 2025"`. */
export function writeTime(ms: number, form: DateForm = "ms"): number | string {
  switch (form) {
    case "ms":
      return ms;
    case "seconds":
      return Math.floor(ms / 1000);
    case "digits":
      return String(ms);
    case "iso":
      return new Date(ms).toISOString();
    case "day":
      return new Date(ms + VIETNAM_OFFSET_MS).toISOString().slice(0, 10);
    case "english":
      return english.format(ms);
  }
}

/**
 * Returns the start of a range in ms; null if the text is no time. A filter gives it as epoch (ms, or s when it is that
 * small), as ISO, or as `YYYY-MM-DD` (a Vietnamese day).
 */
export function readRangeStart(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) < 1e11 ? Number(text) * 1000 : Number(text);
  if (CALENDAR_DAY.test(text)) return valid(Date.parse(`${text}T00:00:00+07:00`));
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? valid(Date.parse(text)) : null;
}

/** Returns the end of a range: a day counts to its last millisecond, which is inferred. */
export function readRangeEnd(text: string): number | null {
  const start = readRangeStart(text);
  return start !== null && CALENDAR_DAY.test(text) ? start + DAY_MS - 1 : start;
}

/** Returns the midnight in Vietnam before this time. */
export function vietnamMidnight(ms: number): number {
  return Math.floor((ms + VIETNAM_OFFSET_MS) / DAY_MS) * DAY_MS - VIETNAM_OFFSET_MS;
}

function valid(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms;
}
