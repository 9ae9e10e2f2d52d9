import { z } from "zod";
import { reaches } from "../../access/roles.ts";
import { choice, email, line, page, phone, priority, range } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, pagedList } from "../../bot/pagination.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, type Row, text } from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import { customerButton, oneCustomer } from "../customer-lookup/look-up.ts";
import { staffEmailOf, type TeamPorts, unlinkedCard } from "../team/team.ts";
import {
  type Closed,
  closedStatuses,
  GROUP_LIST,
  isAbout,
  STATUS_LIST,
  shownIn,
  ticketRecord,
} from "./ticket-record.ts";

const ticketsMessages = defineMessages({
  en: {
    name: "Tickets",
    summary: "Tickets by time, customer, status, priority or assignee",
    title: (what: string) => `Tickets${what && ` · ${what}`}`,
    count: (count: string) => `${count} tickets`,
    none: "No ticket is like that.",
    open: "Open",
    searched: (searched: string) =>
      `AntCRM can only be asked by time: I looked through the ${searched} newest tickets. Name days to reach older ones.`,
    lookedAll: (searched: string) => `I looked through ${searched} tickets.`,
    mine: "mine",
    unsetClosed:
      "Nobody has set which statuses count as closed (settings set tickets.closed …), so I go by words like Closed.",
  },
  vi: {
    name: "Danh sách phiếu",
    summary: "Phiếu theo thời gian, khách, trạng thái, người xử lý",
    title: (what) => `Phiếu${what && ` · ${what}`}`,
    count: (count) => `${count} phiếu`,
    none: "Không có phiếu nào như vậy.",
    open: "Mở",
    searched: (searched) =>
      `AntCRM chỉ lọc được theo thời gian: bot đã xem ${searched} phiếu mới nhất. Nêu khoảng ngày để tìm phiếu cũ hơn.`,
    lookedAll: (searched) => `Đã xem ${searched} phiếu.`,
    mine: "của tôi",
    unsetClosed:
      "Chưa ai đặt trạng thái nào là đã đóng (sửa cài đặt tickets.closed …) nên bot dựa vào các từ như Closed, Đã đóng.",
  },
});

const labels = defineMessages({
  en: {
    by: "Days of",
    state: "Open or closed",
    status: "Status",
    assignee: "Assignee",
    phone: "Customer's phone",
    whose: "Whose",
    group: "Group",
  },
  vi: {
    by: "Tính theo",
    state: "Mở hay đóng",
    status: "Trạng thái",
    assignee: "Người xử lý",
    phone: "Điện thoại của khách",
    whose: "Của ai",
    group: "Nhóm",
  },
});

/** If no days are given, only 400 tickets are read, which takes two seconds instead of ten. */
const NEWEST_PAGES = 20;

const input = z.object({
  range: range().optional(),
  by: choice(["created", "updated"]).optional(),
  state: choice(["open", "closed"]).optional(),
  status: line(100, { learned: STATUS_LIST, keyed: true }).optional(),
  priority: priority().optional(),
  assignee: email().optional(),
  phone: phone().optional(),
  whose: choice(["mine"]).optional(),
  group: line(100, { learned: GROUP_LIST, keyed: true }).optional(),
  page: page(),
});

type TicketsInput = z.output<typeof input>;
type TicketsContext = CommandContext<TicketsInput, (typeof ticketsMessages)["en"]>;

export const createTickets = (team: TeamPorts): Command =>
  defineCommand({
    name: "tickets",
    aliases: ["danh sách phiếu", "các phiếu", "phiếu nào", "list tickets", "ds phiếu", "những phiếu"],
    role: "viewer",
    perPerson: ({ whose }) => whose !== undefined,
    messages: ticketsMessages,
    labels,
    input,

    async run(ctx) {
      const { t, formats, input: asked } = ctx;
      const whose = await whoseTickets(ctx, team);
      if ("card" in whose) return whose.card;
      const { customer } = whose;
      const read = await readTickets(ctx);
      await learnFromRecords(ticketRecord, read.tickets, ctx);
      const closed = await closedStatuses(ctx.settings);
      const found = read.tickets
        .filter((ticket) => isAsked(ticket, { ...asked, ...whose.asked }, closed))
        .filter((ticket) => customer === null || isAbout(ticket, customer))
        .sort((a, b) => timeOf(b, asked) - timeOf(a, asked));
      if (customer === null) ctx.recordAccess(null, String(found.length));
      const title = t.title([customer?.name, readable(asked, ctx)].filter(Boolean).join(" · "));
      const searched = formats.number(read.tickets.length);
      const notes = [
        context(read.complete ? t.lookedAll(searched) : t.searched(searched)),
        asked.state !== undefined && !closed.isSet ? context(t.unsetClosed) : null,
        customer === null ? null : waysOn(customer, ctx),
      ];
      const names = [customer?.name ?? "", ...found.map(({ contact }) => contact?.name ?? "")];
      if (found.length === 0) return { ...card(title, text(t.none), ...notes), names };
      const rows = found.map((ticket) => ticketRow(ticket, ctx));
      const heading = t.count(formats.number(found.length));
      const list = pagedList(rows, ctx, { command: "tickets", args: askedArgs(asked), heading });
      return { ...card(title, ...list, ...notes), names };
    },
  });

interface Whose {
  customer: Customer | null;
  /** The filter by assignee. */
  asked: Pick<TicketsInput, "assignee">;
}

/** Returns whose tickets are meant, or a card that says why that is unknown. */
async function whoseTickets(ctx: TicketsContext, team: TeamPorts): Promise<Whose | { card: Card }> {
  const { input: asked, who } = ctx;
  let assignee = asked.assignee;
  if (asked.whose !== undefined) {
    const me = await staffEmailOf(who.person, team);
    if (me === null) return { card: unlinkedCard(ctx) };
    assignee = me.email;
  }
  const whose: Whose = { customer: null, asked: assignee === undefined ? {} : { assignee } };
  if (asked.phone === undefined) return whose;
  const { page: _, ...filters } = asked;
  const next = { command: "tickets", args: askedArgs(filters) };
  const one = await oneCustomer({ by: "phone", phone: asked.phone }, ctx, next);
  return "card" in one ? one : { ...whose, customer: one.customer };
}

function waysOn(customer: Customer, { who, common }: TicketsContext) {
  const args = { customer: referenceTo(customer) };
  return buttons(
    customerButton(args.customer, who.locale),
    reaches(who.role, "agent") ? button(common.createTicket, "ticket", args) : null,
  );
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

/** True if the ticket matches the filters. AntCRM itself filters by time only: src/crm/API.md#get-tickets */
function isAsked(ticket: Ticket, asked: TicketsInput, closed: Closed): boolean {
  const { state, status, priority: wanted, assignee, group } = asked;
  return (
    (state === undefined || closed.has(ticket.status) === (state === "closed")) &&
    (status === undefined || isSame(ticket.status, status)) &&
    (wanted === undefined || ticket.priority === wanted) &&
    (assignee === undefined || isSame(ticket.assignedTo, assignee)) &&
    (group === undefined || isSame(ticket.group, group))
  );
}

function isSame(held: string | null, asked: string): boolean {
  return held !== null && fold(held).trim() === fold(asked).trim();
}

function ticketRow(
  ticket: Ticket,
  { who, formats, t, input: asked }: CommandContext<TicketsInput, { open: string }>,
): Row {
  const time = timeOf(ticket, asked);
  const whom = shownIn(ticket);
  const detail = [
    ticket.status,
    ticket.priority && priorityName(ticket.priority, who.locale),
    ticket.contact?.name,
    ticket.assignedTo,
    time > 0 && formats.time(new Date(time)),
  ];
  return {
    title: `#${ticket.id} ${ticket.title}`,
    detail: detail.filter(Boolean).join(" · "),
    buttons: [button(t.open, "show", { ticket: ticket.id })],
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
function readable(asked: TicketsInput, ctx: Context): string {
  const { locale } = ctx.who;
  const days = asked.range && readableDays(daysIn(asked.range, ctx), ctx);
  const parts = [
    days,
    asked.state && choiceNames[locale](asked.state),
    asked.status,
    asked.priority && priorityName(asked.priority, locale),
    asked.whose && ticketsMessages[locale].mine,
    asked.assignee,
    asked.group,
  ];
  return parts.filter(Boolean).join(" · ");
}
