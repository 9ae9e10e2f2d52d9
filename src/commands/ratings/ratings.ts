import { z } from "zod";
import { card, context, field, fields, list, type Row, text } from "../../cards/card.ts";
import type { Rating } from "../../crm/ratings.ts";
import { phrases } from "../../i18n/phrases.ts";
import { range } from "../arguments.ts";
import { defineCommand, type Scene } from "../command.ts";
import { daysIn, lastDays, readableDays } from "../days.ts";

const words = phrases({
  en: {
    name: "Ratings",
    summary: "Ratings of a range of days: average, count, list",
    title: (days: string) => `Ratings · ${days}`,
    average: "Average",
    outOf: (average: string) => `${average} of 5`,
    count: "Ratings",
    distribution: "By score",
    newest: "Newest",
    none: "No ratings in this range.",
    more: (shown: number) => `The newest ${shown} are shown.`,
    capped: "There are more ratings than could be read at once; the figures cover the newest part.",
    unrated: (count: number) => `${count} without a score are not in the average.`,
    anonymous: "(unknown)",
  },
  vi: {
    name: "Đánh giá",
    summary: "Đánh giá theo khoảng ngày: trung bình, số lượng, danh sách",
    title: (days) => `Đánh giá · ${days}`,
    average: "Trung bình",
    outOf: (average) => `${average}/5`,
    count: "Số đánh giá",
    distribution: "Theo điểm",
    newest: "Mới nhất",
    none: "Không có đánh giá trong khoảng này.",
    more: (shown) => `Đang hiện ${shown} đánh giá mới nhất.`,
    capped: "Có nhiều đánh giá hơn mức đọc một lần; số liệu chỉ tính phần mới nhất.",
    unrated: (count) => `${count} đánh giá không có điểm, không tính vào trung bình.`,
    anonymous: "(chưa rõ)",
  },
});

const labels = phrases({ en: { range: "Days" }, vi: { range: "Khoảng ngày" } });

const SHOWN = 10;
const USUAL_DAYS = 7;
const SCORES = [5, 4, 3, 2, 1];

export const ratings = defineCommand({
  name: "ratings",
  aliases: ["đánh giá", "xem đánh giá", "điểm đánh giá", "rating"],
  role: "viewer",
  words,
  labels,
  input: z.object({ range: range().optional() }),

  async run(play) {
    const { say, formats, input } = play;
    const days = input.range ? daysIn(input.range, play) : lastDays(USUAL_DAYS, play);
    const { ratings: all, complete } = await play.crm.ratings.list(days);
    play.looked(null, String(all.length));
    const shown = all.slice(0, SHOWN);
    const title = say.title(readableDays(days, play));
    if (all.length === 0) return card(title, text(say.none));
    const scores = all.map((rating) => rating.score).filter((score) => score !== null);
    return {
      ...card(
        title,
        fields(
          scores.length === 0 ? null : field(say.average, say.outOf(formats.number(average(scores)))),
          field(say.count, formats.number(all.length)),
          field(say.distribution, SCORES.map((score) => `${score}★ ${count(scores, score)}`).join("  ")),
        ),
        list(
          say.newest,
          shown.map((rating) => ratingRow(rating, play, say.anonymous)),
        ),
        all.length > shown.length ? context(say.more(shown.length)) : null,
        scores.length < all.length ? context(say.unrated(all.length - scores.length)) : null,
        complete ? null : context(say.capped),
      ),
      names: shown.map((rating) => rating.customer?.name ?? ""),
    };
  },
});

function ratingRow(rating: Rating, { formats }: Scene, anonymous: string): Row {
  // The scale is not documented; 1 to 5 is what was seen, so a stray score must not draw a page of stars.
  const stars = rating.score === null ? "–" : "★".repeat(Math.min(5, Math.max(0, Math.round(rating.score))));
  const detail = [
    rating.comment,
    rating.source ?? rating.type,
    rating.at === null ? null : formats.time(rating.at),
  ];
  return {
    title: `${stars} ${rating.customer?.name || anonymous}`,
    detail: detail.filter(Boolean).join(" · "),
  };
}

function average(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function count(scores: readonly number[], score: number): number {
  return scores.filter((one) => Math.round(one) === score).length;
}
