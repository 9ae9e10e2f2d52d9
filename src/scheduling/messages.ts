import { defineMessages, type Locale } from "../i18n/messages.ts";
import { type Schedule, type Weekday, writeTime } from "./schedule.ts";

const schedulingMessages = defineMessages({
  en: {
    daily: (time: string) => `every day at ${time}`,
    weekdays: (time: string) => `on working days at ${time}`,
    weekly: (days: string, time: string) => `every ${days} at ${time}`,
    monthly: (day: number, time: string) => `on day ${day} of every month at ${time}`,
    last: (time: string) => `on the last day of every month at ${time}`,
    cron: (line: string) => `by the cron line ${line}`,
    and: " and ",
  },
  vi: {
    daily: (time) => `mỗi ngày lúc ${time}`,
    weekdays: (time) => `ngày làm việc lúc ${time}`,
    weekly: (days, time) => `${days} hằng tuần lúc ${time}`,
    monthly: (day, time) => `ngày ${day} hằng tháng lúc ${time}`,
    last: (time) => `ngày cuối hằng tháng lúc ${time}`,
    cron: (line) => `theo lịch cron ${line}`,
    and: " và ",
  },
});

const DAYS: Readonly<Record<Locale, Readonly<Record<Weekday, string>>>> = {
  en: {
    1: "Monday",
    2: "Tuesday",
    3: "Wednesday",
    4: "Thursday",
    5: "Friday",
    6: "Saturday",
    7: "Sunday",
  },
  vi: {
    1: "thứ hai",
    2: "thứ ba",
    3: "thứ tư",
    4: "thứ năm",
    5: "thứ sáu",
    6: "thứ bảy",
    7: "chủ nhật",
  },
};

/** `"mỗi ngày lúc 08:30"`, `"every Monday and Thursday at 09:00"`; times are those of the team's zone. */
export function scheduleWords(schedule: Schedule, locale: Locale): string {
  const t = schedulingMessages[locale];
  if (schedule.kind === "cron") return t.cron(schedule.line);
  const time = writeTime(schedule.at);
  switch (schedule.kind) {
    case "weekly":
      return t.weekly(
        listed(
          schedule.days.map((day) => DAYS[locale][day]),
          t.and,
        ),
        time,
      );
    case "monthly":
      return schedule.day === "last" ? t.last(time) : t.monthly(schedule.day, time);
    default:
      return t[schedule.kind](time);
  }
}

function listed(names: readonly string[], and: string): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")}${and}${names.at(-1)}`;
}
