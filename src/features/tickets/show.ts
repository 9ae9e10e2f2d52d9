import { z } from "zod";
import { ticket } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { type Card, card, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { ticketCard } from "./ticket-card.ts";
import { ticketRecord } from "./ticket-record.ts";

const showTicketMessages = defineMessages({
  en: {
    name: "Show ticket",
    summary: "Show a ticket by its number",
    noneTitle: "Ticket not found",
    none: (id: string) => `There is no ticket #${id} in AntCRM, or it was deleted.`,
  },
  vi: {
    name: "Xem phiếu",
    summary: "Xem phiếu theo số",
    noneTitle: "Không tìm thấy phiếu",
    none: (id) => `Không có phiếu #${id} trong AntCRM, hoặc phiếu đã bị xoá.`,
  },
});

const labels = defineMessages({ en: { ticket: "Ticket number" }, vi: { ticket: "Số phiếu" } });

export const showTicket = defineCommand({
  name: "show",
  aliases: ["xem phiếu", "phiếu", "xem ticket", "mở phiếu", "show ticket", "phiếu số", "ticket number"],
  role: "viewer",
  messages: showTicketMessages,
  labels,
  input: z.object({ ticket: ticket() }),
  standalone: ["ticket"],

  async run(ctx) {
    const found = await ctx.crm.tickets.byId(ctx.input.ticket);
    ctx.recordAccess(`ticket:${ctx.input.ticket}`, found === null ? "none" : "shown");
    if (found === null) return noTicketCard(ctx.input.ticket, ctx.who.locale);
    await learnFromRecords(ticketRecord, [found], ctx);
    return ticketCard(found, ctx);
  },
});

/** Says that there is no such ticket. */
export function noTicketCard(id: string, locale: Locale): Card {
  return card(showTicketMessages[locale].noneTitle, text(showTicketMessages[locale].none(id)));
}
