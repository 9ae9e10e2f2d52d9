import { describe, expect, it } from "vitest";
import { findSpoken } from "../../src/scheduling/parse-schedule.ts";
import { parseSchedule, scheduleWords, writeSchedule } from "../../src/scheduling/schedule.ts";
import { fold } from "../../src/understanding/fold.ts";

const read = (text: string) => {
  const found = findSpoken(fold(text));
  return found && writeSchedule(found.schedule);
};

describe("a schedule in everyday words", () => {
  it.each([
    ["daily 08:30", "daily 08:30"],
    ["mỗi ngày 8h30", "daily 08:30"],
    ["hằng ngày lúc 8 giờ rưỡi", "daily 08:30"],
    ["hàng ngày 18 giờ 15 phút", "daily 18:15"],
    ["mỗi sáng 8h", "daily 08:00"],
    ["mỗi tối 7h tối", "daily 19:00"],
    ["mỗi tối 6h", "daily 18:00"],
    ["2h30 mỗi chiều", "daily 14:30"],
    ["every evening at 6:00", "daily 18:00"],
    ["mỗi tối 20h", "daily 20:00"],
    ["mỗi chiều", "daily 17:00"],
    ["every day at 6 pm", "daily 18:00"],
    ["mỗi ngày", "daily 08:30"],
    ["8:05", "daily 08:05"],
    ["12h trưa mỗi ngày", "daily 12:00"],
    ["weekdays 18:00", "weekdays 18:00"],
    ["ngày làm việc 18h", "weekdays 18:00"],
    ["thứ 2 đến thứ 6 lúc 17h30", "weekdays 17:30"],
    ["mon-fri 9:00", "weekdays 09:00"],
    ["weekly mon 09:00", "weekly mon 09:00"],
    ["thứ hai hằng tuần 9h", "weekly mon 09:00"],
    ["hằng tuần vào thứ năm, 9 giờ sáng", "weekly thu 09:00"],
    ["9h chủ nhật", "weekly sun 09:00"],
    ["thứ 3 và thứ 5 lúc 10h", "weekly tue,thu 10:00"],
    ["every monday and thursday at 9 am", "weekly mon,thu 09:00"],
    ["T6 hàng tuần 16h", "weekly fri 16:00"],
    ["monthly 1 08:00", "monthly 1 08:00"],
    ["ngày 1 hằng tháng 8 giờ", "monthly 1 08:00"],
    ["mùng 5 hàng tháng 7h", "monthly 5 07:00"],
    ["đầu tháng 9h", "monthly 1 09:00"],
    ["ngày cuối tháng 17h", "monthly last 17:00"],
    ["monthly 31 08:00", "monthly last 08:00"],
    ["monthly last 08:00", "monthly last 08:00"],
    ["on the 15th of every month at 8:00", "monthly 15 08:00"],
    ["30 8 * * 1-5", "cron 30 8 * * 1-5"],
    ["cron 0 */6 * * *", "cron 0 */6 * * *"],
    ["cron: 0 9 1,15 * mon-fri", "cron 0 9 1,15 * mon-fri"],
  ])("%s is %s", (said, canonical) => {
    expect(read(said)).toBe(canonical);
    const schedule = parseSchedule(canonical);
    expect(schedule && writeSchedule(schedule)).toBe(canonical);
  });

  it.each([
    "máy in hỏng",
    "ratings campaigns",
    "ngày 32 hằng tháng 8h",
    "mỗi ngày 25h",
    "daily 25:00",
    "monthly 32 08:00",
    "61 8 * * *",
    "weekly 09:00",
    "mỗi tuần 9h",
    "mỗi ngày 8h30 và 18h",
    "cron * * * * *",
    "*/10 * * * *",
    "0 0 30 2 *",
    "0867 123 456",
  ])("%s is no schedule", (said) => {
    expect(read(said)).toBeNull();
  });

  it("is found among other words, which remain", () => {
    const text = fold("báo cáo đánh giá mỗi ngày 8h30 ở đây");
    const found = findSpoken(text);
    expect(text.slice(0, found?.start)).toBe("bao cao danh gia ");
    expect(text.slice(found?.end)).toBe(" o day");
  });

  it("is read in the longest text that a chat allows", () => {
    for (const piece of ["thu ", "1 ", "* ", "moi ngay ", "8h ", ", ", "ngay 1 "]) {
      expect(() => findSpoken(piece.repeat(40_000 / piece.length))).not.toThrow();
    }
  });
});

it.each([
  "daily 08:00",
  "weekdays 18:00",
  "weekly mon,thu 09:05",
  "monthly 1 08:00",
  "monthly last 20:00",
  "cron 15 6,18 * * *",
])("reads %s again as it is shown in both languages", (canonical) => {
  const schedule = parseSchedule(canonical);
  if (schedule === null) throw new Error(`${canonical} is no schedule`);
  for (const locale of ["vi", "en"] as const) {
    expect(findSpoken(fold(scheduleWords(schedule, locale)))?.schedule).toEqual(schedule);
  }
});
