import { z } from "zod";
import { ticket } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing/before.ts";
import { card, field, fields, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { shownIn } from "./contact.ts";
import { noTicketCard } from "./show.ts";

const deleteTicketMessages = defineMessages({
  en: {
    name: "Delete ticket",
    summary: "Delete a ticket in AntCRM",
    ask: (id: string) => `Delete ticket #${id}?`,
    title: "Title",
    status: "Status",
    customer: "Customer",
    lost: "Its text, its status and its history are no longer shown in AntCRM, and I cannot bring it back.",
    confirm: "Delete",
    done: (id: string) => `Ticket #${id} deleted`,
  },
  vi: {
    name: "Xoá phiếu",
    summary: "Xoá một phiếu trong AntCRM",
    ask: (id) => `Xoá phiếu #${id}?`,
    title: "Tiêu đề",
    status: "Trạng thái",
    customer: "Khách hàng",
    lost: "Nội dung, trạng thái và lịch sử của phiếu sẽ không còn hiện trong AntCRM, và bot không lấy lại được.",
    confirm: "Xoá",
    done: (id) => `Đã xoá phiếu #${id}`,
  },
});

const labels = defineMessages({ en: { ticket: "Ticket number" }, vi: { ticket: "Số phiếu" } });

export const deleteTicket = defineCommand({
  name: "deleteticket",
  aliases: ["xoá phiếu", "xoá ticket", "huỷ phiếu", "delete ticket", "remove ticket"],
  role: "manager",
  messages: deleteTicketMessages,
  labels,
  input: z.object({ ticket: ticket() }),

  async ask({ crm, input, t, who, recordAccess, shows }) {
    const found = await crm.tickets.byId(input.ticket);
    recordAccess(`ticket:${input.ticket}`, found === null ? "none" : "shown");
    if (found === null) return noTicketCard(input.ticket, who.locale);
    shows(shownIn(found));
    const { contact, status, title } = found;
    return {
      card: {
        ...card(
          t.ask(found.id),
          fields(
            field(t.title, title),
            status ? field(t.status, status) : null,
            contact?.name ? field(t.customer, contact.name) : null,
          ),
          text(t.lost),
        ),
        tone: "warning",
        names: contact?.name ? [contact.name] : [],
      },
      customer: `ticket:${found.id}`,
      args: { ticket: found.id, ...asShown({ title, status: status ?? "" }) },
      confirmLabel: t.confirm,
      danger: true,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const found = await crm.tickets.byId(input.ticket);
      if (found === null) throw new AppError("not-found", "ticket: deleted already");
      mustBeAsShown(operation, { title: found.title, status: found.status ?? "" });
      return {
        seen: [],
        async send() {
          await crm.tickets.remove(input.ticket);
          return input.ticket;
        },
      };
    },

    async evidence({ crm, input }, operation) {
      return evidenceOfState(operation, (await crm.tickets.byId(input.ticket)) === null, input.ticket);
    },
  },

  receipt: async ({ input, t }) => ({ ...card(t.done(input.ticket)), tone: "good" }),
});
