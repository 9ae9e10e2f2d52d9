import type { Chart, HourCell, RatingDay } from "../../src/charts/chart.ts";

const vi = { locale: "vi", timeZone: "Asia/Ho_Chi_Minh" } as const;
const en = { locale: "en", timeZone: "Europe/London" } as const;

/** Returns this many days up to Wednesday, 25 November 2026, the oldest first, each at noon in Ho Chi Minh City. */
export function daysUpTo(count: number): Date[] {
  const last = Date.UTC(2026, 10, 25, 5);
  return Array.from({ length: count }, (_, index) => new Date(last - (count - 1 - index) * 86_400_000));
}

/** Returns the same figures in every run. */
function wave(index: number, around: number, by: number): number {
  return around + Math.sin(index * 1.7) * by + Math.cos(index * 0.6) * by * 0.5;
}

function ratingDays(count: number, around: number, params: readonly number[] = []): RatingDay[] {
  return daysUpTo(count).map((day, index) => {
    const ratings = params.includes(index) ? 0 : Math.max(0, Math.round(wave(index, around, around * 0.4)));
    return { day, count: ratings, average: ratings === 0 ? null : Math.min(5, wave(index + 3, 4.1, 0.5)) };
  });
}

function callCells(days: readonly Date[], most: number, hours = [8, 20]): HourCell[] {
  const [first = 8, last = 20] = hours;
  return days.flatMap((day, row) =>
    Array.from({ length: last - first + 1 }, (_, index) => ({
      day,
      hour: first + index,
      calls:
        row % 7 === 4
          ? 0
          : Math.max(0, Math.round((most / 2) * (1 + Math.sin(index * 1.1)) * (0.6 + 0.4 * Math.cos(row)))),
    })),
  );
}

const LONG =
  "Chăm sóc khách hàng thân thiết miền Trung – Tây Nguyên quý IV/2026, đợt gọi bổ sung cho khách chưa nghe máy lần trước";

/** Typical and extreme charts, by the picture's file name. */
export const samples: Readonly<Record<string, Chart>> = {
  "ratings-14-days": {
    kind: "ratings-over-time",
    title: "Đánh giá 14 ngày qua",
    ...vi,
    days: ratingDays(14, 92),
  },
  "ratings-14-days-gaps": {
    kind: "ratings-over-time",
    title: "Đánh giá 14 ngày qua",
    ...vi,
    days: ratingDays(14, 6, [2, 3, 5, 12]),
  },
  "ratings-14-days-en": {
    kind: "ratings-over-time",
    title: "Ratings of the last 14 days",
    ...en,
    days: ratingDays(14, 4200),
  },
  "ratings-month": {
    kind: "ratings-over-time",
    title: "Đánh giá tháng 11/2026",
    ...vi,
    days: ratingDays(31, 340, [10]),
  },
  "ratings-none": {
    kind: "ratings-over-time",
    title: "Đánh giá 14 ngày qua",
    ...vi,
    days: daysUpTo(14).map((day) => ({ day, count: 0, average: null })),
  },
  "ratings-one": {
    kind: "ratings-over-time",
    title: "Đánh giá 14 ngày qua",
    ...vi,
    days: daysUpTo(14).map((day, index) => ({
      day,
      count: index === 13 ? 1 : 0,
      average: index === 13 ? 5 : null,
    })),
  },
  "ratings-huge": {
    kind: "ratings-over-time",
    title: "Đánh giá 14 ngày qua",
    ...vi,
    days: ratingDays(14, 2_400_000),
  },
  distribution: {
    kind: "rating-distribution",
    title: "Phân bố đánh giá ngày 25/11/2026",
    ...vi,
    byScore: [31, 22, 64, 258, 909],
  },
  "distribution-none": {
    kind: "rating-distribution",
    title: "Phân bố đánh giá ngày 25/11/2026",
    ...vi,
    byScore: [0, 0, 0, 0, 0],
  },
  "distribution-huge-en": {
    kind: "rating-distribution",
    title: "Ratings by score, 2026",
    ...en,
    byScore: [1, 22, 64_002, 2_580_000, 99_090_000],
  },
  "calls-one-day": {
    kind: "calls-by-hour",
    title: "Cuộc gọi theo giờ, ngày 25/11/2026",
    ...vi,
    days: daysUpTo(1),
    cells: callCells(daysUpTo(1), 48),
  },
  "calls-week": {
    kind: "calls-by-hour",
    title: "Cuộc gọi theo giờ, 7 ngày qua",
    ...vi,
    days: daysUpTo(7),
    cells: callCells(daysUpTo(7), 60),
  },
  "calls-14-days-night-en": {
    kind: "calls-by-hour",
    title: "Calls by hour, last 14 days",
    ...en,
    days: daysUpTo(14),
    cells: callCells(daysUpTo(14), 9_400, [0, 23]),
  },
  "calls-month": {
    kind: "calls-by-hour",
    title: "Cuộc gọi theo giờ, tháng 11/2026",
    ...vi,
    days: daysUpTo(30),
    cells: callCells(daysUpTo(30), 210, [7, 21]),
  },
  "calls-none": {
    kind: "calls-by-hour",
    title: "Cuộc gọi theo giờ, 7 ngày qua",
    ...vi,
    days: daysUpTo(7),
    cells: [],
  },
  funnel: {
    kind: "campaign-funnel",
    title: "Tri ân khách hàng cuối năm 2026",
    ...vi,
    members: 1240,
    called: 1102,
    reached: 764,
    surveyed: 318,
  },
  "funnel-long-name": {
    kind: "campaign-funnel",
    title: LONG,
    ...vi,
    members: 412_000,
    called: 1_310_554,
    reached: 288_034,
    surveyed: 87,
  },
  "funnel-none": {
    kind: "campaign-funnel",
    title: "Gọi lại khách bỏ giỏ",
    ...vi,
    members: 0,
    called: 0,
    reached: null,
    surveyed: 0,
  },
  "funnel-en": {
    kind: "campaign-funnel",
    title: "Year-end thank-you calls",
    ...en,
    members: 1240,
    called: 1102,
    reached: 764,
    surveyed: 318,
  },
};
