import { listed, weekdayName } from "../i18n/formats.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";

const schedulingMessages = defineMessages({
  en: {
    daily: (time: string) => `every day at ${time}`,
    weekdays: (time: string) => `on working days at ${time}`,
    weekly: (days: string, time: string) => `every ${days} at ${time}`,
    monthly: (day: number, time: string) => `on day ${day} of every month at ${time}`,
    last: (time: string) => `on the last day of every month at ${time}`,
    cron: (line: string) => `by the cron line ${line}`,
  },
  vi: {
    daily: (time) => `mỗi ngày lúc ${time}`,
    weekdays: (time) => `ngày làm việc lúc ${time}`,
    weekly: (days, time) => `${days} hằng tuần lúc ${time}`,
    monthly: (day, time) => `ngày ${day} hằng tháng lúc ${time}`,
    last: (time) => `ngày cuối hằng tháng lúc ${time}`,
    cron: (line) => `theo lịch cron ${line}`,
  },
});

/** The time of day in the team's zone. */
export interface TimeOfDay {
  hour: number;
  minute: number;
}

/** ISO: 1 is Monday, 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When something is due. `cron`: five fields, `"30 8 * * 1-5"`. */
export type Schedule =
  | { kind: "daily" | "weekdays"; at: TimeOfDay }
  | { kind: "weekly"; days: readonly Weekday[]; at: TimeOfDay }
  | { kind: "monthly"; day: number | "last"; at: TimeOfDay }
  | { kind: "cron"; line: string };

const DAYS: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** The last day that every month has. */
export const LAST_SURE_DAY = 28;

/**
 * Writes a schedule as text, the same for every language. `parseSchedule` reads it again.
 * @example writeSchedule({ kind: "weekly", days: [1, 4], at: { hour: 9, minute: 0 } }) // "weekly mon,thu 09:00"
 */
export function writeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case "cron":
      return `cron ${schedule.line}`;
    case "weekly":
      return `weekly ${schedule.days.map((day) => DAYS[day - 1]).join(",")} ${writeTime(schedule.at)}`;
    case "monthly":
      return `monthly ${schedule.day} ${writeTime(schedule.at)}`;
    default:
      return `${schedule.kind} ${writeTime(schedule.at)}`;
  }
}

/** `"08:30"` */
function writeTime({ hour, minute }: TimeOfDay): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

const CANONICAL =
  /^(?:cron (?<line>.+)|(?<often>daily|weekdays|weekly (?<days>[a-z,]+)|monthly (?<day>\d{1,2}|last)) (?<hour>\d\d):(?<minute>\d\d))$/;

/** Reads what `writeSchedule` wrote; null for any other text. A cron line is not checked. */
export function parseSchedule(text: string): Schedule | null {
  const { line, often = "", days, day, hour, minute } = CANONICAL.exec(text)?.groups ?? {};
  if (line !== undefined) return { kind: "cron", line };
  const at = { hour: Number(hour), minute: Number(minute) };
  if (!(at.hour < 24 && at.minute < 60)) return null;
  if (often === "daily" || often === "weekdays") return { kind: often, at };
  if (days !== undefined) return weekly(days, at);
  if (day === undefined) return null;
  return { kind: "monthly", day: day === "last" ? day : Number(day), at };
}

function weekly(names: string, at: TimeOfDay): Schedule | null {
  const days = names.split(",").map((name) => DAYS.indexOf(name) + 1);
  return days.includes(0) ? null : { kind: "weekly", days: days as Weekday[], at };
}

/** Returns the schedule as five fields of cron: `"30 8 * * *"`. */
export function cronOf(schedule: Schedule): string {
  if (schedule.kind === "cron") return schedule.line;
  const { hour, minute } = schedule.at;
  const at = `${minute} ${hour}`;
  switch (schedule.kind) {
    case "daily":
      return `${at} * * *`;
    case "weekdays":
      return `${at} * * 1-5`;
    case "weekly":
      return `${at} * * ${schedule.days.join(",")}`;
    case "monthly":
      return `${at} ${schedule.day === "last" ? "L" : schedule.day} * *`;
  }
}

/** Returns a schedule in words, in the team's zone: `"mỗi ngày lúc 08:30"`, `"every Monday and Thursday at 09:00"`. */
export function scheduleWords(schedule: Schedule, locale: Locale): string {
  const t = schedulingMessages[locale];
  if (schedule.kind === "cron") return t.cron(schedule.line);
  const time = writeTime(schedule.at);
  switch (schedule.kind) {
    case "weekly":
      return t.weekly(
        listed(
          schedule.days.map((day) => weekdayName(day, locale)),
          locale,
        ),
        time,
      );
    case "monthly":
      return schedule.day === "last" ? t.last(time) : t.monthly(schedule.day, time);
    default:
      return t[schedule.kind](time);
  }
}
