import type { Locale } from "../i18n/messages.ts";

/** What there is to draw. Figures only: whoever asks for a picture puts no customer into it. */
export type Chart = RatingsOverTime | RatingDistribution | CallsByHour | CampaignFunnel;

interface Drawn {
  /** `"Đánh giá 14 ngày qua"`, `"Tri ân khách hàng 2026"`; two lines of it are shown. */
  title: string;
  locale: Locale;
  /** IANA name of the team's zone, `"Asia/Ho_Chi_Minh"`: whose days and weekdays these are. */
  timeZone: string;
}

/** How many ratings came on each day, and how good they were. */
export interface RatingsOverTime extends Drawn {
  kind: "ratings-over-time";
  /** One a day, the oldest first, without holes: `{ day, count: 12, average: 4.25 }`. */
  days: readonly RatingDay[];
}

export interface RatingDay {
  /** Any moment of the day. */
  day: Date;
  count: number;
  /** Of those with a score, 1 to 5; null where none has one: the line has a gap there. */
  average: number | null;
  /** How many have a score, which weighs the average of all days; all of them where it is not said. */
  scored?: number;
}

/** How many ratings gave each score. */
export interface RatingDistribution extends Drawn {
  kind: "rating-distribution";
  /** From 1 star to 5: `[3, 1, 2, 8, 20]`. */
  byScore: readonly number[];
}

/** When people were called. Hours without a cell had no call. */
export interface CallsByHour extends Drawn {
  kind: "calls-by-hour";
  /** The rows, the oldest first, days without a call as well; more than fourteen are added up by weekday. */
  days: readonly Date[];
  /** `{ day, hour: 9, calls: 14 }`: any moment of the day, and the hour by the team's clock, 0 to 23. */
  cells: readonly HourCell[];
}

export interface HourCell {
  day: Date;
  hour: number;
  calls: number;
}

/** How far a campaign has come. A step of which the CRM tells nothing is null and left out. */
export interface CampaignFunnel extends Drawn {
  kind: "campaign-funnel";
  members: number;
  /** Members who were called at all; calls are fine as well, as the title says. */
  called: number | null;
  reached: number | null;
  surveyed: number | null;
}

/** A chart as a PNG, 800 pixels wide: sharp on a phone that shows it 400 wide. Fits an image block of a card. */
export interface Picture {
  /** `"danh-gia-theo-ngay.png"`: of the kind alone, so nothing is told by it. */
  name: string;
  mime: "image/png";
  bytes: Uint8Array;
  /** What the picture says, in words, in the chart's language. */
  alt: string;
}
