import { rangeOf } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { type Block, type Button, button, buttons, field, fields, list, type Row } from "../../cards/card.ts";
import { shortened } from "../../cards/plain-text.ts";
import { customerReference, readablePhone } from "../../crm/customer.ts";
import type { Rating } from "../../crm/ratings.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { LOW_SCORE } from "../ratings/ratings.ts";
import type { DigestCard, DigestContext } from "./digest-context.ts";
import { type Average, type RatingFigures, ratingFigures } from "./figures/ratings.ts";
import {
  changes,
  csvButton,
  figureTable,
  joined,
  leftOutNotes,
  percent,
  periodName,
  picture,
  quietCard,
  safe,
  sharedCard,
} from "./parts.ts";
import type { Period } from "./period.ts";

const ratingsCardMessages = defineMessages({
  en: {
    title: (period: string) => `Ratings · ${period}`,
    none: "No ratings.",
    average: "Average",
    outOf: (average: string) => `${average} of 5`,
    count: "Ratings",
    distribution: "By stars",
    low: (score: string) => `${score}★ and less`,
    unscored: "Without stars",
    offScale: "Other numbers of stars",
    by: "By",
    channel: (name: string) => `Channel ${name}`,
    type: (name: string) => `About ${name}`,
    worst: "Lowest",
    overTime: (days: number) => `Ratings of ${days} days`,
    distributionTitle: (period: string) => `Ratings by stars · ${period}`,
    showLow: "Show low ratings",
    mine: "Mine",
    ticketTitle: (stars: string, comment: string) => `Rating ${stars}${comment && `: ${comment}`}`,
  },
  vi: {
    title: (period) => `Đánh giá · ${period}`,
    none: "Không có đánh giá.",
    average: "Trung bình",
    outOf: (average) => `${average}/5`,
    count: "Số đánh giá",
    distribution: "Theo số sao",
    low: (score) => `Từ ${score}★ trở xuống`,
    unscored: "Chưa chấm sao",
    offScale: "Số sao khác",
    by: "Theo",
    channel: (name) => `Kênh ${name}`,
    type: (name) => `Về ${name}`,
    worst: "Thấp nhất",
    overTime: (days) => `Đánh giá ${days} ngày qua`,
    distributionTitle: (period) => `Đánh giá theo số sao · ${period}`,
    showLow: "Xem đánh giá thấp",
    mine: "Nhận xử lý",
    ticketTitle: (stars, comment) => `Đánh giá ${stars}${comment && `: ${comment}`}`,
  },
});

type Texts = (typeof ratingsCardMessages)["vi"];

/** Longer comments are cut; the button *show* opens them in full. */
const COMMENT_SHOWN = 160;
const COMMENT_IN_TITLE = 60;
const NAMES_SHOWN = 6;

/** @throws AppError as the CRM does */
export async function tellRatings(period: Period, ctx: DigestContext): Promise<DigestCard> {
  const { crm, timeZone, locale } = ctx;
  const t = ratingsCardMessages[locale];
  const figures = await ratingFigures(crm.ratings, period, timeZone);
  const name = periodName(period, ctx);
  if (figures.count === 0) return quietCard(t.title(name), t.none, figures, ctx);
  const range = { range: rangeOf(period, ctx) };
  return {
    card: sharedCard(
      t.title(name),
      headline(figures, ctx, t),
      list(t.worst, worstRows(figures, ctx)),
      byName(figures, ctx, t),
      ...(await pictures(figures, name, ctx, t)),
      ...leftOutNotes(figures, ctx),
      buttons(
        button(commonMessages[locale].show, "ratings", range, { by: "anyone" }),
        figures.low > 0 ? button(t.showLow, "ratings", { ...range, score: "low" }, { by: "anyone" }) : null,
        csvButton("ratings", period),
      ),
    ),
  };
}

/** Builds the figures at the top of the card, which people read first. */
function headline(figures: RatingFigures, ctx: DigestContext, t: Texts): Block | null {
  const { number } = ctx.formats;
  const { count, average, low, byScore, before } = figures;
  const scored = count - figures.unscored;
  return fields(
    average === null
      ? null
      : field(
          t.average,
          joined(t.outOf(ctx.formats.average(average)), changes("average", figures, before, ctx)),
        ),
    field(t.count, joined(number(count), changes("count", figures, before, ctx))),
    field(t.low(String(LOW_SCORE)), joined(number(low), scored > 0 ? percent(low, scored) : null)),
    field(
      t.distribution,
      byScore
        .map((made, index) => `${index + 1}★ ${number(made)}`)
        .reverse()
        .join(" · "),
    ),
    figures.offScale > 0 ? field(t.offScale, number(figures.offScale)) : null,
    figures.unscored > 0 ? field(t.unscored, number(figures.unscored)) : null,
  );
}

function byName({ byChannel, byType }: RatingFigures, { locale, formats }: DigestContext, t: Texts) {
  const row =
    (heading: (name: string) => string) =>
    ([name, tally]: readonly [string, Average]) => [
      heading(name === "" ? commonMessages[locale].anonymous : safe(choiceNames[locale](name))),
      formats.number(tally.count),
      tally.average === null ? "–" : formats.average(tally.average),
    ];
  const channels = byChannel.slice(0, NAMES_SHOWN).map(row(t.channel));
  const types = byType.slice(0, NAMES_SHOWN).map(row(t.type));
  return figureTable(t.by, [t.count, t.average], [...channels, ...types]);
}

function worstRows({ worst }: RatingFigures, { locale, formats }: DigestContext): Row[] {
  const names = worst.map(({ customer }) => customer?.name ?? "");
  return worst.map((rating) => {
    const { score, customer, comment, source, type, at } = rating;
    // The title is masked as a whole: in parts, a number that spans the name and the phone would not be recognised.
    const [phone = null] = customer?.phones ?? [];
    const whom = [customer?.name || commonMessages[locale].anonymous, phone && readablePhone(phone)];
    const said = comment && `“${shortened(safe(comment, names), COMMENT_SHOWN)}”`;
    return {
      title: `${starsOf(score)} ${safe(joined(...whom), names)}`,
      detail: joined(said, safe(source ?? type ?? ""), formats.time(at)),
      buttons: actions(rating, locale),
    };
  });
}

function actions({ id, score, customer, comment }: Rating, locale: Locale): Button[] {
  const t = ratingsCardMessages[locale];
  const mine = button(t.mine, "mine", { subject: `rating:${id}` }, { by: "anyone" });
  const whom = customerReference(customer);
  if (whom === null) return [mine];
  const title = t.ticketTitle(starsOf(score), shortened(comment ?? "", COMMENT_IN_TITLE));
  const ticket = { customer: whom, title, ...(comment && { summary: comment }) };
  return [button(commonMessages[locale].createTicket, "ticket", ticket, { by: "anyone" }), mine];
}

async function pictures(
  { days, byScore }: RatingFigures,
  name: string,
  ctx: DigestContext,
  t: Texts,
): Promise<(Block | null)[]> {
  const { locale, timeZone } = ctx;
  const same = { locale, timeZone };
  return Promise.all([
    picture({ kind: "ratings-over-time", title: t.overTime(days.length), days, ...same }, ctx),
    picture({ kind: "rating-distribution", title: t.distributionTitle(name), byScore, ...same }, ctx),
  ]);
}

/** Draws a star for each point, five at most: the scale is not documented, and a stray score must not fill the card. */
function starsOf(score: number | null): string {
  return score === null ? "–" : "★".repeat(Math.min(5, Math.max(0, Math.round(score)))) || "0★";
}
