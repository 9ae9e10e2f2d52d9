import { maskText } from "../../access/masking.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import {
  buttons,
  type Card,
  card,
  context,
  type Field,
  field,
  fields,
  list,
  quote,
  type Row,
  text,
} from "../../cards/card.ts";
import { shortened } from "../../cards/plain-text.ts";
import { mayBeSentNote } from "../../delivery/notification.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import {
  type AlertReader,
  eventButtons,
  mineButton,
  showAllButton,
  showButton,
  snoozeButton,
  stars,
} from "./alert-buttons.ts";
import type { AlertEvent, AlertMessage, Assignment, RatingNews, TicketNews } from "./messages.ts";
import { type Rule, ruleWords } from "./rule.ts";

const alertCardMessages = defineMessages({
  en: {
    rating: (stars: string, channel: string) => `Rating ${stars}${channel && ` · ${channel}`}`,
    noComment: "Without a comment.",
    newTicket: (id: string) => `New ticket #${id}`,
    urgentTicket: (id: string) => `Urgent ticket #${id}`,
    priorityTicket: (priority: string, id: string) => `${priority} priority ticket #${id}`,
    changedTicket: (id: string) => `Ticket #${id} was changed`,
    ownTicket: (id: string) => `Your ticket #${id}`,
    priority: "Priority",
    assignee: "Assigned to",
    empty: "(empty)",
    several: (count: string, what: string) => `${count} × ${what}`,
    together: (count: string, alerts: string) => `${count} events from ${alerts} alerts`,
    taken: (name: string, time: string) => `✋ ${name} takes care of it (${time})`,
    takenShort: (name: string) => ` · ✋ ${name}`,
    more: (count: string) => `and ${count} more`,
    held: "Kept while this chat was left alone.",
    alert: (number: number, what: string) => `Alert ${number} · ${what}`,
  },
  vi: {
    rating: (stars, channel) => `Đánh giá ${stars}${channel && ` · ${channel}`}`,
    noComment: "Không có lời nhận xét.",
    newTicket: (id) => `Phiếu mới #${id}`,
    urgentTicket: (id) => `Phiếu khẩn cấp #${id}`,
    priorityTicket: (priority, id) => `Phiếu ưu tiên ${priority.toLowerCase()} #${id}`,
    changedTicket: (id) => `Phiếu #${id} có thay đổi`,
    ownTicket: (id) => `Phiếu của bạn #${id}`,
    priority: "Độ ưu tiên",
    assignee: "Người xử lý",
    empty: "(trống)",
    several: (count, what) => `${count} × ${what}`,
    together: (count, alerts) => `${count} việc từ ${alerts} cảnh báo`,
    taken: (name, time) => `✋ ${name} nhận xử lý (${time})`,
    takenShort: (name) => ` · ✋ ${name}`,
    more: (count) => `và ${count} mục nữa`,
    held: "Đã giữ lại trong lúc nhóm chat không nhận tin.",
    alert: (number, what) => `Cảnh báo số ${number} · ${what}`,
  },
});

/** The data that the card of an alert needs besides the message. */
export interface AlertContext extends AlertReader {
  /** The current assignments of the message's subjects. */
  assignments: readonly Assignment[];
}

/** A summary shows this many rows. The button *Xem tất cả* shows the rest. */
const ROWS_SHOWN = 10;
const COMMENT_SHOWN = 120;

/**
 * Builds the card of an alert. Everybody in the chat may read it, so customers are masked. The button *Xem* shows a
 * customer in full to people with the right to it, and the look-up is audited.
 */
export function alertCard(message: AlertMessage, ctx: AlertContext): Card {
  const events = collapsed(message.events);
  const [first] = events;
  const isAlone = events.length === 1 && first !== undefined;
  const body = isAlone ? singleCard(first, message, ctx) : summaryCard(events, message, ctx);
  const t = alertCardMessages[ctx.locale];
  const { rules, isHeld, mayBeRepeated } = message;
  const notes = [
    isHeld ? context(t.held) : null,
    mayBeRepeated ? mayBeSentNote(ctx.locale) : null,
    ...rules.map(({ number, watch }) => context(t.alert(number, ruleWords(watch, ctx.locale)))),
  ];
  return {
    ...body,
    audience: rules[0].isPersonal ? "private" : "shared",
    blocks: [...body.blocks, ...notes.filter((note) => note !== null)],
  };
}

/** Merges several changes of one ticket into one event: the last change, with the state before the first one. */
function collapsed(events: readonly AlertEvent[]): AlertEvent[] {
  const bySubject = new Map<string, AlertEvent>();
  for (const event of events) {
    const earlier = bySubject.get(event.subject);
    bySubject.set(event.subject, earlier === undefined ? event : merged(earlier, event));
  }
  return [...bySubject.values()];
}

/** Returns the later event with the state before the earlier one. Of two alerts, only the later may know it. */
function merged(earlier: AlertEvent, later: AlertEvent): AlertEvent {
  const isOfOne = earlier.rule.id === later.rule.id;
  return { ...later, before: isOfOne ? earlier.before : (earlier.before ?? later.before) };
}

function singleCard(event: AlertEvent, message: AlertMessage, ctx: AlertContext): Card {
  const t = alertCardMessages[ctx.locale];
  const assignment = assignmentOf(event, ctx);
  const notified =
    event.news.kind === "rating" ? ratingCard(event.news, event, ctx) : ticketCard(event.news, event, ctx);
  return {
    ...notified,
    blocks: [
      ...notified.blocks,
      ...(assignment ? [text(t.taken(safe(assignment.name), ctx.formats.time(assignment.at)))] : []),
      ...[buttons(...eventButtons(event, message, assignment !== undefined, ctx))].filter(
        (block) => block !== null,
      ),
    ],
  };
}

function ratingCard(news: RatingNews, { at }: AlertEvent, ctx: AlertContext): Card {
  const t = alertCardMessages[ctx.locale];
  const common = commonMessages[ctx.locale];
  const hide = hiding(news);
  const name = news.customer?.name ? hide(news.customer.name) : null;
  return card(
    t.rating(stars(news, ctx), hide(news.channel ?? "")),
    news.comment ? quote(hide(news.comment), name ?? "") : text(t.noComment),
    fields(
      name === null ? null : field(common.customer, name),
      news.about === null ? null : field(common.about, hide(choiceNames[ctx.locale](news.about))),
      field(common.at, ctx.formats.time(at)),
    ),
  );
}

function ticketCard(news: TicketNews, { at, before, rule }: AlertEvent, ctx: AlertContext): Card {
  const { locale, formats } = ctx;
  const t = alertCardMessages[locale];
  const common = commonMessages[locale];
  const hide = hiding(news);
  const former = before?.kind === "ticket" ? before : null;
  const change = (label: string, shown: (one: TicketNews) => string | null): Field | null => {
    const [now, then] = [shown(news), former && shown(former)];
    if (former === null || now === then) return now === null ? null : field(label, hide(now));
    return field(label, `${hide(then ?? t.empty)} → ${hide(now ?? t.empty)}`);
  };
  return card(
    `${ticketHeading(news, rule, locale)} · ${hide(news.title)}`,
    fields(
      change(common.status, ({ status }) => status),
      change(t.priority, ({ priority }) => priority && priorityName(priority, locale)),
      change(t.assignee, ({ assignee }) => assignee && staffName(assignee)),
      news.customer ? field(common.customer, hide(news.customer)) : null,
      field(common.at, formats.time(at)),
    ),
  );
}

function ticketHeading({ id, priority }: TicketNews, { watch }: Rule, locale: Locale): string {
  const t = alertCardMessages[locale];
  switch (watch.kind) {
    case "tickets":
      if (watch.priority === undefined || priority === null) return t.newTicket(id);
      return priority === "Urgent"
        ? t.urgentTicket(id)
        : t.priorityTicket(priorityName(priority, locale), id);
    case "mine":
      return t.ownTicket(id);
    default:
      return t.changedTicket(id);
  }
}

function summaryCard(events: readonly AlertEvent[], message: AlertMessage, ctx: AlertContext): Card {
  const { formats } = ctx;
  const t = alertCardMessages[ctx.locale];
  const newestFirst = [...events].reverse();
  const rows = newestFirst.slice(0, ROWS_SHOWN).map((event) => summaryRow(event, message.id, ctx));
  const hidden = events.length - rows.length;
  return card(
    summaryTitle(message, events.length, ctx),
    list("", rows),
    hidden > 0 ? context(t.more(formats.number(hidden))) : null,
    buttons(showAllButton(message.id, ctx), snoozeButton(message, ctx)),
  );
}

/** Returns the title: `"12 × Phiếu khẩn cấp"`. For several alerts the title names only their number. */
export function summaryTitle(
  { rules: [rule, ...others] }: AlertMessage,
  things: number,
  { locale, formats }: AlertReader,
): string {
  const t = alertCardMessages[locale];
  const count = formats.number(things);
  return others.length === 0
    ? t.several(count, ruleWords(rule.watch, locale))
    : t.together(count, formats.number(others.length + 1));
}

function summaryRow(event: AlertEvent, message: string, ctx: AlertContext): Row {
  const t = alertCardMessages[ctx.locale];
  const { news, at, rule } = event;
  const hide = hiding(news);
  const assignment = assignmentOf(event, ctx);
  const taken = assignment ? t.takenShort(safe(assignment.name)) : "";
  const title =
    news.kind === "rating"
      ? [stars(news, ctx), hide(news.customer?.name ?? "")].filter(Boolean).join(" ")
      : `#${news.id} ${hide(news.title)}`;
  const detail =
    news.kind === "rating"
      ? [news.comment && `“${shortened(hide(news.comment), COMMENT_SHOWN)}”`, hide(news.channel ?? "")]
      : [news.status, news.priority && priorityName(news.priority, ctx.locale)].map(
          (one) => one && hide(one),
        );
  return {
    title: `${title}${taken}`,
    detail: [...detail, ctx.formats.time(at)].filter(Boolean).join(" · "),
    buttons: [
      ...(assignment || rule.isPersonal ? [] : [mineButton(event, message, ctx)]),
      showButton(event, ctx),
    ],
  };
}

function assignmentOf({ subject }: AlertEvent, { assignments }: AlertContext): Assignment | undefined {
  return assignments.find((assignment) => assignment.subject === subject);
}

/** Returns a function that masks personal data in a text of the record. */
function hiding(news: RatingNews | TicketNews): (value: string) => string {
  const name = news.kind === "rating" ? news.customer?.name : news.customer;
  return (value) => maskText(value, name ? [name] : []);
}

function safe(value: string): string {
  return maskText(value, []);
}

/** Returns the part of a staff address before the @: `"lan.cskh@example.com"` → `"lan.cskh"`. */
function staffName(address: string): string {
  return address.split("@", 1)[0] ?? "";
}
