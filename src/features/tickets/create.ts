import { z } from "zod";
import { customer, line, lines, priority } from "../../bot/arguments.ts";
import type { SourceMessage } from "../../bot/call.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import { cutTo, LONGEST_TEXT } from "../../bot/text-limit.ts";
import { button, buttons, card, field, fields, quote } from "../../cards/card.ts";
import type { Customer } from "../../crm/customer.ts";
import { readablePhone, referenceTo } from "../../crm/customer-reference.ts";
import type { Ticket } from "../../crm/ticket.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { priorityName } from "../../i18n/priority-name.ts";
import { saidPriority } from "../../understanding/priority.ts";
import { lookUp, oneCustomer } from "../customer-lookup/look-up.ts";
import { CATEGORY_LIST, GROUP_LIST, STATUS_LIST } from "./lists.ts";
import { similarTicket } from "./similar.ts";
import { learnAccepted, SLA_LIST, usualSla } from "./sla.ts";

const createTicketMessages = defineMessages({
  en: {
    name: "Create ticket",
    summary: "Create a ticket, also from a chat message",
    ask: "Create this ticket?",
    confirm: "Create ticket",
    done: (id: string) => `Ticket #${id} created`,
    title: "Title",
    customer: "Customer",
    priority: "Priority",
    open: "Open ticket",
    reference: "Ref",
  },
  vi: {
    name: "Tạo phiếu",
    summary: "Tạo phiếu hỗ trợ, kể cả từ một tin nhắn",
    ask: "Tạo phiếu này?",
    confirm: "Tạo phiếu",
    done: (id) => `Đã tạo phiếu #${id}`,
    title: "Tiêu đề",
    customer: "Khách hàng",
    priority: "Độ ưu tiên",
    open: "Xem phiếu",
    reference: "Mã",
  },
});

const labels = defineMessages({
  en: {
    customer: "Customer",
    title: "Title",
    summary: "Details",
    priority: "Priority",
    sla: "SLA",
    status: "Status",
    group: "Group",
    category: "Category",
  },
  vi: {
    customer: "Khách hàng",
    title: "Tiêu đề",
    summary: "Nội dung",
    priority: "Độ ưu tiên",
    sla: "SLA",
    status: "Trạng thái",
    group: "Nhóm",
    category: "Danh mục",
  },
});

const TITLE_MAX = 200;
/** A message becomes a title up to here; the whole of it stands in the details. */
const TITLE_FROM_MESSAGE = 80;
/** A longer message is told only as far as this; its address leads to the rest. */
const LONGEST_SUMMARY = 5_000;

export const createTicket = defineCommand({
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
  labels,
  input: z.object({
    customer: customer(),
    title: line(TITLE_MAX),
    summary: lines(LONGEST_SUMMARY).optional(),
    priority: priority().optional(),
    sla: line(100, { learned: SLA_LIST, keyed: true }).optional(),
    status: line(100, { learned: STATUS_LIST, keyed: true }).optional(),
    group: line(200, { learned: GROUP_LIST, keyed: true }).optional(),
    category: line(200, { learned: CATEGORY_LIST, keyed: true }).optional(),
  }),
  formConfirms: true,
  fromSource,

  async ask(ctx) {
    const { input, t, who } = ctx;
    const { title, priority: chosen = "Medium", sla } = input;
    const kept: Args = { title, priority: chosen, ...given(input) };
    const one = await oneCustomer(input.customer, ctx, { command: "ticket", args: kept });
    if ("card" in one) return one.card;
    const policy = sla ?? (await usualSla(ctx));
    if (policy === null) return { missing: "sla" };
    const { customer: found } = one;
    return {
      card: {
        ...card(
          t.ask,
          fields(
            field(t.customer, [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · ")),
            field(t.title, title),
            field(t.priority, priorityName(chosen, who.locale)),
            field("SLA", policy),
            ...OWN_WORDS.map((name) => (input[name] ? field(labels[who.locale][name], input[name]) : null)),
          ),
          input.summary ? quote(input.summary) : null,
        ),
        tone: "warning",
        names: [found.name],
      },
      customer: referenceTo(found),
      args: { ...kept, sla: policy, customer: referenceTo(found) },
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare({ crm, input, t, learned, clock }) {
      const [found] = (await lookUp(input.customer, crm)).customers;
      if (found === undefined) throw new AppError("not-found", "ticket: the customer is gone");
      const sla = input.sla ?? "";
      return {
        // A ticket carries the operation's own reference, so nothing that was there before can be mistaken for it.
        seen: [],
        async send(operation) {
          const { id } = await crm.tickets.create({
            title: input.title,
            sla,
            contact: contactOf(found),
            summary: [input.summary ?? "", `${t.reference} ${operation.reference}`].join("\n").trim(),
            priority: input.priority ?? "Medium",
            ...ownWords(input),
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

  async receipt({ input, t, who, crm }, result) {
    const id = result ?? "?";
    const [found] = await lookUp(input.customer, crm).then(
      ({ customers }) => customers,
      () => [],
    );
    return {
      ...card(
        t.done(id),
        fields(
          found === undefined ? null : field(t.customer, found.name),
          field(t.title, input.title),
          field(t.priority, priorityName(input.priority ?? "Medium", who.locale)),
        ),
        result === null ? null : buttons(button(t.open, "show", { ticket: result })),
      ),
      tone: "good",
      names: found === undefined ? [] : [found.name],
    };
  },
});

interface Texts {
  summary?: string | undefined;
  sla?: string | undefined;
  status?: string | undefined;
  group?: string | undefined;
  category?: string | undefined;
}

/** The tenant's own words that a ticket can be given beside its SLA. */
const OWN_WORDS = ["status", "group", "category"] as const;

function ownWords(input: Texts) {
  return withoutEmpty({ status: input.status, group: input.group, category: input.category });
}

function given({ summary, sla, ...words }: Texts): Args {
  return withoutEmpty({ summary, sla, ...ownWords(words) });
}

export function withoutEmpty<K extends string>(texts: Readonly<Partial<Record<K, string | undefined>>>) {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text)) as Partial<Record<K, string>>;
}

/** The message becomes the ticket: its first line the title, the whole of it, its author and its place the details. */
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
