import { expect, it } from "vitest";
import { isQuiet, parseQuietHours, writeQuietHours } from "../../../src/features/alerts/quiet-hours.ts";

it.each([
  ["22:00-07:00", "22:00-07:00"],
  ["từ 22h đến 7h", "22:00-07:00"],
  ["10 giờ tối - 7 giờ sáng", "22:00-07:00"],
  ["22h30 tới 6h15", "22:30-06:15"],
  ["from 10 pm to 7 am", "22:00-07:00"],
  ["12h trưa đến 1h30 chiều", "12:00-13:30"],
  ["12 am - 6 am", "00:00-06:00"],
  ["12h đêm đến 6h sáng", "00:00-06:00"],
  ["11h đêm đến 1h đêm", "23:00-01:00"],
  ["1h trưa đến 2h chiều", "13:00-14:00"],
])("%s are quiet hours", (said, written) => {
  const hours = parseQuietHours(said);
  expect(hours && writeQuietHours(hours)).toBe(written);
});

it.each(["22:00", "25:00-07:00", "22:60-07:00", "07:00-07:00", "lúc nào cũng được", "8h sáng"])(
  "%s are not quiet hours",
  (said) => {
    expect(parseQuietHours(said)).toBeNull();
  },
);

it("quiet hours follow the team's time zone, over midnight and a change to winter time", () => {
  const night = { from: 22 * 60, to: 7 * 60 };
  const at = (time: string, zone: string) => isQuiet(night, new Date(time), zone);
  expect(at("2026-11-25T21:59:00+07:00", "Asia/Ho_Chi_Minh")).toBe(false);
  expect(at("2026-11-25T22:00:00+07:00", "Asia/Ho_Chi_Minh")).toBe(true);
  expect(at("2026-11-26T06:59:00+07:00", "Asia/Ho_Chi_Minh")).toBe(true);
  expect(at("2026-11-26T07:00:00+07:00", "Asia/Ho_Chi_Minh")).toBe(false);
  // After the change to winter time, 7:00 in Berlin is an hour later in UTC.
  expect(at("2026-10-24T05:30:00Z", "Europe/Berlin")).toBe(false);
  expect(at("2026-10-25T05:30:00Z", "Europe/Berlin")).toBe(true);
  expect(at("2026-10-25T06:00:00Z", "Europe/Berlin")).toBe(false);
});
