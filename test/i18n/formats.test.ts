import { expect, it } from "vitest";
import { createFormats } from "../../src/i18n/formats.ts";
import { localeOf } from "../../src/i18n/messages.ts";

const at = new Date("2026-11-24T20:05:00Z");

it("formats numbers, money and times for Vietnamese", () => {
  const formats = createFormats("vi", "Asia/Ho_Chi_Minh");
  expect(formats.number(1234.5)).toBe("1.234,5");
  expect(formats.money(4_520_000)).toBe("4.520.000 ₫");
  expect(formats.money(-99.6)).toBe("-100 ₫");
  expect(formats.day(at)).toBe("25/11/2026");
  expect(formats.time(at)).toBe("25/11/2026 03:05");
});

it("formats an age in its largest unit, and a time to come as a minute ago", () => {
  const { ago } = createFormats("vi", "Asia/Ho_Chi_Minh");
  const before = (seconds: number) => ago(new Date(at.getTime() - seconds * 1000), at);
  expect([-900, 0, 61, 3_599, 3_600, 86_399].map(before)).toEqual([
    ...["1 phút trước", "1 phút trước", "1 phút trước", "59 phút trước", "1 giờ trước", "23 giờ trước"],
  ]);
  expect([86_400, 2_592_000, 31_536_000 * 2].map(before)).toEqual([
    "1 ngày trước",
    "1 tháng trước",
    "2 năm trước",
  ]);
  expect(createFormats("en", "Asia/Ho_Chi_Minh").ago(new Date(at.getTime() - 7_200_000), at)).toBe(
    "2 hours ago",
  );
});

it("formats them for English, with days before months", () => {
  const formats = createFormats("en", "Asia/Ho_Chi_Minh");
  expect(formats.number(1234.5)).toBe("1,234.5");
  expect(formats.money(4_520_000)).toBe("4,520,000 ₫");
  expect(formats.time(at)).toBe("25/11/2026 03:05");
});

it("shows the time of the team's time zone, not the server's", () => {
  expect(createFormats("vi", "America/New_York").time(at)).toBe("24/11/2026 15:05");
});

it("shows midnight as 00:00, and days and months with two digits", () => {
  const formats = createFormats("vi", "Asia/Ho_Chi_Minh");
  expect(formats.time(new Date("2026-03-04T17:00:00Z"))).toBe("05/03/2026 00:00");
  expect(formats.day(new Date("2026-03-04T17:00:00Z"))).toBe("05/03/2026");
});

it("uses a platform's language hint, when the bot has that language", () => {
  expect(localeOf("en-US", "vi")).toBe("en");
  expect(localeOf("vi_VN", "en")).toBe("vi");
  expect(localeOf("fr", "vi")).toBe("vi");
  expect(localeOf(undefined, "en")).toBe("en");
});
