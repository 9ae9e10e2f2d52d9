import type { EditInput, Resolved } from "../../bot/record-commands/edit-command.ts";
import { givenTexts } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { changesTo } from "../../records/changes.ts";
import { closedStatuses, openStatuses, ticketRecord } from "./ticket-record.ts";

const reopeningMessages = defineMessages({
  en: {
    title: (id: string) => `Open ticket #${id} again?`,
    which: "Choose its new status.",
    other: "Another status",
  },
  vi: {
    title: (id) => `Mở lại phiếu #${id}?`,
    which: "Bạn chọn trạng thái mới của phiếu nhé.",
    other: "Trạng thái khác",
  },
});

/** The most statuses to choose from. */
const OFFERED = 6;

/**
 * Returns the change that opens a ticket again. Of several statuses of open tickets the person chooses one. A ticket that
 * is open already only gets the other changes.
 */
export async function reopening(found: Ticket, ctx: EditInput): Promise<Resolved<Ticket>> {
  const { input } = ctx;
  const closed = await closedStatuses(ctx.settings);
  if (found.status !== null && !closed.has(found.status))
    return { changes: changesTo(ticketRecord, found, input) };
  const [only, ...others] = await openStatuses(ctx);
  if (only === undefined) return { missing: "status" };
  if (others.length === 0) return { changes: changesTo(ticketRecord, found, { ...input, status: only }) };
  return { card: statusCard(found, [only, ...others].slice(0, OFFERED), ctx) };
}

function statusCard({ id, title }: Ticket, offered: readonly string[], ctx: EditInput): Card {
  const t = reopeningMessages[ctx.who.locale];
  const { reopens: _, ...args } = givenTexts(ctx.input);
  const ways = offered.map((status) => button(status, "editticket", { ...args, ticket: id, status }));
  const other = button(t.other, "editticket", { ticket: id });
  return { ...card(t.title(id), text(title), text(t.which), buttons(...ways, other)), chooses: true };
}
