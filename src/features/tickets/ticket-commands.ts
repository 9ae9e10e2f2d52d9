import * as z from "zod";
import { carriedOf, ticket } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import { editCommand } from "../../bot/record-commands/edit-command.ts";
import { cardRows, known, learnFromRecords } from "../../bot/record-commands/fields.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  type ShownRecord,
  text,
} from "../../cards/card.ts";
import { readablePhone } from "../../crm/customer.ts";
import { htmlToPlain, isFormatted } from "../../crm/html.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { changesTo } from "../../records/changes.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { reopening } from "./reopening.ts";
import type { TicketIndex } from "./ticket-index.ts";
import { closingStatus, shownIn, ticketRecord } from "./ticket-record.ts";

const ticketTarget: RecordTarget<Ticket> = {
  argument: "ticket",
  schema: ticket(),
  label: { en: "Ticket number", vi: "Số phiếu" },
  async find(id, { crm, who, recordAccess }) {
    const found = await crm.tickets.byId(id);
    recordAccess(`ticket:${id}`, found === null ? "none" : "shown");
    return found === null ? { card: noTicketCard(id, who.locale) } : { found };
  },
  read: (id, { crm }) => crm.tickets.byId(id),
  referenceOf: ({ id }) => id,
  keyOf: ({ id }) => `ticket:${id}`,
  titleOf: ({ id }) => id,
  shownIn: (found) => [shownIn(found)].filter((shown) => shown !== null),
  namesOf: ({ contact }) => (contact?.name ? [contact.name] : []),
  aboutOf: shownTicket,
};

/** Says that there is no such ticket. */
function noTicketCard(id: string, locale: Locale): Card {
  return card(showTicketMessages[locale].noneTitle, text(showTicketMessages[locale].none(id)));
}

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

export interface TicketCommandPorts {
  ticketIndex: TicketIndex;
}

export const createShowTicket = ({ ticketIndex }: TicketCommandPorts): Command =>
  defineCommand({
    name: "show",
    aliases: ["xem phiếu", "phiếu", "xem ticket", "mở phiếu", "show ticket", "phiếu số", "ticket number"],
    role: "viewer",
    messages: showTicketMessages,
    examples: {
      vi: ["phiếu 17464", "xem phiếu #17464", "phieu so 17464"],
      en: ["show ticket 17464"],
    },
    input: z.object({ ticket: ticket() }),
    standalone: ["ticket"],

    async run(ctx) {
      const found = await ctx.crm.tickets.byId(ctx.input.ticket);
      ctx.recordAccess(`ticket:${ctx.input.ticket}`, found === null ? "none" : "shown");
      if (found === null) {
        await ticketIndex.drop(ctx.input.ticket);
        return noTicketCard(ctx.input.ticket, ctx.who.locale);
      }
      await learnFromRecords(ticketRecord, [found], ctx);
      return ticketCard(found, ctx);
    },
  });

const ticketCardMessages = defineMessages({
  en: { title: (id: string, title: string) => `Ticket #${id} · ${title}` },
  vi: { title: (id, title) => `Phiếu #${id} · ${title}` },
});

function ticketCard(ticket: Ticket, ctx: Context): Card {
  const { who, common, formats, countShown } = ctx;
  const t = ticketCardMessages[who.locale];
  countShown(shownIn(ticket));
  const contact = ticket.contact;
  const summary = htmlToPlain(ticket.summaryHtml);
  const reach = contact?.phones[0] ?? contact?.emails[0];
  return {
    ...card(
      t.title(ticket.id, ticket.title),
      fields(
        ...cardRows(ticketRecord, ticket, ctx),
        known(
          common.customer,
          [contact?.name, reach && readablePhone(reach)].filter(Boolean).join(" · ") || null,
        ),
        known(common.created, ticket.createdAt === null ? null : formats.time(ticket.createdAt)),
        known(common.updated, ticket.updatedAt === null ? null : formats.time(ticket.updatedAt)),
      ),
      summary === "" ? null : text(summary),
      buttons(
        reach === undefined ? null : customerButton(reach, who.locale),
        button(common.edit, "editticket", { ticket: ticket.id }),
        button(common.delete, "deleteticket", { ticket: ticket.id }),
      ),
    ),
    names: contact?.name ? [contact.name] : [],
    about: [
      shownTicket(ticket),
      ...(reach === undefined
        ? []
        : [{ kind: "customer" as const, reference: reach, name: contact?.name ?? "" }]),
    ],
  };
}

/** Returns the ticket as the next message may mean it. */
function shownTicket({ id, title }: Ticket): ShownRecord {
  return { kind: "ticket", reference: id, name: `#${id} ${title}`.trim() };
}

const editTicketMessages = defineMessages({
  en: {
    name: "Edit ticket",
    summary: "Change a ticket's title, text, status …",
    ask: (id: string) => `Change ticket #${id}?`,
    done: (id: string) => `Ticket #${id} changed`,
    plain: "The details are saved as plain text: their formatting and pictures are lost.",
    open: "Show ticket",
  },
  vi: {
    name: "Sửa phiếu",
    summary: "Sửa tiêu đề, nội dung, trạng thái… của phiếu",
    ask: (id) => `Sửa phiếu #${id}?`,
    done: (id) => `Đã sửa phiếu #${id}`,
    plain: "Nội dung được lưu ở dạng chữ thường: định dạng và hình ảnh hiện có sẽ mất.",
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
  examples: {
    vi: ["sửa phiếu 17464", "nâng phiếu 17464 lên gấp", "đóng phiếu 17464", "sua phieu 17464"],
    en: ["edit ticket 17464"],
  },
  target: ticketTarget,
  more: {
    // "Đóng phiếu 17464" names no status, because each team closes its tickets with its own status.
    closes: { schema: carriedOf(["yes"]).optional(), label: { en: "Closes it", vi: "Đóng phiếu" } },
    // Neither does "mở lại phiếu 17464": of several statuses of open tickets, the person chooses.
    reopens: { schema: carriedOf(["yes"]).optional(), label: { en: "Opens it again", vi: "Mở lại phiếu" } },
  },
  async resolve(found, ctx) {
    const { input } = ctx;
    const status = input.status ?? (input.closes && (await closingStatus(ctx)));
    if (input.reopens && status === undefined) return reopening(found, ctx);
    if (status === null) return { missing: "status" };
    return { changes: changesTo(ticketRecord, found, { ...input, status }) };
  },
  above: ({ title }) => text(title),
  below: ({ summaryHtml }, changes, { t }) => [
    // No note for a cleared text: everybody expects that its formatting is deleted too.
    isFormatted(summaryHtml) && changes.some(({ field, typed }) => field.name === "summary" && typed !== null)
      ? context(t.plain)
      : null,
  ],
  update: ({ crm }, { id }, body) => crm.tickets.update(id, body),
  learns: ["status", "category", "resolution"],
  opens: "show",
});

const deleteTicketMessages = defineMessages({
  en: {
    name: "Delete ticket",
    summary: "Delete a ticket in AntCRM",
    ask: (id: string) => `Delete ticket #${id}?`,
    lost: "Its text, its status and its history are no longer shown in AntCRM, and I cannot bring it back.",
    done: (id: string) => `Ticket #${id} deleted`,
  },
  vi: {
    name: "Xoá phiếu",
    summary: "Xoá một phiếu trong AntCRM",
    ask: (id) => `Xoá phiếu #${id}?`,
    lost: "Nội dung, trạng thái và lịch sử của phiếu sẽ không còn hiện trong AntCRM, và bot không lấy lại được.",
    done: (id) => `Đã xoá phiếu #${id}`,
  },
});

const { title, status } = ticketRecord.fields;

export const createDeleteTicket = ({ ticketIndex }: TicketCommandPorts): Command =>
  deleteCommand({
    name: "deleteticket",
    aliases: ["xoá phiếu", "xoá ticket", "huỷ phiếu", "delete ticket", "remove ticket"],
    role: "manager",
    messages: deleteTicketMessages,
    examples: {
      vi: ["xoá phiếu 17464", "xoá ticket 17464", "xoa phieu 17464"],
      en: ["delete ticket 17464"],
    },
    target: ticketTarget,
    rows: (found, { who, common }) => [
      field(title.label[who.locale], found.title),
      found.status ? field(status.label[who.locale], found.status) : null,
      found.contact?.name ? field(common.customer, found.contact.name) : null,
    ],
    identity: (found) => ({ title: found.title, status: found.status ?? "" }),
    async remove({ crm }, { id }) {
      await crm.tickets.remove(id);
      await ticketIndex.drop(id);
    },
  });
