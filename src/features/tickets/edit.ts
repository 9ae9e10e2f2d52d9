import { carriedOf } from "../../bot/arguments.ts";
import { editCommand } from "../../bot/record-commands/edit-command.ts";
import { text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { changesTo } from "../../records/changes.ts";
import { closingStatus } from "./closed.ts";
import { ticketRecord } from "./ticket-record.ts";
import { ticketTarget } from "./ticket-target.ts";

const editTicketMessages = defineMessages({
  en: {
    name: "Edit ticket",
    summary: "Change a ticket's title, text, status …",
    ask: (id: string) => `Change ticket #${id}?`,
    done: (id: string) => `Ticket #${id} changed`,
    open: "Open ticket",
  },
  vi: {
    name: "Sửa phiếu",
    summary: "Sửa tiêu đề, nội dung, trạng thái… của phiếu",
    ask: (id) => `Sửa phiếu #${id}?`,
    done: (id) => `Đã sửa phiếu #${id}`,
    open: "Xem phiếu",
  },
});

export const editTicket = editCommand(ticketRecord, {
  name: "editticket",
  aliases: [
    "sửa phiếu",
    "đổi phiếu",
    "cập nhật phiếu",
    "sửa ticket",
    "edit ticket",
    "change ticket",
    "update ticket",
  ],
  role: "agent",
  messages: editTicketMessages,
  target: ticketTarget,
  more: {
    // "Đóng phiếu 17464" names no status: each team closes its tickets with a status of its own.
    closes: { schema: carriedOf(["yes"]).optional(), label: { en: "Closes it", vi: "Đóng phiếu" } },
  },
  async resolve(found, ctx) {
    const { input } = ctx;
    const status = input.status ?? (input.closes && (await closingStatus(ctx)));
    if (status === null) return { missing: "status" };
    return { changes: changesTo(ticketRecord, found, { ...input, status }) };
  },
  above: ({ title }) => text(title),
  update: ({ crm }, { id }, body) => crm.tickets.update(id, body),
  learns: ["status", "category", "resolution"],
  opens: "show",
});
