/** From when until when a chat is left alone, minutes of the day by the wall clock; the end is not included. */
export interface QuietHours {
  from: number;
  to: number;
}

const TIME = String.raw`(\d{1,2})(?:\s*(?:h|:|giờ|gio|g)\s*(\d{2})?)?\s*(sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem|am|pm)?`;
const RANGE = new RegExp(`^\\D*?${TIME}\\s*(?:-|–|—|đến|den|tới|toi|to|until)\\s*${TIME}\\s*$`, "iu");
const AFTERNOON = /^(chiều|chieu|tối|toi|đêm|dem|pm)$/i;

/** `"22:00-07:00"`, `"từ 22h đến 7h"`, `"10 giờ tối - 7 giờ sáng"`; null for what is no two times of a day. */
export function parseQuietHours(text: string): QuietHours | null {
  const [, ...found] = RANGE.exec(text.normalize("NFC").trim()) ?? [];
  const from = minutesOf(found[0], found[1], found[2]);
  const to = minutesOf(found[3], found[4], found[5]);
  return from === null || to === null || from === to ? null : { from, to };
}

/** `"22:00-07:00"` */
export function writeQuietHours({ from, to }: QuietHours): string {
  return `${clock(from)}-${clock(to)}`;
}

/** Is it quiet at that time? Hours that end before they begin go over midnight. */
export function isQuiet({ from, to }: QuietHours, at: Date, timeZone: string): boolean {
  const minute = minuteOfDay(at, timeZone);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minutesOf(hour = "", minute = "0", part = ""): number | null {
  if (hour === "") return null;
  const plain = Number(hour);
  const hours = AFTERNOON.test(part) && plain < 12 ? plain + 12 : plain;
  const total = (hours % 24) * 60 + Number(minute);
  return hours > 24 || Number(minute) > 59 ? null : total;
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
