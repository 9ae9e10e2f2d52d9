import { reaches } from "../../access/roles.ts";
import type { Context } from "../../bot/command.ts";
import { button, buttons, type Card, card, type Field, field, fields, text } from "../../cards/card.ts";
import { readablePhone } from "../../crm/customer-reference.ts";
import { htmlToPlain } from "../../crm/html.ts";
import type { Ticket } from "../../crm/ticket.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { priorityName } from "../../i18n/priority-name.ts";
import { shownIn } from "./contact.ts";

const ticketCardMessages = defineMessages({
  en: {
    title: (id: string, title: string) => `Ticket #${id} · ${title}`,
    status: "Status",
    priority: "Priority",
    sla: "SLA",
    assigned: "Assigned to",
    group: "Group",
    category: "Category",
    customer: "Customer",
    created: "Created",
    updated: "Updated",
    customerButton: "Customer",
    edit: "Edit",
    remove: "Delete",
  },
  vi: {
    title: (id, title) => `Phiếu #${id} · ${title}`,
    status: "Trạng thái",
    priority: "Độ ưu tiên",
    sla: "SLA",
    assigned: "Người xử lý",
    group: "Nhóm",
    category: "Danh mục",
    customer: "Khách hàng",
    created: "Tạo lúc",
    updated: "Cập nhật",
    customerButton: "Khách hàng",
    edit: "Sửa",
    remove: "Xoá",
  },
});

export function ticketCard(ticket: Ticket, { who, formats, shows }: Context): Card {
  const t = ticketCardMessages[who.locale];
  shows(shownIn(ticket));
  const contact = ticket.contact;
  const summary = htmlToPlain(ticket.summaryHtml);
  const reach = contact?.phones[0] ?? contact?.emails[0];
  return {
    ...card(
      t.title(ticket.id, ticket.title),
      fields(
        known(t.status, ticket.status),
        known(t.priority, ticket.priority === null ? null : priorityName(ticket.priority, who.locale)),
        known(t.sla, ticket.sla),
        known(t.assigned, ticket.assignedTo),
        known(t.group, ticket.group),
        known(t.category, ticket.category),
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
