import * as z from "zod";
import { carried, page } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { paged } from "../../bot/pagination.ts";
import { button, buttons, type Card, card, field, fields, quote, type Row, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { stars, ticketButton } from "./alert-buttons.ts";
import { summaryTitle } from "./alert-card.ts";
import type { AlertPorts } from "./alert-service.ts";
import type { AlertEvent, AlertMessage, RatingNews } from "./messages.ts";

const alertShowMessages = defineMessages({
  en: {
    name: "Show an alert",
    summary: "What an alert is about, in full",
    how: "This is a button on the cards of alerts.",
    rating: (stars: string) => `Rating ${stars}`,
  },
  vi: {
    name: "Xem cảnh báo",
    summary: "Nội dung đầy đủ của một cảnh báo",
    how: "Đây là nút trong tin cảnh báo.",
    rating: (stars) => `Đánh giá ${stars}`,
  },
});

const SHOWN = 10;

/** Shows an alert without masks to the person who presses. It counts as a look-up of the customer and is audited. */
export const createAlertShow = ({ alerts }: AlertPorts): Command =>
  defineCommand({
    name: "alertshow",
    aliases: [],
    role: "viewer",
    hidden: true,
    messages: alertShowMessages,
    input: z.object({ event: carried().optional(), message: carried().optional(), page: page() }),

    async run(ctx) {
      const { input, t } = ctx;
      const { messages } = alerts;
      if (input.message !== undefined) {
        const notified = await messages.find(input.message);
        if (notified === null) throw new AppError("expired", "nothing of this alert is kept any more");
        return listCard(notified, input.page, ctx);
      }
      if (input.event === undefined) return card(t.name, text(t.how));
      const event = await messages.event(input.event);
      if (event?.news.kind !== "rating") throw new AppError("expired", "this rating is not kept any more");
      return ratingCard(event.news, event, ctx);
    },
  });

function ratingCard(news: RatingNews, { at }: AlertEvent, ctx: Context): Card {
  const { who, common, formats } = ctx;
  const { locale } = who;
  const t = alertShowMessages[locale];
  const { customer, comment, channel, about, session } = news;
  ctx.recordAccess(shownIn(news), "shown");
  return {
    ...card(
      t.rating(stars(news, { formats })),
      comment ? quote(comment, customer?.name ?? "") : null,
      fields(
        field(common.customer, customer?.name || common.anonymous),
        about === null ? null : field(common.about, choiceNames[locale](about)),
        channel === null ? null : field(common.channel, channel),
        field(common.at, formats.time(at)),
      ),
      buttons(
        customer?.reference ? customerButton(customer.reference, locale) : null,
        session === null ? null : button(common.conversation, "messages", { session }),
        ticketButton(news, { locale, formats }),
      ),
    ),
    names: [customer?.name ?? ""],
  };
}

function listCard(message: AlertMessage, pageNumber: number, ctx: Context): Card {
  const { locale } = ctx.who;
  const { id, events } = message;
  ctx.recordAccess(null, String(events.length));
  const newestFirst = [...events].reverse();
  const place = { page: pageNumber, size: SHOWN, command: "alertshow", args: { message: id }, locale };
  return {
    ...card(
      summaryTitle(message, events.length, { locale, formats: ctx.formats }),
      ...paged(
        newestFirst.map((event) => eventRow(event, ctx)),
        place,
      ),
    ),
    names: events.map(({ news }) => (news.kind === "rating" ? news.customer?.name : news.customer) ?? ""),
  };
}

function eventRow({ id, news, at }: AlertEvent, { common, formats }: Context): Row {
  if (news.kind === "ticket") {
    const detail = [news.status, news.priority, news.customer, formats.time(at)];
    const shown = news.contact ? `contact:${news.contact}` : (named(news.customer) ?? `ticket:${news.id}`);
    return {
      title: `#${news.id} ${news.title}`,
      detail: detail.filter(Boolean).join(" · "),
      customer: shown,
      buttons: [button(common.show, "show", { ticket: news.id })],
    };
  }
  const detail = [news.comment, news.channel, formats.time(at)];
  const shown = shownIn(news);
  return {
    title: `${stars(news, { formats })} ${news.customer?.name || common.anonymous}`,
    detail: detail.filter(Boolean).join(" · "),
    ...(shown && { customer: shown }),
    buttons: [button(common.show, "alertshow", { event: id })],
  };
}

function shownIn({ customer }: RatingNews): string | null {
  return customer?.reference ?? named(customer?.name);
}

function named(name: string | null | undefined): string | null {
  return name ? `name:${name}` : null;
}
