import type { Locale } from "../i18n/messages.ts";

/** A chart to draw. It holds figures only, and no customer. */
export type Chart = RatingsOverTime | RatingDistribution | CallsByHour | CampaignFunnel;

interface Drawn {
  /** `"Đánh giá 14 ngày qua"`, `"Tri ân khách hàng 2026"`; at most two lines are shown. */
  title: string;
  locale: Locale;
  /** IANA name of the team's zone, `"Asia/Ho_Chi_Minh"`: the zone of its days and weekdays. */
  timeZone: string;
}

/** The number of ratings of each day, and their average. */
export interface RatingsOverTime extends Drawn {
  kind: "ratings-over-time";
  /** One entry a day, the oldest first, without gaps: `{ day, count: 12, average: 4.25 }`. */
  days: readonly RatingDay[];
}

export interface RatingDay {
  /** Any moment of the day. */
  day: Date;
  count: number;
  /** The average of those with a score, 1 to 5; null if none has one, which leaves a gap in the line. */
  average: number | null;
  /** The number of ratings with a score, the weight of this day; all of them by default. */
  scored?: number;
}

/** The number of ratings of each score. */
export interface RatingDistribution extends Drawn {
  kind: "rating-distribution";
  /** From 1 star to 5: `[3, 1, 2, 8, 20]`. */
  byScore: readonly number[];
}

/** The calls by hour. Hours without a cell had no call. */
export interface CallsByHour extends Drawn {
  kind: "calls-by-hour";
  /** The rows, the oldest first, days without calls too. More than fourteen are added up by weekday. */
  days: readonly Date[];
  /** `{ day, hour: 9, calls: 14 }`: any moment of the day, and the hour by the team's clock, 0 to 23. */
  cells: readonly HourCell[];
}

export interface HourCell {
  day: Date;
  hour: number;
  calls: number;
}

/** The progress of a campaign. A step without a figure in AntCRM is null and left out. */
export interface CampaignFunnel extends Drawn {
  kind: "campaign-funnel";
  members: number;
  /** The number of members who were called. It may be the number of calls, as the title says. */
  called: number | null;
  reached: number | null;
  surveyed: number | null;
}

/** A chart as a PNG, 800 pixels wide, for an image block of a card. Phones show it 400 wide. */
export interface Picture {
  /** `"danh-gia-theo-ngay.png"`: made of the kind only, so it reveals nothing. */
  name: string;
  mime: "image/png";
  bytes: Uint8Array;
  /** The alternative text, in the chart's language. */
  alt: string;
}
