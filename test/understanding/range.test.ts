import { describe, expect, it } from "vitest";
import { readRange } from "../../src/understanding/range.ts";

/** A Wednesday, ten in the morning in Hồ Chí Minh City. */
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

describe("readRange", () => {
  it.each([
    ["hôm nay", "2026-11-25/2026-11-25"],
    ["today", "2026-11-25/2026-11-25"],
    ["hom qua", "2026-11-24/2026-11-24"],
    ["Yesterday", "2026-11-24/2026-11-24"],
    ["hôm kia", "2026-11-23/2026-11-23"],
    ["tuần này", "2026-11-23/2026-11-29"],
    ["this week", "2026-11-23/2026-11-29"],
    ["tuần trước", "2026-11-16/2026-11-22"],
    ["tuần vừa rồi", "2026-11-16/2026-11-22"],
    ["last week", "2026-11-16/2026-11-22"],
    ["tháng này", "2026-11-01/2026-11-30"],
    ["this month", "2026-11-01/2026-11-30"],
    ["thang truoc", "2026-10-01/2026-10-31"],
    ["last month", "2026-10-01/2026-10-31"],
    ["năm nay", "2026-01-01/2026-12-31"],
    ["last year", "2025-01-01/2025-12-31"],
    ["7 ngày", "2026-11-19/2026-11-25"],
    ["7 ngày qua", "2026-11-19/2026-11-25"],
    ["trong 7 ngày gần đây", "2026-11-19/2026-11-25"],
    ["last 7 days", "2026-11-19/2026-11-25"],
    ["in the last 30 days", "2026-10-27/2026-11-25"],
    ["2 tuần qua", "2026-11-12/2026-11-25"],
    ["3 tháng qua", "2026-08-26/2026-11-25"],
    ["1 ngày", "2026-11-25/2026-11-25"],
    ["01/11 - 15/11", "2026-11-01/2026-11-15"],
    ["1/11-15/11", "2026-11-01/2026-11-15"],
    ["1/11 đến 15/11", "2026-11-01/2026-11-15"],
    ["từ 1/11 đến 15/11", "2026-11-01/2026-11-15"],
    ["từ ngày 1/11 đến hết ngày 15/11", "2026-11-01/2026-11-15"],
    ["from 1/11 to 15/11", "2026-11-01/2026-11-15"],
    ["1/11/2026", "2026-11-01/2026-11-01"],
    ["1.11.26", "2026-11-01/2026-11-01"],
    ["ngày 5/11", "2026-11-05/2026-11-05"],
    ["2026-11-01", "2026-11-01/2026-11-01"],
    ["2026-11-01..2026-11-15", "2026-11-01/2026-11-15"],
    ["2026-11-01 - 2026-11-15", "2026-11-01/2026-11-15"],
    ["từ 1/11", "2026-11-01/2026-11-25"],
    ["since 2026-11-01", "2026-11-01/2026-11-25"],
    ["từ 1/11 đến nay", "2026-11-01/2026-11-25"],
    ["tháng 10", "2026-10-01/2026-10-31"],
    ["tháng 2/2024", "2024-02-01/2024-02-29"],
  ])("%s → %s", (text, days) => {
    expect(readRange(text, context)).toBe(days);
  });

  it.each([
    ["a day without a year is never in the future", "20/12", "2025-12-20/2025-12-20"],
    ["a range over the turn of the year began in the year before", "20/12 - 5/1", "2025-12-20/2026-01-05"],
    ["a month that is still to come is last year's", "tháng 12", "2025-12-01/2025-12-31"],
    ["days the wrong way round are put right", "15/11/2026 - 1/11/2026", "2026-11-01/2026-11-15"],
  ])("%s", (_, text, days) => {
    expect(readRange(text, context)).toBe(days);
  });

  it.each([
    ["2026-11-18/2026-11-25", "2026-11-18/2026-11-25"],
    ["2026-11-25/2026-11-18", null],
    ["2026-02-30/2026-03-01", null],
  ])("keeps a canonical value, and only a real one: %s", (text, days) => {
    expect(readRange(text, context)).toBe(days);
  });

  it.each([["31/02"], ["45/13"], ["tuần"], ["0 ngày"], ["ngày mai"], ["0867 123 456"], ["1.500.000"], [""]])(
    "names no days: %s",
    (text) => {
      expect(readRange(text, context)).toBeNull();
    },
  );

  it("counts days in the zone given, not in UTC or the server's", () => {
    // Already Monday in Hồ Chí Minh City, still Sunday in UTC.
    const now = new Date("2026-11-22T18:00:00Z");
    expect(readRange("tuần này", { now, timeZone: "Asia/Ho_Chi_Minh" })).toBe("2026-11-23/2026-11-29");
    expect(readRange("tuần này", { now, timeZone: "UTC" })).toBe("2026-11-16/2026-11-22");
    expect(readRange("hôm nay", { now, timeZone: "America/Los_Angeles" })).toBe("2026-11-22/2026-11-22");
  });

  it("is not confused by the hour that is skipped in spring", () => {
    const now = new Date("2026-03-08T20:00:00Z");
    expect(readRange("last 7 days", { now, timeZone: "America/Los_Angeles" })).toBe("2026-03-02/2026-03-08");
  });
});

describe("readRange for days to come", () => {
  it.each([
    ["hôm nay", "2026-11-25/2026-11-25"],
    ["ngày mai", "2026-11-26/2026-11-26"],
    ["tomorrow", "2026-11-26/2026-11-26"],
    ["ngày kia", "2026-11-27/2026-11-27"],
    ["tuần này", "2026-11-23/2026-11-29"],
    ["tuần sau", "2026-11-30/2026-12-06"],
    ["next week", "2026-11-30/2026-12-06"],
    ["tháng tới", "2026-12-01/2026-12-31"],
    ["next month", "2026-12-01/2026-12-31"],
    ["quý sau", "2027-01-01/2027-03-31"],
    ["next year", "2027-01-01/2027-12-31"],
    ["7 ngày tới", "2026-11-25/2026-12-01"],
    ["7 ngày", "2026-11-25/2026-12-01"],
    ["next 7 days", "2026-11-25/2026-12-01"],
    ["2 tuần nữa", "2026-11-25/2026-12-08"],
    ["in the next 3 months", "2026-11-25/2027-02-24"],
    ["7 ngày qua", "2026-11-19/2026-11-25"],
    ["last 7 days", "2026-11-19/2026-11-25"],
    ["1/12", "2026-12-01/2026-12-01"],
    ["1/11", "2027-11-01/2027-11-01"],
    ["25/11", "2026-11-25/2026-11-25"],
    ["đến 15/12", "2026-11-25/2026-12-15"],
    ["1/12 đến 15/12", "2026-12-01/2026-12-15"],
    ["20/12 - 5/1", "2026-12-20/2027-01-05"],
    ["tháng 11", "2026-11-01/2026-11-30"],
    ["tháng 1", "2027-01-01/2027-01-31"],
    ["quý 4", "2026-10-01/2026-12-31"],
    ["quý 1", "2027-01-01/2027-03-31"],
    ["1/11/2026 - 15/11/2026", "2026-11-01/2026-11-15"],
  ])("reads %s as %s", (text, days) => {
    expect(readRange(text, context, { future: true })).toBe(days);
  });
});
