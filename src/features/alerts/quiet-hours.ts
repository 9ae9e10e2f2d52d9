/** When a chat gets no alerts, in minutes of the day by the wall clock; the end is not included. */
export interface QuietHours {
  from: number;
  to: number;
}

const TIME = String.raw`(\d{1,2})(?: ?(?:h|:|giờ|gio|g) ?(\d{2})?)? ?(sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem|am|pm)?`;
const RANGE = new RegExp(`^\\D*?${TIME} ?(?:-|–|—|đến|den|tới|toi|to|until) ?${TIME}$`, "iu");

/**
 * Parses `"22:00-07:00"`, `"từ 22h đến 7h"`, `"10 giờ tối - 7 giờ sáng"`; null for a text that is not two times of a day.
 */
export function parseQuietHours(text: string): QuietHours | null {
  const [, ...found] = RANGE.exec(text.normalize("NFC").replace(/\s+/g, " ").trim()) ?? [];
  const from = minutesOf(found[0], found[1], found[2]);
  const to = minutesOf(found[3], found[4], found[5]);
  return from === null || to === null || from === to ? null : { from, to };
}

/** `"22:00-07:00"` */
export function writeQuietHours({ from, to }: QuietHours): string {
  return `${clock(from)}-${clock(to)}`;
}

/** True if it is quiet at that time. Hours that end before they begin go over midnight. */
export function isQuiet({ from, to }: QuietHours, at: Date, timeZone: string): boolean {
  const minute = minuteOfDay(at, timeZone);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minutesOf(hour = "", minute = "0", part = ""): number | null {
  if (hour === "") return null;
  const hours = hourOfDay(Number(hour), part);
  const total = (hours % 24) * 60 + Number(minute);
  return hours > 24 || Number(minute) > 59 ? null : total;
}

/** "11h đêm" is before midnight, "12h đêm" is midnight, "1h đêm" after it. */
function hourOfDay(hour: number, part: string): number {
  const later = hour < 12 ? hour + 12 : hour;
  switch (part.toLowerCase()) {
    case "am":
      return hour === 12 ? 0 : hour;
    case "đêm":
    case "dem":
      return hour === 12 ? 0 : hour < 7 ? hour : later;
    case "trưa":
    case "trua":
      return hour < 4 ? later : hour;
    case "chiều":
    case "chieu":
    case "tối":
    case "toi":
    case "pm":
      return later;
    default:
      return hour;
  }
}

function minuteOfDay(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const [hours = 0, minutes = 0] = format.format(at).split(":").map(Number);
  return hours * 60 + minutes;
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
