import { describe, expect, it } from "vitest";
import { periodKey, periodOf } from "../../src/features/digests/period.ts";
import { dueTimes, isUsable, nextDue, previousDue } from "../../src/scheduling/due.ts";
import { parseSchedule, type Schedule, scheduleWords } from "../../src/scheduling/schedule.ts";

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text);
  if (parsed === null) throw new Error(`no schedule: ${text}`);
  return parsed;
}

const due = (text: string, timeZone: string, after: string, upTo: string) =>
  dueTimes(schedule(text), timeZone, new Date(after), new Date(upTo), 100).map((at) => at.toISOString());

describe("a time that is due", () => {
  it("keeps its local time when the clocks change", () => {
    expect(due("daily 08:30", "Europe/Berlin", "2026-03-28T00:00Z", "2026-03-31T00:00Z")).toEqual([
      "2026-03-28T07:30:00.000Z",
      "2026-03-29T06:30:00.000Z",
      "2026-03-30T06:30:00.000Z",
    ]);
  });

  it("moves to the next existing time when summer time skips it", () => {
    expect(due("daily 02:30", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
    expect(due("daily 02:30", "America/New_York", "2026-03-07T12:00Z", "2026-03-09T12:00Z")).toEqual([
      "2026-03-08T07:00:00.000Z",
      "2026-03-09T06:30:00.000Z",
    ]);
  });

  it("comes once when the clocks show it twice", () => {
    expect(due("daily 02:30", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
    expect(due("daily 01:30", "America/New_York", "2026-10-31T12:00Z", "2026-11-02T12:00Z")).toEqual([
      "2026-11-01T05:30:00.000Z",
      "2026-11-02T06:30:00.000Z",
    ]);
  });

  it("is the last day of months of every length", () => {
    expect(due("monthly last 08:00", "Asia/Ho_Chi_Minh", "2028-01-15T00:00Z", "2028-05-01T00:00Z")).toEqual([
      "2028-01-31T01:00:00.000Z",
      "2028-02-29T01:00:00.000Z",
      "2028-03-31T01:00:00.000Z",
      "2028-04-30T01:00:00.000Z",
    ]);
  });

  it("is after the start, and before the limit", () => {
    const daily = schedule("daily 08:30");
    const at = new Date("2026-11-25T01:30:00Z");
    expect(nextDue(daily, "Asia/Ho_Chi_Minh", at)).toEqual(new Date("2026-11-26T01:30:00Z"));
    expect(previousDue(daily, "Asia/Ho_Chi_Minh", at)).toEqual(new Date("2026-11-24T01:30:00Z"));
  });

  it("is computed up to a limit", () => {
    const all = dueTimes(schedule("daily 08:30"), "UTC", new Date("2020-01-01"), new Date("2026-01-01"), 7);
    expect(all).toHaveLength(7);
  });
});

describe("a cron line", () => {
  it.each(["30 8 * * 1-5", "0 9 1,15 * *", "0 * * * *", "0 8 L * *", "0 0 29 2 *"])(
    "%s is a schedule",
    (line) => {
      expect(isUsable({ kind: "cron", line })).toBe(true);
    },
  );

  it.each(["*/30 * * * *", "* * * * *", "0 0 30 2 *", "99 8 * * *", "0 0 8 * * *", "hello"])(
    "%s is invalid: it never comes, comes too often, or has no meaning",
    (line) => {
      expect(isUsable({ kind: "cron", line })).toBe(false);
    },
  );
});

describe("the period of a digest", () => {
  const zone = "Asia/Ho_Chi_Minh";
  const day = (text: string) => new Date(`${text}T00:00:00+07:00`);
  const at = (text: string) => new Date(`${text}+07:00`);

  it.each([
    ["daily 08:30", "2026-11-25T08:30", day("2026-11-24"), day("2026-11-25")],
    ["daily 18:00", "2026-11-25T18:00", day("2026-11-25"), at("2026-11-25T18:00")],
    // On Monday morning: Friday, Saturday and Sunday.
    ["weekdays 08:30", "2026-11-23T08:30", day("2026-11-20"), day("2026-11-23")],
    ["weekdays 08:30", "2026-11-24T08:30", day("2026-11-23"), day("2026-11-24")],
    // On Monday evening: Saturday, Sunday, and Monday so far.
    ["weekdays 18:00", "2026-11-23T18:00", day("2026-11-21"), at("2026-11-23T18:00")],
    ["weekly mon 09:00", "2026-11-23T09:00", day("2026-11-16"), day("2026-11-23")],
    ["weekly mon,thu 09:00", "2026-11-26T09:00", day("2026-11-23"), day("2026-11-26")],
    ["monthly 1 08:00", "2026-12-01T08:00", day("2026-11-01"), day("2026-12-01")],
    ["monthly 1 18:00", "2026-12-01T18:00", day("2026-11-01"), day("2026-12-01")],
    ["cron 0 8,12,16 * * *", "2026-11-25T12:00", at("2026-11-25T08:00"), at("2026-11-25T12:00")],
    ["cron 0 8,12,16 * * *", "2026-11-25T08:00", day("2026-11-24"), day("2026-11-25")],
  ])("of %s at %s", (text, when, from, to) => {
    expect(periodOf(schedule(text), at(when), zone)).toEqual({ from, to });
  });

  it("is 23 hours long on the day that summer time begins, and 25 when it ends", () => {
    const hours = (when: string) => {
      const { from, to } = periodOf(schedule("daily 08:30"), new Date(when), "Europe/Berlin");
      return (to.getTime() - from.getTime()) / 3_600_000;
    };
    expect(hours("2026-03-30T06:30:00Z")).toBe(23);
    expect(hours("2026-10-26T07:30:00Z")).toBe(25);
  });

  it("leaves no gap and no overlap between two digests", () => {
    for (const text of [
      "daily 08:30",
      "weekdays 08:30",
      "weekly mon,thu 09:00",
      "monthly 1 08:00",
      "monthly last 07:00",
    ]) {
      const times = dueTimes(
        schedule(text),
        "Europe/Berlin",
        new Date("2026-01-01"),
        new Date("2027-01-01"),
        400,
      );
      const periods = times.map((time) => periodOf(schedule(text), time, "Europe/Berlin"));
      for (const [index, { from }] of periods.entries()) {
        if (index > 0) expect(from, text).toEqual(periods[index - 1]?.to);
      }
    }
  });

  it("has its own key in an hour that comes twice, without an overlap", () => {
    const hours = dueTimes(
      schedule("cron 0 * * * *"),
      "Europe/Berlin",
      new Date("2026-10-24T23:00:00Z"),
      new Date("2026-10-25T02:00:00Z"),
      10,
    );
    expect(hours.map((at) => periodKey(at, "Europe/Berlin"))).toEqual([
      "2026-10-25 02:00",
      "2026-10-25 02:00 again",
      "2026-10-25 03:00",
    ]);
    const periods = hours.map((at) => periodOf(schedule("cron 0 * * * *"), at, "Europe/Berlin"));
    expect(periods.map(({ to }) => to)).toEqual(hours);
    expect(periods.slice(1).map(({ from }) => from)).toEqual(hours.slice(0, 2));
  });
});

describe("a schedule in words", () => {
  it.each([
    ["daily 08:30", "mỗi ngày lúc 08:30", "every day at 08:30"],
    ["weekdays 18:00", "ngày làm việc lúc 18:00", "on working days at 18:00"],
    ["weekly mon 09:00", "thứ hai hằng tuần lúc 09:00", "every Monday at 09:00"],
    [
      "weekly mon,wed,fri 09:00",
      "thứ hai, thứ tư và thứ sáu hằng tuần lúc 09:00",
      "every Monday, Wednesday and Friday at 09:00",
    ],
    ["monthly 1 08:00", "ngày 1 hằng tháng lúc 08:00", "on day 1 of every month at 08:00"],
    ["monthly last 08:00", "ngày cuối hằng tháng lúc 08:00", "on the last day of every month at 08:00"],
    ["cron 0 9 * * 1-5", "theo lịch cron 0 9 * * 1-5", "by the cron line 0 9 * * 1-5"],
  ])("%s", (text, vi, en) => {
    expect(scheduleWords(schedule(text), "vi")).toBe(vi);
    expect(scheduleWords(schedule(text), "en")).toBe(en);
  });
});
