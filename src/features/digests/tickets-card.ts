import { rangeOf } from "../../bot/days.ts";
import {
  type Block,
  button,
  buttons,
  context,
  field,
  fields,
  list,
  type Row,
  text,
} from "../../cards/card.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages, type LocalizedMessages } from "../../i18n/messages.ts";
import type { IndexState } from "../tickets/ticket-index.ts";
import { type Closed, closedStatuses } from "../tickets/ticket-record.ts";
import type { DigestCard, DigestContext } from "./digest-context.ts";
import { type Age, type TicketFigures, ticketFigures } from "./figures/tickets.ts";
import {
  changes,
  csvButton,
  figureTable,
  joined,
  periodArgs,
  periodName,
  safe,
  sharedCard,
  staffName,
} from "./parts.ts";
import { comparisonsOf, type Period, spanOf } from "./period.ts";

const ticketsCardMessages = defineMessages({
  en: {
    title: (period: string) => `Tickets · ${period}`,
    none: "No tickets were opened or closed, and none is open.",
    opened: "Opened",
    closed: "Closed",
    open: "Open now",
    unassigned: (count: string) => `${count} without an assignee`,
    byPriority: "Open, by priority",
    byAge: "Open for",
    count: "Tickets",
    unknown: "(none)",
    oldest: "Oldest",
    days: (days: number) => (days === 1 ? "1 day" : `${days} days`),
    nobody: "nobody in charge",
    filling: (day: string) =>
      `Older tickets are still being read: of those not changed since ${day}, none is among the open ones yet.`,
    noneYet: "No tickets were opened or closed. Which are open is still being read.",
    unsetClosed:
      "No status is set as closed, so I go by words like Closed. To set them, an admin types: settings set tickets.closed Closed, Done",
    showOpened: "Show opened",
    showClosed: "Show closed",
    showOpen: "Show open",
  },
  vi: {
    title: (period) => `Phiếu · ${period}`,
    none: "Không có phiếu mới, phiếu đóng hay phiếu đang mở.",
    opened: "Phiếu mới",
    closed: "Đã đóng",
    open: "Đang mở",
    unassigned: (count) => `${count} chưa ai nhận`,
    byPriority: "Đang mở, theo ưu tiên",
    byAge: "Đang mở bao lâu",
    count: "Số phiếu",
    unknown: "(trống)",
    oldest: "Cũ nhất",
    days: (days) => `${days} ngày`,
    nobody: "chưa ai nhận",
    filling: (day) => `Bot còn đang đọc phiếu cũ: phiếu đang mở mới tính những phiếu có thay đổi từ ${day}.`,
    noneYet: "Không có phiếu mới hay phiếu đóng. Bot còn đang đọc các phiếu đang mở.",
    unsetClosed:
      "Chưa cài trạng thái nào là đã đóng nên bot dựa vào các từ như Closed, Đã đóng. Để cài, quản trị viên gõ: sửa cài đặt tickets.closed Closed, Đã đóng",
    showOpened: "Xem phiếu mới",
    showClosed: "Xem phiếu đóng",
    showOpen: "Xem phiếu mở",
  },
});

const ageNames: LocalizedMessages<Record<Age, string>> = defineMessages({
  en: {
    day: "under 1 day",
    "three-days": "1–3 days",
    week: "3–7 days",
    month: "7–30 days",
    older: "over 30 days",
  },
  vi: {
    day: "dưới 1 ngày",
    "three-days": "1–3 ngày",
    week: "3–7 ngày",
    month: "7–30 ngày",
    older: "trên 30 ngày",
  },
});

type Texts = (typeof ticketsCardMessages)["vi"];

const DAY_MS = 86_400_000;
const STATUSES_SHOWN = 8;
const PRIORITIES_SHOWN = 8;

/** @throws AppError as the CRM does */
export async function tellTickets(period: Period, ctx: DigestContext): Promise<DigestCard> {
  const { tickets, timeZone, settings, clock, locale, signal } = ctx;
  const t = ticketsCardMessages[locale];
  // The index must include what was opened and closed in these periods.
  const { from } = spanOf([period, ...comparisonsOf(period, timeZone).map((one) => one.period)]);
  const state = await tickets.refresh(signal, from, ctx.budget);
  const closed = await closedStatuses(settings);
  const question = { period, timeZone, now: clock.now(), isClosed: (status: string) => closed.has(status) };
  const figures = await ticketFigures(tickets.portions(), question);
  const title = t.title(periodName(period, ctx));
  if (figures.opened + figures.closed + figures.open === 0) {
    // The index is incomplete, so the card must not say that no ticket is open.
    if (!state.full) return { card: sharedCard(title, text(t.noneYet)) };
    return { nothing: sharedCard(title, text(t.none)) };
  }
  const range = rangeOf(period, ctx);
  return {
    card: sharedCard(
      title,
      headline(figures, ctx, t),
      // Nobody has configured the closed statuses, so the card shows the statuses themselves.
      closed.isSet ? null : byStatus(figures, ctx, t),
      list(t.oldest, oldestRows(figures, ctx, t)),
      ...smallPrint(state, closed, ctx, t),
      buttons(
        button(t.showOpened, "tickets", { range, by: "created" }, { by: "anyone" }),
        button(t.showClosed, "tickets", { range, by: "updated", state: "closed" }, { by: "anyone" }),
        button(t.showOpen, "digestshow", { kind: "tickets", ...periodArgs(period) }, { by: "anyone" }),
        csvButton("tickets", period),
      ),
    ),
  };
}

function headline(figures: TicketFigures, ctx: DigestContext, t: Texts): Block | null {
  const { number } = ctx.formats;
  const { opened, closed, open, unassigned, byPriority, byAge, before } = figures;
  const priorities = byPriority
    .slice(0, PRIORITIES_SHOWN)
    .map(
      ([name, count]) => `${name === "" ? t.unknown : safe(priorityName(name, ctx.locale))} ${number(count)}`,
    );
  const ages = byAge.map(([age, count]) => `${ageNames[ctx.locale][age]}: ${number(count)}`);
  return fields(
    field(t.opened, joined(number(opened), changes("opened", figures, before, ctx))),
    field(t.closed, number(closed)),
    field(t.open, joined(number(open), unassigned > 0 ? t.unassigned(number(unassigned)) : null)),
    priorities.length === 0 ? null : field(t.byPriority, priorities.join(" · ")),
    ages.length === 0 ? null : field(t.byAge, ages.join(" · ")),
  );
}

function byStatus(
  { byStatus: all }: TicketFigures,
  { formats, locale }: DigestContext,
  t: Texts,
): Block | null {
  const rows = all
    .slice(0, STATUSES_SHOWN)
    .map(([status, count]) => [status === "" ? t.unknown : safe(status), formats.number(count)]);
  return figureTable(commonMessages[locale].status, [t.count], rows);
}

/** Shows ticket numbers without titles. People see the title when they open the ticket. */
function oldestRows({ oldest }: TicketFigures, { clock, locale }: DigestContext, t: Texts): Row[] {
  return oldest.map(({ id, priority, assignee, createdAt, status }) => {
    const days = Math.floor((clock.now().getTime() - (createdAt?.getTime() ?? 0)) / DAY_MS);
    return {
      title: `#${id}`,
      detail: joined(
        days === 0 ? ageNames[locale].day : t.days(days),
        priority && safe(priorityName(priority, locale)),
        status && safe(status),
        assignee === null ? t.nobody : staffName(assignee),
      ),
      buttons: [button(commonMessages[locale].show, "show", { ticket: id }, { by: "anyone" })],
    };
  });
}

function smallPrint(
  { full, since }: IndexState,
  closed: Closed,
  { formats }: DigestContext,
  t: Texts,
): Block[] {
  return [
    ...(full ? [] : [context(t.filling(formats.day(since)))]),
    ...(closed.isSet ? [] : [context(t.unsetClosed)]),
  ];
}
