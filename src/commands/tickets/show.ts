import { z } from "zod";
import { card, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { ticket } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import { learnFrom } from "./sla.ts";
import { ticketCard } from "./ticket-card.ts";

const words = phrases({
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

const labels = phrases({ en: { ticket: "Ticket number" }, vi: { ticket: "Số phiếu" } });

export const showTicket = defineCommand({
  name: "show",
  aliases: ["xem phiếu", "phiếu", "xem ticket", "mở phiếu", "show ticket", "phiếu số", "ticket number"],
  role: "viewer",
  words,
  labels,
  input: z.object({ ticket: ticket() }),
  bare: ["ticket"],

  async run(play) {
    const found = await play.crm.tickets.byId(play.input.ticket);
    play.looked(`ticket:${play.input.ticket}`, found === null ? "none" : "shown");
    if (found === null) return card(play.say.noneTitle, text(play.say.none(play.input.ticket)));
    await learnFrom([found], play);
    return ticketCard(found, play);
  },
});
