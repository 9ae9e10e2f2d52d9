import { type Button, button } from "../../cards/card.ts";
import { shortened } from "../../cards/plain-text.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import type { Formats } from "../../i18n/formats.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { alertMessages } from "./alert-messages.ts";
import type { AlertEvent, AlertMessage, RatingNews } from "./messages.ts";

const alertButtonsMessages = defineMessages({
  en: {
    mine: "I take it",
    back: "Give it back",
    ticketTitle: (stars: string, comment: string) => `Rating ${stars}${comment && `: ${comment}`}`,
    showAll: "Show all",
    unfollow: "Unfollow",
  },
  vi: {
    mine: "Nhận xử lý",
    back: "Trả lại",
    ticketTitle: (stars, comment) => `Đánh giá ${stars}${comment && `: ${comment}`}`,
    showAll: "Xem tất cả",
    unfollow: "Bỏ theo dõi",
  },
});

/** The language and the formats of the person who reads an alert. */
export interface AlertReader {
  locale: Locale;
  formats: Formats;
}

const COMMENT_IN_TITLE = 60;

/** Returns the buttons of one event. Anybody in the chat may press them; the bot checks the rights after the press. */
export function eventButtons(
  event: AlertEvent,
  message: AlertMessage,
  isTaken: boolean,
  ctx: AlertReader,
): (Button | null)[] {
  const t = alertButtonsMessages[ctx.locale];
  const { news, rule } = event;
  const { id } = message;
  const back = button(
    t.back,
    "mine",
    { subject: event.subject, message: id, back: "back" },
    { by: "anyone", inPlace: true },
  );
  const taking = isTaken ? back : mineButton(event, id, ctx);
  return [
    rule.isPersonal ? null : taking,
    news.kind === "rating" ? ticketButton(news, ctx) : null,
    showButton(event, ctx),
    rule.watch.kind === "ticket"
      ? button(t.unfollow, "alertchange", { effect: "remove", number: String(rule.number) }, { by: "anyone" })
      : null,
    snoozeButton(message, ctx),
  ];
}

export function mineButton({ subject }: AlertEvent, message: string, { locale }: AlertReader): Button {
  const look = { by: "anyone", inPlace: true, style: "primary" } as const;
  return button(alertButtonsMessages[locale].mine, "mine", { subject, message }, look);
}

export function showButton({ id, news }: AlertEvent, { locale }: AlertReader): Button {
  const { show } = commonMessages[locale];
  return news.kind === "ticket"
    ? button(show, "show", { ticket: news.id }, { by: "anyone" })
    : button(show, "alertshow", { event: id }, { by: "anyone" });
}

/** Returns the button that snoozes the alert. For a message of several alerts it snoozes all alerts of this chat. */
export function snoozeButton(
  { rules: [{ number }, ...others] }: AlertMessage,
  { locale }: AlertReader,
): Button {
  const args = { effect: "snooze", ...(others.length === 0 && { number: String(number) }) };
  return button(alertMessages[locale].snooze, "alertchange", args, { by: "anyone" });
}

/** Returns the button that opens the ticket command, filled in from the rating; null if the customer is unknown. */
export function ticketButton(news: RatingNews, { locale, formats }: AlertReader): Button | null {
  const t = alertButtonsMessages[locale];
  const whom = news.customer?.reference;
  if (!whom) return null;
  const comment = news.comment ?? "";
  const title = t.ticketTitle(stars(news, { formats }), shortened(comment, COMMENT_IN_TITLE));
  const args = { customer: whom, title, ...(comment && { summary: comment }) };
  return button(commonMessages[locale].createTicket, "ticket", args, { by: "anyone" });
}

/** Returns the score as text: `"1★"`. The scale is not documented, so the score is not drawn as a row of stars. */
export function stars({ score }: RatingNews, { formats }: Pick<AlertReader, "formats">): string {
  return score === null ? "–" : `${formats.number(score)}★`;
}

/** Returns the button that shows all events of a summary to the person who presses it. */
export function showAllButton(message: string, { locale }: AlertReader): Button {
  return button(alertButtonsMessages[locale].showAll, "alertshow", { message }, { by: "anyone" });
}
