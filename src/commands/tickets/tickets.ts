import { z } from "zod";
import { button, card, context, type Row, text } from "../../cards/card.ts";
import type { Ticket } from "../../crm/ticket.ts";
import { phrases } from "../../i18n/phrases.ts";
import { fold } from "../../intents/fold.ts";
import { choice, email, line, page, priority, range } from "../arguments.ts";
import { askedArgs } from "../asked.ts";
import { defineCommand, type Play, type Scene } from "../command.ts";
import { daysIn, readableDays } from "../days.ts";
import { choiceNames } from "../forms/choice-names.ts";
import { paged } from "../paging.ts";
import { type Closed, closedStatuses } from "./closed.ts";
import { GROUP_LIST, learnFromTickets, STATUS_LIST } from "./lists.ts";
import { priorityName } from "./priority-name.ts";

const words = phrases({
  en: {
    name: "Tickets",
    summary: "Tickets by time, status, priority, assignee or group",
    title: (what: string) => `Tickets${what && ` · ${what}`}`,
    count: (count: string) => `${count} tickets`,
    none: "No ticket is like that.",
    open: "Open",
    looked: (looked: string) =>
      `AntCRM can only be asked by time: I looked through the ${looked} newest tickets. Name days to reach older ones.`,
    lookedAll: (looked: string) => `I looked through ${looked} tickets.`,
    unsetClosed:
      "Nobody has set which statuses count as closed (settings set tickets.closed …), so I go by words like Closed.",
  },
  vi: {
    name: "Danh sách phiếu",
    summary: "Phiếu theo thời gian, trạng thái, ưu tiên, người xử lý",
    title: (what) => `Phiếu${what && ` · ${what}`}`,
    count: (count) => `${count} phiếu`,
    none: "Không có phiếu nào như vậy.",
    open: "Mở",
    looked: (looked) =>
      `AntCRM chỉ lọc được theo thời gian: bot đã xem ${looked} phiếu mới nhất. Nêu khoảng ngày để tìm phiếu cũ hơn.`,
    lookedAll: (looked) => `Đã xem ${looked} phiếu.`,
    unsetClosed:
      "Chưa ai đặt trạng thái nào là đã đóng (settings set tickets.closed …) nên bot dựa vào các từ như Closed, Đã đóng.",
  },
});

const labels = phrases({
  en: {
    range: "Days",
    by: "Days of",
    state: "Open or closed",
    status: "Status",
    priority: "Priority",
    assignee: "Assignee",
    group: "Group",
    page: "Page",
  },
  vi: {
    range: "Khoảng ngày",
    by: "Tính theo",
    state: "Mở hay đóng",
    status: "Trạng thái",
    priority: "Độ ưu tiên",
    assignee: "Người xử lý",
    group: "Nhóm",
    page: "Trang",
  },
});

const SHOWN = 10;
/** 400 tickets where no days are named: two seconds of reading, not ten. */
const NEWEST_PAGES = 20;

const input = z.object({
  range: range().optional(),
  by: choice(["created", "updated"]).optional(),
  state: choice(["open", "closed"]).optional(),
  status: line(100, { learned: STATUS_LIST, keyed: true }).optional(),
  priority: priority().optional(),
  assignee: email().optional(),
  group: line(100, { learned: GROUP_LIST, keyed: true }).optional(),
  page: page(),
});

type Asked = z.output<typeof input>;

export const tickets = defineCommand({
  name: "tickets",
  aliases: ["danh sách phiếu", "các phiếu", "phiếu nào", "list tickets", "ds phiếu", "những phiếu"],
  role: "viewer",
  words,
  labels,
  input,

  async run(play) {
    const { say, formats, input: asked, who } = play;
    const read = await readTickets(play);
    await learnFromTickets(read.tickets, play);
    const closed = await closedStatuses(play.settings);
    const found = read.tickets
      .filter((ticket) => isAsked(ticket, asked, closed))
      .sort((a, b) => timeOf(b, asked) - timeOf(a, asked));
    play.looked(null, String(found.length));
    const title = say.title(readable(asked, play));
    const looked = formats.number(read.tickets.length);
    const notes = [
      context(read.complete ? say.lookedAll(looked) : say.looked(looked)),
      asked.state !== undefined && !closed.isSet ? context(say.unsetClosed) : null,
    ];
    if (found.length === 0) return card(title, text(say.none), ...notes);
    const rows = found.map((ticket) => ticketRow(ticket, play));
    const place = { page: asked.page, command: "tickets", args: askedArgs(asked), locale: who.locale };
    return {
      ...card(
        title,
        ...paged(rows, { ...place, size: SHOWN, heading: say.count(formats.number(found.length)) }),
        ...notes,
      ),
      names: found.map(({ contact }) => contact?.name ?? ""),
    };
  },
});

/** The tickets of the days that were named, else the newest. */
async function readTickets(play: Scene & { input: Asked }) {
  const { crm, input: asked } = play;
  if (asked.range === undefined) return crm.tickets.list({ maxPages: NEWEST_PAGES });
  const { from, to } = daysIn(asked.range, play);
  return crm.tickets.list(
    asked.by === "updated" ? { updatedFrom: from, updatedTo: to } : { createdFrom: from, createdTo: to },
  );
}

/** AntCRM filters by time alone (antcrm-api.md 3.4); the rest is done here. */
function isAsked(ticket: Ticket, asked: Asked, closed: Closed): boolean {
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

function ticketRow(ticket: Ticket, { who, formats, say, input: asked }: Play<Asked, { open: string }>): Row {
  const time = timeOf(ticket, asked);
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
    buttons: [button(say.open, "show", { ticket: ticket.id })],
  };
}

/** The time that the list is about, and sorted by. */
function timeOf({ createdAt, updatedAt }: Ticket, { by }: Asked): number {
  const time = by === "updated" ? (updatedAt ?? createdAt) : (createdAt ?? updatedAt);
  return time?.getTime() ?? 0;
}

/** What was asked, in the reader's words, for the card's title. */
function readable(asked: Asked, scene: Scene): string {
  const { locale } = scene.who;
  const days = asked.range && readableDays(daysIn(asked.range, scene), scene);
  const parts = [
    days,
    asked.state && choiceNames[locale](asked.state),
    asked.status,
    asked.priority && priorityName(asked.priority, locale),
    asked.assignee,
    asked.group,
  ];
  return parts.filter(Boolean).join(" · ");
}
