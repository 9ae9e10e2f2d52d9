import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import { field } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { ticketRecord } from "./ticket-record.ts";
import { ticketTarget } from "./ticket-target.ts";

const deleteTicketMessages = defineMessages({
  en: {
    name: "Delete ticket",
    summary: "Delete a ticket in AntCRM",
    ask: (id: string) => `Delete ticket #${id}?`,
    customer: "Customer",
    lost: "Its text, its status and its history are no longer shown in AntCRM, and I cannot bring it back.",
    done: (id: string) => `Ticket #${id} deleted`,
  },
  vi: {
    name: "Xoá phiếu",
    summary: "Xoá một phiếu trong AntCRM",
    ask: (id) => `Xoá phiếu #${id}?`,
    customer: "Khách hàng",
    lost: "Nội dung, trạng thái và lịch sử của phiếu sẽ không còn hiện trong AntCRM, và bot không lấy lại được.",
    done: (id) => `Đã xoá phiếu #${id}`,
  },
});

const { title, status } = ticketRecord.fields;

export const deleteTicket = deleteCommand({
  name: "deleteticket",
  aliases: ["xoá phiếu", "xoá ticket", "huỷ phiếu", "delete ticket", "remove ticket"],
  role: "manager",
  messages: deleteTicketMessages,
  target: ticketTarget,
  rows: (found, { t, who }) => [
    field(title.label[who.locale], found.title),
    found.status ? field(status.label[who.locale], found.status) : null,
    found.contact?.name ? field(t.customer, found.contact.name) : null,
  ],
  identity: (found) => ({ title: found.title, status: found.status ?? "" }),
  remove: ({ crm }, { id }) => crm.tickets.remove(id),
});
