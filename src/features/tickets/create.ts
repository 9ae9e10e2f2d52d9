import { parseCustomerReference } from "../../bot/arguments.ts";
import type { SourceMessage } from "../../bot/call.ts";
import type { About, Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { createCommand } from "../../bot/record-commands/create-command.ts";
import { customerArgument, givenTexts, typedRows } from "../../bot/record-commands/fields.ts";
import { LONGEST_TEXT } from "../../bot/text-limit.ts";
import {
  type Block,
  button,
  buttons,
  type Card,
  card,
  type Field,
  field,
  fields,
  list,
  quote,
  text,
} from "../../cards/card.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { AppError } from "../../errors.ts";
import { cutTo } from "../../i18n/graphemes.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { newBody, type TextValues, typedFields } from "../../records/changes.ts";
import { rememberValues } from "../../settings/settings.ts";
import { fold, visibleText } from "../../understanding/fold.ts";
import { saidPriority } from "../../understanding/priority.ts";
import { oneCustomer, pinnedCustomer } from "../customer-lookup/look-up.ts";
import { isAbout, LONGEST_SUMMARY, SLA_LIST, ticketRecord } from "./ticket-record.ts";

const createTicketMessages = defineMessages({
  en: {
    name: "Create ticket",
    summary: "Create a ticket, also from a chat message",
    ask: "Create this ticket?",
    done: (id: string) => `Ticket #${id} created`,
    open: "Show ticket",
  },
  vi: {
    name: "Tạo phiếu",
    summary: "Tạo phiếu hỗ trợ, kể cả từ một tin nhắn",
    ask: "Tạo phiếu này?",
    done: (id) => `Đã tạo phiếu #${id}`,
    open: "Xem phiếu",
  },
});

const USUAL_PRIORITY = "Medium";
/** The longest title that is made from a message. The details contain the whole message. */
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
  examples: {
    vi: [
      "tạo phiếu cho 0867 123 456: máy in hỏng, gấp",
      "tạo phiếu cho 0867 123 456: giao hàng trễ",
      "tao phieu cho 0867 123 456: may in hong",
      "tạo phiếu",
    ],
    en: [
      "create ticket for 0867 123 456: printer broken, urgent",
      "create ticket for 0867 123 456: late delivery",
      "create ticket",
    ],
  },
  more: { customer: customerArgument },
  formConfirms: true,
  fromSource,

  async propose(ctx) {
    const { input } = ctx;
    const { customer = "", ...texts } = input;
    const kept = givenTexts({ ...texts, priority: texts.priority ?? USUAL_PRIORITY });
    const next = { command: "ticket", args: kept };
    const one = await oneCustomer(parseCustomerReference(customer), ctx, next);
    if ("card" in one) return one.card;
    const sla = texts.sla ?? (await usualSla(ctx));
    if (sla === null) return { missing: "sla" };
    const { customer: found } = one;
    const contact = [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · ");
    return {
      blocks: detailBlocks(field(ctx.common.customer, contact), { ...kept, sla }, ctx),
      names: [found.name],
      customer: referenceTo(found),
      args: { ...kept, sla, customer: referenceTo(found) },
    };
  },

  write: {
    async prepare({ crm, input, common, learned, clock }) {
      const { customer, title = "", sla = "", ...texts } = input;
      const found = await pinnedCustomer(customer, crm);
      if (found === null) throw new AppError("not-found", "ticket: the customer is gone");
      return {
        // The ticket contains the operation's reference, so no earlier ticket can be mistaken for it.
        seen: [],
        async send(operation) {
          const { id } = await crm.tickets.create({
            ...newBody(ticketRecord, givenTexts({ ...texts, priority: texts.priority ?? USUAL_PRIORITY })),
            title,
            sla,
            contact: contactOf(found),
            summary: [texts.summary ?? "", `${common.reference} ${operation.reference}`].join("\n").trim(),
            ticketIdApiRing: operation.id,
          });
          await learnAccepted(sla, { learned, clock });
          return id;
        },
      };
    },

    async evidence({ crm }, operation) {
      const { tickets } = await crm.tickets.list({
        createdFrom: minutesBefore(operation.sentAt ?? operation.at, 5),
      });
      return tickets
        .filter((ticket) => ticket.summaryHtml.includes(operation.reference))
        .map((ticket) => ({ id: evidenceId(ticket), succeeded: true, result: ticket.id, certain: true }));
    },
  },

  similar: similarTicket,

  async receipt(ctx, result) {
    const { customer, priority = USUAL_PRIORITY, ...texts } = ctx.input;
    const { t, crm } = ctx;
    // The ticket already exists, so the receipt is sent even if the customer cannot be read.
    const found = await pinnedCustomer(customer, crm).catch(() => null);
    const customerRow = found === null ? null : field(ctx.common.customer, found.name);
    return {
      ...card(
        t.done(result ?? "?"),
        ...detailBlocks(customerRow, { ...texts, priority }, ctx),
        result === null ? null : buttons(button(t.open, "show", { ticket: result })),
      ),
      tone: "good",
      ...(result !== null && {
        about: [{ kind: "ticket", reference: result, name: `#${result} ${texts.title ?? ""}`.trim() }],
      }),
      names: found === null ? [] : [found.name],
    };
  },
});

/** Returns the blocks that the question and the receipt show of the ticket. */
function detailBlocks(
  customerRow: Field | null,
  { summary, ...others }: TextValues,
  ctx: Context,
): (Block | null)[] {
  const shown = typedFields(ticketRecord, "create", others);
  return [fields(customerRow, ...typedRows(shown, ctx)), summary ? quote(summary) : null];
}

/** Returns a ticket made from a message: the first line is the title; text, author and link are the details. */
function fromSource({ text: sent, author, permalink }: SourceMessage): Args {
  // The question must show all that is saved, so nothing invisible is saved.
  const text = visibleText(sent);
  const [firstLine = ""] = text.trim().split("\n");
  const signature = [`— ${visibleText(author).replaceAll("\n", " ")}`, permalink].filter(Boolean).join(" · ");
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

/** The list of SLA names that were used for new tickets. It does not contain a name that was only seen on a ticket. */
const IN_USE = "sla in use";

/**
 * Returns the SLA for a ticket for which nobody named one: the team's setting, or else the last one used. Without both,
 * it is the most frequent SLA of the newest tickets, or null.
 */
async function usualSla(ctx: Context): Promise<string | null> {
  const set = await ctx.settings.get("tickets.sla");
  if (set !== null) return set;
  const [last] = await ctx.learned.values(IN_USE, 1);
  if (last !== undefined) return last;
  const { tickets } = await ctx.crm.tickets.list({ maxPages: 1 });
  await rememberValues(SLA_LIST, slasOf(tickets), ctx);
  const usual = mostFrequent(slasOf(tickets));
  await rememberValues(IN_USE, [usual], ctx);
  return usual;
}

/** Stores an SLA that AntCRM has accepted for a new ticket. */
async function learnAccepted(sla: string, ctx: Pick<Context, "learned" | "clock">): Promise<void> {
  await Promise.all([rememberValues(SLA_LIST, [sla], ctx), rememberValues(IN_USE, [sla], ctx)]);
}

function slasOf(tickets: readonly Ticket[]): string[] {
  return tickets.flatMap(({ sla }) => (sla ? [sla] : []));
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

const similarMessages = defineMessages({
  en: {
    title: "There is a ticket already",
    sameMessage: "This message has become a ticket before:",
    sameWords: "The same customer has a ticket with nearly the same title, of the last 24 hours:",
    open: "Show it",
  },
  vi: {
    title: "Đã có phiếu rồi",
    sameMessage: "Tin nhắn này đã được tạo thành phiếu:",
    sameWords: "Khách này đã có phiếu với tiêu đề gần giống trong 24 giờ qua:",
    open: "Xem phiếu",
  },
});

const DAY_MS = 24 * 3_600_000;
/** The number of pages to read: the newest hundred tickets, which are the last hours of a busy shop. */
const PAGES = 5;
/** Two titles are similar if they share this part of the longer title's words. */
const ALIKE = 0.6;

type SimilarContext = Parameters<typeof similarTicket>[0];

/** Shows a ticket made from the same message, or a similar one of the same customer within a day. */
async function similarTicket(ctx: Context & { input: TextValues }, about: About): Promise<Card | null> {
  const t = similarMessages[ctx.who.locale];
  const before = about.source === null ? null : await ctx.history.bySource("ticket", about.source);
  if (before?.state === "done") {
    return existing(
      t.sameMessage,
      { id: before.outcome.result ?? null, title: before.args.title ?? "" },
      ctx,
    );
  }
  const alike = (await ours(ctx, about)) ?? (await anybodys(ctx));
  return alike === null ? null : existing(t.sameWords, alike, ctx);
}

interface CreatedTicket {
  /** Null if the customer's data was erased. */
  id: string | null;
  title: string;
}

/** Finds a similar ticket in the journal, which works while AntCRM cannot be read. */
async function ours(
  { input, history, clock }: SimilarContext,
  { customer }: About,
): Promise<CreatedTicket | null> {
  if (customer === null) return null;
  const since = new Date(clock.now().getTime() - DAY_MS);
  for (const { args, outcome } of await history.recent("ticket", customer, since)) {
    if (outcome.result && areAlike(args.title ?? "", input.title ?? "")) {
      return { id: outcome.result, title: args.title ?? "" };
    }
  }
  return null;
}

/** Finds a similar ticket in AntCRM. A failed look-up does not refuse the new ticket. */
async function anybodys({ input, crm, clock }: SimilarContext): Promise<CreatedTicket | null> {
  const createdFrom = new Date(clock.now().getTime() - DAY_MS);
  const [found, listed] = await Promise.all([
    pinnedCustomer(input.customer, crm),
    crm.tickets.list({ createdFrom, maxPages: PAGES }),
  ]).catch(() => [null, { tickets: [] }] as const);
  if (found === null) return null;
  const alike = listed.tickets.find((one) => isAbout(one, found) && areAlike(one.title, input.title ?? ""));
  return alike ?? null;
}

/** True if two titles share most of their words. Accents and a leading `[Zalo]` are ignored. */
function areAlike(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && shared / Math.max(a.size, b.size) >= ALIKE;
}

function wordsOf(title: string): Set<string> {
  const plain = fold(title.replace(/^\s*\[[^\]]*\]/, ""));
  return new Set(plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ""));
}

function existing(sentence: string, ticket: CreatedTicket, { who }: Context): Card {
  const t = similarMessages[who.locale];
  if (ticket.id === null) return { ...card(t.title, text(sentence)), tone: "warning" };
  const open = button(t.open, "show", { ticket: ticket.id }, { style: "primary" });
  const row = { title: `#${ticket.id} ${ticket.title}`, buttons: [open] };
  return { ...card(t.title, text(sentence), list("", [row])), tone: "warning" };
}
