import { customerReference } from "../../bot/arguments.ts";
import type { SourceMessage } from "../../bot/call.ts";
import type { Args } from "../../bot/command.ts";
import { createCommand } from "../../bot/record-commands/create-command.ts";
import { customerArgument, given, typedRows } from "../../bot/record-commands/fields.ts";
import { cutTo, LONGEST_TEXT } from "../../bot/text-limit.ts";
import { button, buttons, card, field, fields, quote } from "../../cards/card.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { newBody, typedFields } from "../../records/changes.ts";
import { saidPriority } from "../../understanding/priority.ts";
import { oneCustomer, pinnedCustomer } from "../customer-lookup/look-up.ts";
import { similarTicket } from "./similar.ts";
import { learnAccepted, usualSla } from "./sla.ts";
import { LONGEST_SUMMARY, ticketRecord } from "./ticket-record.ts";

const createTicketMessages = defineMessages({
  en: {
    name: "Create ticket",
    summary: "Create a ticket, also from a chat message",
    ask: "Create this ticket?",
    confirm: "Create ticket",
    done: (id: string) => `Ticket #${id} created`,
    customer: "Customer",
    open: "Open ticket",
    reference: "Ref",
  },
  vi: {
    name: "Tạo phiếu",
    summary: "Tạo phiếu hỗ trợ, kể cả từ một tin nhắn",
    ask: "Tạo phiếu này?",
    confirm: "Tạo phiếu",
    done: (id) => `Đã tạo phiếu #${id}`,
    customer: "Khách hàng",
    open: "Xem phiếu",
    reference: "Mã",
  },
});

const USUAL_PRIORITY = "Medium";
/** Longest title made from a message. The details hold the whole message. */
const TITLE_FROM_MESSAGE = 80;

export const createTicket = createCommand(ticketRecord, {
  name: "ticket",
  aliases: [
    "tạo phiếu",
    "tạo ticket",
    "thêm phiếu",
    "phiếu",
    "phiếu cho",
    "mở phiếu cho",
    "tạo phiếu cho",
    "phiếu mới",
    "create ticket",
    "new ticket",
    "ticket for",
  ],
  role: "agent",
  messages: createTicketMessages,
  more: { customer: customerArgument },
  formConfirms: true,
  fromSource,

  async propose(ctx) {
    const { input, t } = ctx;
    const { customer = "", ...texts } = input;
    const kept = given({ ...texts, priority: texts.priority ?? USUAL_PRIORITY });
    const next = { command: "ticket", args: kept };
    const one = await oneCustomer(customerReference(customer), ctx, next);
    if ("card" in one) return one.card;
    const sla = texts.sla ?? (await usualSla(ctx));
    if (sla === null) return { missing: "sla" };
    const { customer: found } = one;
    const shown = typedFields(ticketRecord, "create", { ...kept, sla, summary: undefined });
    return {
      blocks: [
        fields(
          field(t.customer, [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · ")),
          ...typedRows(shown, ctx),
        ),
        kept.summary ? quote(kept.summary) : null,
      ],
      names: [found.name],
      customer: referenceTo(found),
      args: { ...kept, sla, customer: referenceTo(found) },
    };
  },

  write: {
    async prepare({ crm, input, t, learned, clock }) {
      const { customer, title = "", sla = "", ...texts } = input;
      const found = await pinnedCustomer(customer, crm);
      if (found === null) throw new AppError("not-found", "ticket: the customer is gone");
      return {
        // The ticket carries the operation's reference, so no earlier ticket can be taken for it.
        seen: [],
        async send(operation) {
          const { id } = await crm.tickets.create({
            ...newBody(ticketRecord, given({ ...texts, priority: texts.priority ?? USUAL_PRIORITY })),
            title,
            sla,
            contact: contactOf(found),
            summary: [texts.summary ?? "", `${t.reference} ${operation.reference}`].join("\n").trim(),
            ticketIdApiRing: operation.id,
          });
          await learnAccepted(sla, { learned, clock });
          return id;
        },
      };
    },

    async evidence({ crm }, operation, seen) {
      const { tickets } = await crm.tickets.list({
        createdFrom: minutesBefore(operation.sentAt ?? operation.at, 5),
      });
      return tickets
        .filter((ticket) => ticket.summaryHtml.includes(operation.reference))
        .map((ticket) => ({ id: evidenceId(ticket), succeeded: true, result: ticket.id, certain: true }))
        .filter((evidence) => !seen.has(evidence.id));
    },
  },

  similar: similarTicket,

  async receipt(ctx, result) {
    const { customer, title, priority = USUAL_PRIORITY } = ctx.input;
    const { t, crm } = ctx;
    const found = await pinnedCustomer(customer, crm).catch(() => null);
    const shown = typedFields(ticketRecord, "create", { title, priority });
    return {
      ...card(
        t.done(result ?? "?"),
        fields(found === null ? null : field(t.customer, found.name), ...typedRows(shown, ctx)),
        result === null ? null : buttons(button(t.open, "show", { ticket: result })),
      ),
      tone: "good",
      names: found === null ? [] : [found.name],
    };
  },
});

/** Makes a ticket of a message: the first line is the title; text, author and link are the details. */
function fromSource({ text, author, permalink }: SourceMessage): Args {
  const [firstLine = ""] = text.trim().split("\n");
  const signature = [`— ${author}`, permalink].filter(Boolean).join(" · ");
  const whole = text.trim();
  const notified = cutTo(whole, LONGEST_SUMMARY - signature.length - 2);
  const summary = [notified === whole ? notified : `${notified}…`, signature].filter(Boolean).join("\n");
  const title = shorten(firstLine.trim(), TITLE_FROM_MESSAGE);
  const said = saidPriority(cutTo(text, LONGEST_TEXT));
  return { summary, ...(title === "" ? {} : { title }), ...(said === null ? {} : { priority: said }) };
}

function shorten(line: string, max: number): string {
  const characters = Array.from(line);
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

function contactOf(found: Customer) {
  return {
    ...(found.objectId === null ? {} : { objectId: found.objectId }),
    name: found.name,
    phones: found.phones,
    emails: found.emails,
  };
}

function evidenceId(ticket: Ticket): string {
  return `ticket:${ticket.id}`;
}

function minutesBefore(at: Date, minutes: number): Date {
  return new Date(at.getTime() - minutes * 60_000);
}
