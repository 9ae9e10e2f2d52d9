import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { carried, choice, customer, line, page, priority, range } from "../../bot/arguments.ts";
import { type Args, type Command, defineCommand } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, pagedPart } from "../../bot/pagination.ts";
import { type Button, button, buttons, card, context, type Row } from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import type { TimeWindows } from "../../crm/input.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import type { TeamPorts } from "../team/team.ts";
import type { ListedTicket } from "./indexed-ticket.ts";
import type { TicketIndex } from "./ticket-index.ts";
import { closedStatuses, GROUP_LIST, STATUS_LIST, shownIn } from "./ticket-record.ts";
import { indexSource, liveSource, type TicketSource, timeOf, type WantedTickets } from "./ticket-source.ts";
import { type Whose, whoseTickets } from "./whose-tickets.ts";

const ticketsMessages = defineMessages({
  en: {
    name: "Tickets",
    summary: "Tickets by time, customer, status, priority or assignee",
    count: (count: string) => (count === "1" ? "1 ticket" : `${count} tickets`),
    noneTitle: "No tickets",
    searched: (searched: string) =>
      `AntCRM can only be asked by time: I looked through the ${searched} newest tickets. Name days to reach older ones.`,
    searchedAll: (searched: string) => `I looked through ${searched} tickets.`,
    asOf: (time: string) => `As of ${time}`,
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
    searchedAll: (searched) => `Đã xem ${searched} phiếu.`,
    asOf: (time) => `Tính đến ${time}`,
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

export interface TicketsPorts extends TeamPorts {
  ticketIndex: TicketIndex;
}

export const createTickets = ({ ticketIndex, ...team }: TicketsPorts): Command =>
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
      const closed = await closedStatuses(settings);
      const days = daysAsked(ctx);
      const source = (await indexSource(ticketIndex, closed, ctx)) ?? (await liveSource(days, closed, ctx));
      const whose = await whoseTickets(source, asked, filtersOf(asked), { ...ctx, team });
      if ("card" in whose) return whose.card;
      const { customer } = whose;
      const { tickets, part } = await source.find(wantedOf(ctx, days ?? {}, whose), asked.page);
      if (customer === null) ctx.recordAccess(null, String(part.count));
      const count = part.count === 0 ? t.noneTitle : t.count(formats.number(part.count));
      const title = [count, customer?.name, ...readable(whose, ctx)].filter(Boolean).join(" · ");
      const notes = [
        asked.overdue === undefined ? null : context(t.age),
        coverageNote(source.coverage, ctx),
        wantedState(asked) !== undefined && !closed.isSet && reaches(who.role, "manager")
          ? context(t.unsetClosed)
          : null,
        buttons(whose.rather, allDaysButton(whose, ctx)),
        customer === null ? null : waysOn(customer, ctx),
      ];
      const rows = tickets.map((ticket) => ticketRow(ticket, closed.has(ticket.status), ctx));
      const list = pagedPart(rows, {
        ...{ part, of: formats.number(part.count), locale: who.locale },
        ...{ command: "tickets", args: argsOf(asked, whose) },
      });
      const names = [customer?.name ?? "", ...tickets.map(({ contact }) => contact?.name ?? "")];
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

/** Returns the time of the days asked for, as AntCRM filters by it; undefined for all. */
function daysAsked(ctx: TicketsContext): TimeWindows | undefined {
  const { range, by } = ctx.input;
  if (range === undefined) return undefined;
  const { from, to } = daysIn(range, ctx);
  return by === "updated" ? { updatedFrom: from, updatedTo: to } : { createdFrom: from, createdTo: to };
}

function wantedOf(
  { input: asked, clock }: TicketsContext,
  days: TimeWindows,
  { customer, staff }: Whose,
): WantedTickets {
  const { by = "created", status, priority, group, whose, overdue } = asked;
  const overdueSince = new Date(clock.now().getTime() - OVERDUE_HOURS * HOUR_MS);
  return {
    ...{ days, by, status, priority, group, customer, staff, state: wantedState(asked) },
    isUnassigned: whose === "unassigned",
    createdBefore: overdue === undefined ? undefined : overdueSince,
  };
}

/** Says how old the index is, or how many tickets were looked through. Null if there are none in these days. */
function coverageNote(coverage: TicketSource["coverage"], { t, formats }: TicketsContext) {
  if ("readTo" in coverage) return context(t.asOf(formats.time(coverage.readTo)));
  const searched = formats.number(coverage.searched);
  if (!coverage.complete) return context(t.searched(searched));
  return coverage.searched === 0 ? null : context(t.searchedAll(searched));
}

/** Returns whether open or closed tickets are meant. An overdue ticket is open, and so is one that waits for somebody. */
function wantedState({ state, whose, overdue }: TicketsInput): TicketsInput["state"] {
  return state ?? (whose === "unassigned" || overdue !== undefined ? "open" : undefined);
}

function ticketRow(
  ticket: ListedTicket,
  isClosed: boolean,
  { who, common, formats, t, input: asked }: CommandContext<TicketsInput, { nobody: string }>,
): Row {
  const time = timeOf(ticket, asked.by ?? "created");
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
