import { reaches } from "../../access/roles.ts";
import type { Context } from "../../bot/context.ts";
import { cardRows } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, type Field, field, fields, text } from "../../cards/card.ts";
import { readablePhone } from "../../crm/customer.ts";
import { htmlToPlain } from "../../crm/html.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { shownIn } from "./contact.ts";
import { ticketRecord } from "./ticket-record.ts";

const ticketCardMessages = defineMessages({
  en: {
    title: (id: string, title: string) => `Ticket #${id} · ${title}`,
    customer: "Customer",
    created: "Created",
    updated: "Updated",
    customerButton: "Customer",
    edit: "Edit",
    remove: "Delete",
  },
  vi: {
    title: (id, title) => `Phiếu #${id} · ${title}`,
    customer: "Khách hàng",
    created: "Tạo lúc",
    updated: "Cập nhật",
    customerButton: "Khách hàng",
    edit: "Sửa",
    remove: "Xoá",
  },
});

export function ticketCard(ticket: Ticket, ctx: Context): Card {
  const { who, formats, shows } = ctx;
  const t = ticketCardMessages[who.locale];
  shows(shownIn(ticket));
  const contact = ticket.contact;
  const summary = htmlToPlain(ticket.summaryHtml);
  const reach = contact?.phones[0] ?? contact?.emails[0];
  return {
    ...card(
      t.title(ticket.id, ticket.title),
      fields(
        ...cardRows(ticketRecord, ticket, ctx),
        known(t.customer, [contact?.name, reach && readablePhone(reach)].filter(Boolean).join(" · ") || null),
        known(t.created, ticket.createdAt === null ? null : formats.time(ticket.createdAt)),
        known(t.updated, ticket.updatedAt === null ? null : formats.time(ticket.updatedAt)),
      ),
      summary === "" ? null : text(summary),
      buttons(
        reach === undefined ? null : button(t.customerButton, "customer", { customer: reach }),
        reaches(who.role, "agent") ? button(t.edit, "editticket", { ticket: ticket.id }) : null,
        reaches(who.role, "manager") ? button(t.remove, "deleteticket", { ticket: ticket.id }) : null,
      ),
    ),
    names: contact?.name ? [contact.name] : [],
  };
}

function known(label: string, value: string | null): Field | null {
  return value === null || value === "" ? null : field(label, value);
}
