import type { Context } from "../../bot/context.ts";
import { type Block, button, context, list, type Row, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Settings } from "../../settings/settings.ts";
import type { ListedTicket, TicketCustomer } from "./indexed-ticket.ts";
import type { TicketIndex } from "./ticket-index.ts";
import { closedStatuses } from "./ticket-record.ts";

const openTicketsMessages = defineMessages({
  en: {
    open: (count: string) => `Open tickets: ${count}`,
    none: "No open tickets.",
    filling: "Older tickets are still being read: open ones may be missing.",
  },
  vi: {
    open: (count) => `Phiếu đang mở: ${count}`,
    none: "Không có phiếu đang mở.",
    filling: "Bot còn đang đọc các phiếu cũ nên có thể thiếu phiếu đang mở.",
  },
});

/** The open tickets of a customer, as the index has them. */
export interface OpenTickets {
  count: number;
  newest: readonly ListedTicket[];
  /** False if older tickets are still being read. */
  isWhole: boolean;
}

/** Returns the open tickets of a customer without a call to AntCRM; null if the index is off. */
export async function openTicketsOf(
  customer: TicketCustomer,
  index: TicketIndex,
  { settings, newest: limit }: { settings: Settings; newest: number },
): Promise<OpenTickets | null> {
  const state = await index.listState();
  if (state === null) {
    const isOff = (await settings.get("index.enabled")) === "off";
    return isOff ? null : { count: 0, newest: [], isWhole: false };
  }
  const closed = await closedStatuses(settings);
  const open = (await index.statuses({ customer })).filter(({ status }) => !closed.has(status));
  const statuses = open.map(({ status }) => status);
  const newest =
    open.length === 0 ? [] : await index.list({ customer, statuses }, { by: "created", offset: 0, limit });
  return { count: open.reduce((sum, { tickets }) => sum + tickets, 0), newest, isWhole: state.full };
}

/** Draws the open tickets. Each row opens its ticket, which is read from AntCRM then. */
export function openTicketsBlocks({ count, newest, isWhole }: OpenTickets, ctx: Context): (Block | null)[] {
  const t = openTicketsMessages[ctx.who.locale];
  const rows = newest.map((ticket) => openTicketRow(ticket, ctx));
  const shown = list(t.open(ctx.formats.number(count)), rows);
  if (!isWhole) return [shown, context(t.filling)];
  return [shown ?? text(t.none)];
}

function openTicketRow({ id, title, status, createdAt }: ListedTicket, ctx: Context): Row {
  const age = createdAt && ctx.formats.ago(createdAt, ctx.clock.now());
  return {
    title: `#${id} ${title}`.trim(),
    detail: [status, age].filter(Boolean).join(" · "),
    buttons: [button(ctx.common.show, "show", { ticket: id })],
  };
}
