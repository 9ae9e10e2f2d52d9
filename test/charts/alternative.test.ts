import { describe, expect, it } from "vitest";
import { alternativeOf } from "../../src/charts/alternative.ts";
import type { Chart } from "../../src/charts/chart.ts";
import { daysUpTo, samples } from "./samples.ts";

const vi = { locale: "vi", timeZone: "Asia/Ho_Chi_Minh" } as const;
const en = { locale: "en", timeZone: "Asia/Ho_Chi_Minh" } as const;

describe("a chart's text alternative", () => {
  it("shows the outliers among the ratings of several days", () => {
    const days = daysUpTo(4).map((day, index) => ({
      day,
      count: [10, 0, 30, 20][index] ?? 0,
      average: [4, null, 3.5, 4.75][index] ?? null,
    }));
    const chart = { kind: "ratings-over-time", title: "Đánh giá 4 ngày qua", ...vi, days } as const;
    expect(alternativeOf(chart)).toBe(
      "Đánh giá 4 ngày qua. 60 đánh giá, trung bình 4,00/5. Ngày cuối 25/11: 20 đánh giá, trung bình 4,75. " +
        "Ngày cao nhất 25/11 (4,75). Ngày thấp nhất 24/11 (3,50). Nhiều đánh giá nhất ngày 24/11 (30). " +
        "Số ngày không có đánh giá: 1.",
    );
    expect(alternativeOf({ ...chart, ...en, title: "Ratings of the last 4 days" })).toBe(
      "Ratings of the last 4 days. 60 ratings, average 4.00 of 5. Last day 25/11: 20 ratings, average 4.75. " +
        "Best day 25/11 (4.75). Weakest day 24/11 (3.50). Most ratings on 24/11 (30). Days without a rating: 1.",
    );
  });

  it("lists the scores from the best, with their shares", () => {
    const chart = { kind: "rating-distribution", title: "Phân bố", ...vi, byScore: [1, 0, 1, 2, 6] } as const;
    expect(alternativeOf(chart)).toBe(
      "Phân bố. 10 đánh giá. 5 sao: 6 (60%), 4 sao: 2 (20%), 3 sao: 1 (10%), 2 sao: 0 (0%), 1 sao: 1 (10%).",
    );
    expect(alternativeOf({ ...chart, ...en, title: "By score" })).toBe(
      "By score. 10 ratings. 5 stars: 6 (60%), 4 stars: 2 (20%), 3 stars: 1 (10%), 2 stars: 0 (0%), 1 star: 1 (10%).",
    );
  });

  it("shows the hour with the most calls, and its busiest day", () => {
    const [tuesday, wednesday] = daysUpTo(2) as [Date, Date];
    const chart: Chart = {
      kind: "calls-by-hour",
      title: "Cuộc gọi theo giờ",
      ...vi,
      days: [tuesday, wednesday],
      cells: [
        { day: tuesday, hour: 9, calls: 5 },
        { day: wednesday, hour: 9, calls: 4 },
        { day: wednesday, hour: 14, calls: 7 },
      ],
    };
    expect(alternativeOf(chart)).toBe(
      "Cuộc gọi theo giờ. 16 cuộc gọi. Giờ gọi nhiều nhất 9–10h, 9 cuộc. Cao điểm: T4 25/11, 14–15h, 7 cuộc.",
    );
    expect(alternativeOf({ ...chart, ...en, title: "Calls by hour" })).toBe(
      "Calls by hour. 16 calls. Busiest hour 9–10h, 9 calls. Busiest of all: Wed 25/11, 14–15h, 7 calls.",
    );
  });

  it("shows a campaign step by step, without a share when a step is larger than the one before", () => {
    const chart: Chart = {
      kind: "campaign-funnel",
      title: "Tri ân",
      ...vi,
      members: 100,
      called: 150,
      reached: 60,
      surveyed: 30,
    };
    expect(alternativeOf(chart)).toBe(
      "Tri ân. Khách: 100, Đã gọi: 150, Nghe máy: 60 (40% so với bước trước), Có khảo sát: 30 (50% so với bước trước).",
    );
    expect(alternativeOf({ ...chart, ...en, reached: null, surveyed: null })).toBe(
      "Tri ân. Members: 100, Called: 150.",
    );
  });

  it("says in one sentence that there is no data", () => {
    expect(alternativeOf(samples["ratings-none"] as Chart)).toBe(
      "Đánh giá 14 ngày qua. Không có đánh giá trong khoảng này.",
    );
    expect(alternativeOf(samples["calls-none"] as Chart)).toMatch(/Không có cuộc gọi trong khoảng này\.$/);
  });

  it("is short enough for a screen reader, for any chart", () => {
    for (const chart of Object.values(samples)) expect(alternativeOf(chart).length).toBeLessThan(420);
  });
});
