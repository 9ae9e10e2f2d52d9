const DAY_MS = 86_400_000;
/** Day 0 of Excel's calendar. Excel treats 1900 as a leap year, so this is right from March 1900 on. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
/** The days between both calendars of Excel. */
const DAYS_TO_1904 = 1_462;

/** Excel's number of a day, `45986` or `45986.5`, as `"25/11/2026"` or `"25/11/2026 12:00"`. */
export function serialToText(serial: number, is1904 = false): string {
  const minutes = Math.round((serial + (is1904 ? DAYS_TO_1904 : 0)) * 1_440);
  const at = new Date(EPOCH_MS + minutes * 60_000);
  if (Number.isNaN(at.getTime())) return String(serial);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
  if ((minutes * 60_000) % DAY_MS === 0) return day;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}
