import { type Button, button } from "../../cards/card.ts";
import type { Formats } from "../../i18n/formats.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { AlertEvent, AlertMessage, RatingNews } from "./messages.ts";

const alertButtonsMessages = defineMessages({
  en: {
    mine: "I take it",
    back: "Give it back",
    ticket: "Create ticket",
    ticketTitle: (stars: string, comment: string) => `Rating ${stars}${comment && `: ${comment}`}`,
    show: "Show",
    showAll: "Show all",
    snooze: "Snooze 2 h",
    unfollow: "Unfollow",
  },
  vi: {
    mine: "Nhận xử lý",
    back: "Trả lại",
    ticket: "Tạo phiếu",
    ticketTitle: (stars, comment) => `Đánh giá ${stars}${comment && `: ${comment}`}`,
    show: "Xem",
    showAll: "Xem tất cả",
    snooze: "Tạm dừng 2 giờ",
    unfollow: "Bỏ theo dõi",
  },
});

/** Who reads an alert. */
export interface Reader {
  locale: Locale;
  formats: Formats;
}

const COMMENT_IN_TITLE = 60;

/** What can be done about it. Anyone in the chat may try: rights are looked at when it is pressed. */
export function eventButtons(
  event: AlertEvent,
  message: AlertMessage,
  isTaken: boolean,
  ctx: Reader,
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

export function mineButton({ subject }: AlertEvent, message: string, { locale }: Reader): Button {
  const look = { by: "anyone", inPlace: true, style: "primary" } as const;
  return button(alertButtonsMessages[locale].mine, "mine", { subject, message }, look);
}

export function showButton({ id, news }: AlertEvent, { locale }: Reader): Button {
  const t = alertButtonsMessages[locale];
  return news.kind === "ticket"
    ? button(t.show, "show", { ticket: news.id }, { by: "anyone" })
    : button(t.show, "alertshow", { event: id }, { by: "anyone" });
}

/** Of several alerts, all that is told in this chat: whoever presses wants to hear nothing for a while. */
export function snoozeButton({ rules: [{ number }, ...others] }: AlertMessage, { locale }: Reader): Button {
  const args = { effect: "snooze", ...(others.length === 0 && { number: String(number) }) };
  return button(alertButtonsMessages[locale].snooze, "alertchange", args, { by: "anyone" });
}

/** The ticket command with what the rating told; null where nobody knows whose it is. */
export function ticketButton(news: RatingNews, { locale, formats }: Reader): Button | null {
  const t = alertButtonsMessages[locale];
  const whom = news.customer?.reference;
  if (!whom) return null;
  const comment = news.comment ?? "";
  const title = t.ticketTitle(stars(news, { formats }), shortened(comment, COMMENT_IN_TITLE));
  const args = { customer: whom, title, ...(comment && { summary: comment }) };
  return button(t.ticket, "ticket", args, { by: "anyone" });
}

/** `"1★"`; the scale is not documented, so a number and no row of stars. */
export function stars({ score }: RatingNews, { formats }: Pick<Reader, "formats">): string {
  return score === null ? "–" : `${formats.number(score)}★`;
}

/** Everything that a summary tells, for whoever presses. */
export function showAllButton(message: string, { locale }: Reader): Button {
  return button(alertButtonsMessages[locale].showAll, "alertshow", { message }, { by: "anyone" });
}

/** One line, cut at so many characters: `"Chờ lâu quá…"`. */
export function shortened(value: string, most: number): string {
  const line = value.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join("")}…`;
}
