import * as z from "zod";
import { carried, carriedOf, page } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { paged } from "../../bot/pagination.ts";
import { button, card, context, type Row, text } from "../../cards/card.ts";
import { customerReference, shownAs } from "../../crm/customer.ts";
import type { PointMovement } from "../../crm/points.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { movementRow } from "../loyalty/movements.ts";
import type { IndexedTicket } from "../tickets/indexed-ticket.ts";
import { closedStatuses } from "../tickets/ticket-record.ts";
import type { DigestContext, DigestContexts } from "./digest-context.ts";
import { oldestFirst } from "./figures/tickets.ts";
import { joined, periodFromArgs, periodName } from "./parts.ts";
import { isIn, type Period, widened } from "./period.ts";

const digestShowMessages = defineMessages({
  en: {
    name: "Behind a digest",
    summary: "The rows behind a digest's figures",
    tickets: (period: string) => `Tickets open by the end of ${period}`,
    loyalty: (period: string) => `Points and gifts · ${period}`,
    count: (count: string) => `${count} in all, the oldest first`,
    newest: (count: string) => `${count} in all, the newest first`,
    none: "There is nothing.",
    capped: "There are more; these are the first that AntCRM gave.",
    filling: "Older tickets are still being read.",
    nobody: "nobody in charge",
  },
  vi: {
    name: "Chi tiết báo cáo",
    summary: "Các dòng đằng sau số liệu của báo cáo",
    tickets: (period) => `Phiếu còn mở đến hết ${period}`,
    loyalty: (period) => `Tích điểm và đổi quà · ${period}`,
    count: (count) => `Tất cả ${count}, cũ nhất trước`,
    newest: (count) => `Tất cả ${count}, mới nhất trước`,
    none: "Không có gì.",
    capped: "Còn nữa; đây là phần đầu mà AntCRM trả về.",
    filling: "Bot còn đang đọc phiếu cũ.",
    nobody: "chưa ai nhận",
  },
});

const SHOWN = 10;
/** The most rows in the list. Nobody opens more pages than these rows need, and the file has all rows. */
const HELD = 2_000;

export interface DigestRowsPorts {
  digestContexts: DigestContexts;
}

/** Lists open tickets or point movements of a digest, for which no other command has a list. */
export const createDigestShow = ({ digestContexts }: DigestRowsPorts): Command =>
  defineCommand({
    name: "digestshow",
    aliases: [],
    role: "viewer",
    hidden: true,
    messages: digestShowMessages,
    input: z.object({
      kind: carriedOf(["tickets", "loyalty"]),
      from: carried(),
      to: carried(),
      page: page(),
    }),

    async run(ctx) {
      const { input, t, who, formats, signal } = ctx;
      const period = periodFromArgs(input);
      const digest = digestContexts.open(who.locale, signal, ctx.budget);
      const isOfTickets = input.kind === "tickets";
      const found = isOfTickets
        ? await openTickets(digest, period, ctx)
        : await movements(digest.crm, period, ctx);
      ctx.recordAccess(null, `${input.kind}: ${found.rows.length}`);
      const { page: at, ...args } = input;
      const count = formats.number(found.rows.length);
      const heading = isOfTickets ? t.count(count) : t.newest(count);
      const place = { page: at, size: SHOWN, heading, command: "digestshow", args, locale: who.locale };
      return {
        ...card(
          t[input.kind](periodName(period, { ...ctx, locale: who.locale })),
          ...(found.rows.length === 0 ? [text(t.none)] : paged(found.rows, place)),
          found.whole ? null : context(isOfTickets ? t.filling : t.capped),
        ),
        names: found.names,
      };
    },
  });

interface DigestRows {
  rows: Row[];
  /** The customers whom the rows name. */
  names: string[];
  whole: boolean;
}

/** Lists open tickets from the index. The index has no titles, so a ticket is read when it is opened. */
async function openTickets(
  { tickets, budget }: DigestContext,
  { to }: Period,
  ctx: Context,
): Promise<DigestRows> {
  const { full } = await tickets.refresh(ctx.signal, undefined, budget);
  const closed = await closedStatuses(ctx.settings);
  const open: IndexedTicket[] = [];
  for await (const portion of tickets.portions()) {
    const wanted = portion.filter(
      ({ status, createdAt }) => !closed.has(status) && (createdAt === null || createdAt < to),
    );
    open.push(...wanted);
  }
  const rows = open.sort(oldestFirst).map((ticket) => ticketRow(ticket, ctx));
  return { rows, names: [], whole: full };
}

function ticketRow({ id, status, priority, assignee, createdAt }: IndexedTicket, ctx: Context): Row {
  const { locale } = ctx.who;
  const t = digestShowMessages[locale];
  return {
    title: `#${id}`,
    detail: joined(
      priority && priorityName(priority, locale),
      status,
      assignee ?? t.nobody,
      createdAt && ctx.formats.time(createdAt),
    ),
    buttons: [button(ctx.common.show, "show", { ticket: id })],
  };
}

async function movements(crm: Context["crm"], period: Period, ctx: Context): Promise<DigestRows> {
  const held: PointMovement[] = [];
  let whole = true;
  for (const kind of ["earned", "redeemed"] as const) {
    const pages = crm.points.eachPage(kind, widened(period));
    for await (const some of pages) {
      held.push(...some.filter(({ at }) => isIn(period, at)));
      if (held.length > HELD) break;
    }
    whole &&= pages.complete;
  }
  const rows = held.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, HELD);
  const rowOf = (movement: PointMovement): Row => {
    const { customerId, customerName, phones, emails } = movement;
    const customer = { name: customerName, customerId, leadId: null, phones, emails };
    const whom = customerReference(customer);
    const shown = shownAs(customer);
    const { title, detail = "" } = movementRow(movement, ctx);
    return {
      title,
      detail: joined(customerName, detail),
      ...(shown && { customer: shown }),
      ...(whom && { buttons: [customerButton(whom, ctx.who.locale)] }),
    };
  };
  return { rows: rows.map(rowOf), names: rows.map(({ customerName }) => customerName ?? ""), whole };
}
