import * as z from "zod";
import { choice, customer, page, range } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { daysFromToday, daysIn, rangeOf, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, paged } from "../../bot/pagination.ts";
import { button, buttons, card, context, field, fields, type Row, text } from "../../cards/card.ts";
import { type Customer, customerReference, referenceTo, shownAs } from "../../crm/customer.ts";
import type { Rating } from "../../crm/ratings.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton, oneCustomer } from "../customer-lookup/look-up.ts";

const ratingsMessages = defineMessages({
  en: {
    name: "Ratings",
    summary: "Ratings of a range of days: average, count, list",
    title: (what: string) => `Ratings · ${what}`,
    average: "Average",
    outOf: (average: string) => `${average} of 5`,
    count: "Ratings",
    distribution: "By stars",
    newest: "Newest",
    none: "No ratings in this range.",
    capped: "There is too much to read: the figures cover the newest part.",
    days: (count: number) => `${count} days`,
    unrated: (count: number) => `${count} without stars are not in the average.`,
  },
  vi: {
    name: "Đánh giá",
    summary: "Đánh giá theo khoảng ngày: trung bình, số lượng, danh sách",
    title: (what) => `Đánh giá · ${what}`,
    average: "Trung bình",
    outOf: (average) => `${average}/5`,
    count: "Số đánh giá",
    distribution: "Theo số sao",
    newest: "Mới nhất",
    none: "Không có đánh giá trong khoảng này.",
    capped: "Dữ liệu quá nhiều, bot chỉ tính phần mới nhất.",
    days: (count) => `${count} ngày`,
    unrated: (count) => `${count} đánh giá chưa chấm sao, không tính vào trung bình.`,
  },
});

const labels = defineMessages({
  en: { score: "Score", type: "About", channel: "Channel" },
  vi: { score: "Số sao", type: "Về", channel: "Kênh" },
});

const SHOWN = 10;
const USUAL_DAYS = { first: -6, last: 0 };
/** One customer rates seldom, so the list goes back further: 30 days of 1,000 ratings are 10 pages, 3 seconds. */
const USUAL_DAYS_OF_ONE = { first: -29, last: 0 };
/** Offered by a button, because AntCRM filters ratings by no customer: all ratings of these days are read. */
const FURTHER_DAYS = 90;
const SCORES = [5, 4, 3, 2, 1];
/** The highest score of a low rating: in this list, in digests, and in alerts that name no score. */
export const LOW_SCORE = 2;

const input = z.object({
  customer: customer({ introduced: true }).optional(),
  range: range().optional(),
  score: choice(["1", "2", "3", "4", "5", "low"]).optional(),
  type: choice(["ticket", "deal", "call", "omni", "other"]).optional(),
  channel: choice(["ZALO", "FACEBOOK", "ZNS", "EMAIL", "ECOM", "CALL"]).optional(),
  page: page(),
});

type RatingsInput = z.output<typeof input>;
type RatingsContext = CommandContext<RatingsInput, (typeof ratingsMessages)["vi"]>;

export const ratings = defineCommand({
  name: "ratings",
  aliases: ["đánh giá", "xem đánh giá", "điểm đánh giá", "rating", "csat", "review", "reviews", "feedback"],
  role: "viewer",
  messages: ratingsMessages,
  examples: {
    vi: ["đánh giá hôm nay", "đánh giá thấp tuần này", "đánh giá của 0867 123 456", "danh gia 1 sao"],
    en: ["ratings this week"],
  },
  labels,
  input,

  async run(ctx) {
    const { t, formats, input } = ctx;
    const { customer: whose, ...asked } = input;
    const next = { command: "ratings", args: askedArgs(asked) };
    const one = whose === undefined ? null : await oneCustomer(whose, ctx, next);
    if (one !== null && "card" in one) return one.card;
    const found = one?.customer ?? null;
    const usual = found === null ? USUAL_DAYS : USUAL_DAYS_OF_ONE;
    const days = input.range ? daysIn(input.range, ctx) : daysFromToday(usual, ctx);
    const { ratings: read, complete } = await ctx.crm.ratings.list(days, filterOf(input));
    const all = read
      .filter((rating) => input.score !== "low" || isLow(rating))
      .filter(({ customer: by }) => found === null || isBy(by, found));
    if (found === null) ctx.recordAccess(null, String(all.length));
    const title = t.title(
      [found?.name, readableDays(days, ctx), ...filterNames(input, ctx)].filter(Boolean).join(" · "),
    );
    const names = [found?.name ?? "", ...all.map((rating) => rating.customer?.name ?? "")];
    const args = { ...next.args, ...(found && { customer: referenceTo(found) }) };
    const further = found === null || input.range ? null : furtherBack(args, ctx);
    if (all.length === 0) return { ...card(title, text(t.none), further), names };
    const scores = all.map((rating) => rating.score).filter((score) => score !== null);
    const rows = all.map((rating) => ratingRow(rating, ctx));
    const place = { page: input.page, command: "ratings", args, locale: ctx.who.locale };
    return {
      ...card(
        title,
        fields(
          scores.length === 0 ? null : field(t.average, t.outOf(formats.average(average(scores)))),
          field(t.count, formats.number(all.length)),
          field(t.distribution, SCORES.map((score) => `${score}★ ${count(scores, score)}`).join("  ")),
        ),
        ...paged(rows, { ...place, size: SHOWN, heading: t.newest }),
        scores.length < all.length ? context(t.unrated(all.length - scores.length)) : null,
        complete ? null : context(t.capped),
        further,
      ),
      names,
    };
  },
});

function furtherBack(args: Args, ctx: RatingsContext) {
  const range = rangeOf(daysFromToday({ first: 1 - FURTHER_DAYS, last: 0 }, ctx), ctx);
  return buttons(button(ctx.t.days(FURTHER_DAYS), "ratings", { ...args, range }));
}

function ratingRow(rating: Rating, { who, common, formats }: Context): Row {
  const whom = customerReference(rating.customer);
  const shown = shownAs(rating.customer);
  // The scale is not documented. Scores from 1 to 5 were observed, and another score must not draw a page of stars.
  const stars = rating.score === null ? "–" : "★".repeat(Math.min(5, Math.max(0, Math.round(rating.score))));
  const detail = [rating.comment, rating.source ?? rating.type, formats.time(rating.at)];
  return {
    title: `${stars} ${rating.customer?.name || common.anonymous}`,
    detail: detail.filter(Boolean).join(" · "),
    ...(shown && { customer: shown }),
    ...(whom && { about: { kind: "customer", reference: whom, name: rating.customer?.name ?? "" } }),
    buttons: [
      ...(whom ? [customerButton(whom, who.locale)] : []),
      ...(rating.sessionId ? [button(common.conversation, "messages", { session: rating.sessionId })] : []),
    ],
  };
}

/** True if this customer rated. A rating may name the customer by a phone or an e-mail only. */
function isBy(by: Rating["customer"], customer: Customer): boolean {
  if (by === null) return false;
  const { customerId, leadId, phones, emails } = by;
  if (customerId !== null && customer.customerId !== null) return customerId === customer.customerId;
  return (
    (leadId !== null && leadId === customer.leadId) ||
    phones.some((phone) => customer.phones.includes(phone)) ||
    emails.some((email) => customer.emails.includes(email))
  );
}

function isLow({ score }: Rating): boolean {
  return score !== null && score <= LOW_SCORE;
}

function filterOf({ score, type, channel }: RatingsInput) {
  return {
    ...(type && { type }),
    ...(channel && { channel }),
    ...(score && score !== "low" && { score: Number(score) }),
  };
}

function filterNames({ score, type, channel }: RatingsInput, { who }: Context): string[] {
  return [score, type, channel].filter((one) => one !== undefined).map(choiceNames[who.locale]);
}

function average(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function count(scores: readonly number[], score: number): number {
  return scores.filter((one) => Math.round(one) === score).length;
}
