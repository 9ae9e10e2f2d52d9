import { listed, weekdayName } from "../i18n/formats.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import { type Schedule, writeTime } from "./schedule.ts";

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

/** `"mỗi ngày lúc 08:30"`, `"every Monday and Thursday at 09:00"`; times are those of the team's zone. */
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
