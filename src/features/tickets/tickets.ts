import { z } from "zod";
import { reaches } from "../../access/roles.ts";
import { carried, choice, customer, line, page, priority, range } from "../../bot/arguments.ts";
import { type Args, type Command, defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, pagedList } from "../../bot/pagination.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { type Button, button, buttons, card, context, type Row } from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { rememberValues } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { STAFF, type TeamPorts } from "../team/team.ts";
import {
  type Closed,
  closedStatuses,
  GROUP_LIST,
  isAbout,
  STATUS_LIST,
  shownIn,
  ticketRecord,
} from "./ticket-record.ts";
import { type Whose, whoseTickets } from "./whose-tickets.ts";

const ticketsMessages = defineMessages({
  en: {
    name: "Tickets",
    summary: "Tickets by time, customer, status, priority or assignee",
    count: (count: string) => (count === "1" ? "1 ticket" : `${count} tickets`),
    noneTitle: "No tickets",
    searched: (searched: string) =>
      `AntCRM can only be asked by time: I looked through the ${searched} newest tickets. Name days to reach older ones.`,
    lookedAll: (searched: string) => `I looked through ${searched} tickets.`,
    mine: "mine",
    of: (names: string) => `handled by ${names}`,
    unassigned: "nobody has taken them",
    nobody: "nobody yet",
    overdue: (hours: number) => `open for more than ${hours} hours`,
    age: "AntCRM shows no deadline of a ticket, so overdue means by age: the time since it was created.",
    allDays: "Of all days",
    unsetClosed:
      "No status is set as closed, so I go by words like Closed. To set them, an admin types: settings set tickets.closed Closed, Done",
  },
  vi: {
    name: "Danh sách phiếu",
    summary: "Phiếu theo thời gian, khách, trạng thái, người xử lý",
    count: (count) => `${count} phiếu`,
    noneTitle: "Không có phiếu nào",
    searched: (searched) =>
      `AntCRM chỉ lọc được theo thời gian: bot đã xem ${searched} phiếu mới nhất. Nêu khoảng ngày để tìm phiếu cũ hơn.`,
    lookedAll: (searched) => `Đã xem ${searched} phiếu.`,
    mine: "của tôi",
    of: (names) => `${names} xử lý`,
    unassigned: "chưa ai nhận",
    nobody: "chưa ai nhận",
    overdue: (hours) => `quá ${hours} giờ chưa đóng`,
    age: "AntCRM không cho biết hạn xử lý, nên bot tính quá hạn theo thời gian từ lúc tạo phiếu.",
    allDays: "Của mọi ngày",
    unsetClosed:
      "Chưa cài trạng thái nào là đã đóng nên bot dựa vào các từ như Closed, Đã đóng. Để cài, quản trị viên gõ: sửa cài đặt tickets.closed Closed, Đã đóng",
  },
});

const labels = defineMessages({
  en: {
    by: "Days of",
    state: "Open or closed",
    status: "Status",
    assignee: "Assignee",
    whose: "Whose",
    overdue: "Overdue",
    group: "Group",
  },
  vi: {
    by: "Tính theo",
    state: "Mở hay đóng",
    status: "Trạng thái",
    assignee: "Người xử lý",
    whose: "Của ai",
    overdue: "Quá hạn",
    group: "Nhóm",
  },
});

/** If no days are given, only 400 tickets are read, which takes two seconds instead of ten. */
const NEWEST_PAGES = 20;
/** A ticket that is open for longer is overdue. AntCRM shows no deadline: src/crm/API.md#get-tickets */
const OVERDUE_HOURS = 24;
const HOUR_MS = 3_600_000;

const input = z.object({
  range: range().optional(),
  by: choice(["created", "updated"]).optional(),
  state: choice(["open", "closed"]).optional(),
  status: line(100, { learned: STATUS_LIST, keyed: true }).optional(),
  priority: priority().optional(),
  assignee: line(254, { keyed: true, alsoCalled: ["nhân viên", "giao cho", "handled by"] }).optional(),
  customer: customer({ introduced: true }).optional(),
  whose: choice(["mine", "unassigned"]).optional(),
  overdue: choice(["overdue"]).optional(),
  group: line(100, { learned: GROUP_LIST, keyed: true }).optional(),
  /** The customer's phone, as buttons of earlier versions carry it. */
  phone: carried().optional(),
  page: page(),
});

type TicketsInput = z.output<typeof input>;
type TicketsContext = CommandContext<TicketsInput, (typeof ticketsMessages)["en"]>;

export const createTickets = (team: TeamPorts): Command =>
  defineCommand({
    name: "tickets",
    aliases: [
      ...["danh sách phiếu", "các phiếu", "phiếu nào", "ds phiếu", "những phiếu", "bao nhiêu phiếu"],
      ...["list tickets", "how many tickets"],
    ],
    role: "viewer",
    perPerson: ({ whose }) => whose === "mine",
    messages: ticketsMessages,
    examples: {
      vi: [
        "phiếu của tôi",
        "phiếu chưa ai nhận",
        "phiếu quá hạn",
        "phiếu của chị Bình",
        "toi con bao nhieu phieu",
      ],
      en: ["my tickets", "unassigned tickets", "list tickets closed last week"],
    },
    labels,
    input,

    async run(ctx) {
      const { t, who, formats, settings, input: asked } = ctx;
      const read = await readTickets(ctx);
      await learnFromRecords(ticketRecord, read.tickets, ctx);
      const assignees = read.tickets.map(({ assignedTo }) => assignedTo);
      await rememberValues(STAFF, assignees, ctx);
      const whose = await whoseTickets(read.tickets, asked, filtersOf(asked), { ...ctx, team });
      if ("card" in whose) return whose.card;
      const { customer } = whose;
      const closed = await closedStatuses(settings);
      const found = read.tickets
        .filter((ticket) => isAsked(ticket, asked, closed) && isInTime(ticket, ctx))
        .filter((ticket) => whose.staff === null || isOneOf(ticket.assignedTo, whose.staff))
        .filter((ticket) => customer === null || isAbout(ticket, customer))
        .sort((a, b) => timeOf(b, asked) - timeOf(a, asked));
      if (customer === null) ctx.recordAccess(null, String(found.length));
      const count = found.length === 0 ? t.noneTitle : t.count(formats.number(found.length));
      const title = [count, customer?.name, ...readable(whose, ctx)].filter(Boolean).join(" · ");
      const notes = [
        asked.overdue === undefined ? null : context(t.age),
        lookedNote(read, ctx),
        wantedState(asked) !== undefined && !closed.isSet && reaches(who.role, "manager")
          ? context(t.unsetClosed)
          : null,
        buttons(whose.rather, allDaysButton(whose, ctx)),
        customer === null ? null : waysOn(customer, ctx),
      ];
      const names = [customer?.name ?? "", ...found.map(({ contact }) => contact?.name ?? "")];
      if (found.length === 0) return { ...card(title, ...notes), names };
      const rows = found.map((ticket) => ticketRow(ticket, closed.has(ticket.status), ctx));
      const args = argsOf(asked, whose);
      const list = pagedList(rows, ctx, { command: "tickets", args });
      return { ...card(title, ...list, ...notes), names };
    },
  });

/** "Hôm nay tôi còn bao nhiêu phiếu" may mean all open tickets, and not only those that were created today. */
function allDaysButton(whose: Whose, { input: asked, t }: TicketsContext): Button | null {
  if (asked.range === undefined || wantedState(asked) !== "open") return null;
  return button(t.allDays, "tickets", argsOf({ ...asked, range: undefined }, whose));
}

/** Returns the arguments of the list's own buttons. They name the customer, or the colleague, that was found. */
function argsOf(asked: TicketsInput, { customer: found, assignee }: Whose): Args {
  return {
    ...filtersOf(asked),
    ...(found && { customer: referenceTo(found) }),
    ...(assignee !== null && { assignee }),
  };
}

/** Returns the arguments without the people. */
function filtersOf({ customer: _, phone: _phone, assignee: _assignee, ...filters }: TicketsInput): Args {
  return askedArgs(filters);
}

function waysOn(customer: Customer, { who, common }: TicketsContext) {
  const args = { customer: referenceTo(customer) };
  return buttons(customerButton(args.customer, who.locale), button(common.createTicket, "ticket", args));
}

/** Reads the tickets of the days asked for, or else the newest. */
async function readTickets(ctx: Context & { input: TicketsInput }) {
  const { crm, input: asked } = ctx;
  if (asked.range === undefined) return crm.tickets.list({ maxPages: NEWEST_PAGES });
  const { from, to } = daysIn(asked.range, ctx);
  return crm.tickets.list(
    asked.by === "updated" ? { updatedFrom: from, updatedTo: to } : { createdFrom: from, createdTo: to },
  );
}

/** Says how many tickets were looked through. Null if there are none in these days. */
function lookedNote(
  { tickets, complete }: Awaited<ReturnType<typeof readTickets>>,
  { t, formats }: TicketsContext,
) {
  const searched = formats.number(tickets.length);
  if (!complete) return context(t.searched(searched));
  return tickets.length === 0 ? null : context(t.lookedAll(searched));
}

/** True if the ticket matches the filters. AntCRM itself filters by time only: src/crm/API.md#get-tickets */
function isAsked(ticket: Ticket, asked: TicketsInput, closed: Closed): boolean {
  const { status, priority: wanted, whose, group } = asked;
  const state = wantedState(asked);
  return (
    (state === undefined || closed.has(ticket.status) === (state === "closed")) &&
    (status === undefined || isSame(ticket.status, status)) &&
    (wanted === undefined || ticket.priority === wanted) &&
    (whose !== "unassigned" || !ticket.assignedTo) &&
    (group === undefined || isSame(ticket.group, group))
  );
}

/** Returns whether open or closed tickets are meant. An overdue ticket is open, and so is one that waits for somebody. */
function wantedState({ state, whose, overdue }: TicketsInput): TicketsInput["state"] {
  return state ?? (whose === "unassigned" || overdue !== undefined ? "open" : undefined);
}

/** True if the list is not of overdue tickets, or if the ticket is old enough to be one. */
function isInTime({ createdAt }: Ticket, { input: { overdue }, clock }: TicketsContext): boolean {
  if (overdue === undefined) return true;
  return createdAt !== null && clock.now().getTime() - createdAt.getTime() > OVERDUE_HOURS * HOUR_MS;
}

function isOneOf(held: string | null, names: readonly string[]): boolean {
  return names.some((name) => isSame(held, name));
}

function isSame(held: string | null, asked: string): boolean {
  return held !== null && fold(held).trim() === fold(asked).trim();
}

function ticketRow(
  ticket: Ticket,
  isClosed: boolean,
  { who, common, formats, t, input: asked }: CommandContext<TicketsInput, { nobody: string }>,
): Row {
  const time = timeOf(ticket, asked);
  const whom = shownIn(ticket);
  const detail = [
    ticket.status,
    ticket.priority && priorityName(ticket.priority, who.locale),
    ticket.contact?.name,
    ticket.assignedTo || (!isClosed && t.nobody),
    time > 0 && formats.time(new Date(time)),
  ];
  return {
    title: `#${ticket.id} ${ticket.title}`,
    detail: detail.filter(Boolean).join(" · "),
    buttons: [button(common.show, "show", { ticket: ticket.id })],
    ...(whom && { customer: whom }),
    ...(ticket.assignedTo && { staff: ticket.assignedTo }),
  };
}

/** Returns the time by which the list is sorted. */
function timeOf({ createdAt, updatedAt }: Ticket, { by }: TicketsInput): number {
  const time = by === "updated" ? (updatedAt ?? createdAt) : (createdAt ?? updatedAt);
  return time?.getTime() ?? 0;
}

/** Returns the filters in the reader's language, for the card's title. */
function readable({ staff }: Whose, ctx: TicketsContext): (string | undefined)[] {
  const { input: asked, who, t } = ctx;
  const { locale } = who;
  const { whose, overdue } = asked;
  const state = wantedState(asked);
  return [
    asked.range && readableDays(daysIn(asked.range, ctx), ctx),
    overdue === undefined ? state && choiceNames[locale](state) : t.overdue(OVERDUE_HOURS),
    asked.status,
    asked.priority && priorityName(asked.priority, locale),
    whose === "mine" ? t.mine : whose && t.unassigned,
    whose === "mine" || staff === null ? undefined : t.of(staff.join(", ")),
    asked.group,
  ];
}
