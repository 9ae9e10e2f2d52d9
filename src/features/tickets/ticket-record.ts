import type { Context } from "../../bot/context.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import type { Customer } from "../../crm/customer.ts";
import { htmlToPlain, isReadWhole } from "../../crm/html.ts";
import type { NewTicket, Ticket } from "../../crm/tickets.ts";
import { line, lines, priority, recordOf } from "../../records/record.ts";
import type { Settings } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";

const { field, readOnly, defineRecord } = recordOf<Ticket, NewTicket>();

/** The list of learned SLA names. AntCRM requires an SLA for every ticket, and has no call that lists them. */
export const SLA_LIST = "sla";
export const STATUS_LIST = "ticket status";
export const GROUP_LIST = "ticket group";
/** Longer messages are cut to this many characters. The link opens the whole message. */
export const LONGEST_SUMMARY = 5_000;
/** What people call a ticket's details, beside their label. */
const DETAILS = ["nd", "mô tả", "description", "desc"];

/** A ticket. Group, customer and assignee cannot change: src/crm/API.md#put-tickets */
export const ticketRecord = defineRecord({
  fields: {
    title: field(line, {
      key: "title",
      label: { en: "Title", vi: "Tiêu đề" },
      held: ({ title }) => title,
      create: { keyed: false, required: true },
      edit: {},
    }),
    summary: field(lines, {
      key: "summary",
      label: { en: "Details", vi: "Nội dung" },
      held: ({ summaryHtml }) => htmlToPlain(summaryHtml),
      isTypable: ({ summaryHtml }) => isReadWhole(summaryHtml),
      input: { max: LONGEST_SUMMARY },
      create: { keyed: false, alsoCalled: DETAILS },
      edit: { clearable: true, alsoCalled: DETAILS },
    }),
    status: field(line, {
      key: "status",
      label: { en: "Status", vi: "Trạng thái" },
      held: ({ status }) => status,
      learned: STATUS_LIST,
      card: {},
      input: { max: 100 },
      create: {},
      edit: {},
    }),
    priority: field(priority, {
      key: "priority",
      label: { en: "Priority", vi: "Độ ưu tiên" },
      held: (ticket) => ticket.priority,
      card: {},
      create: {},
      edit: {},
    }),
    sla: field(line, {
      key: "sla",
      label: { en: "SLA", vi: "SLA" },
      held: ({ sla }) => sla,
      learned: SLA_LIST,
      card: {},
      input: { max: 100 },
      create: {},
      edit: {},
    }),
    assignedTo: readOnly({ en: "Assigned to", vi: "Người xử lý" }, ({ assignedTo }) => assignedTo ?? ""),
    group: field(line, {
      key: "group",
      label: { en: "Group", vi: "Nhóm" },
      held: ({ group }) => group,
      learned: GROUP_LIST,
      card: {},
      create: {},
    }),
    category: field(line, {
      key: "category",
      label: { en: "Category", vi: "Danh mục" },
      held: ({ category }) => category,
      learned: "ticket category",
      card: {},
      create: {},
      edit: { clearable: true },
    }),
    resolution: field(line, {
      key: "resolution",
      label: { en: "Resolution", vi: "Cách giải quyết" },
      held: ({ resolution }) => resolution,
      learned: "ticket resolution",
      edit: { clearable: true },
    }),
  },
  order: { create: ["title", "summary", "priority", "sla"] },
});

/** True if the ticket is about this customer. A ticket has its own contact, which may lack the customer's id. */
export function isAbout({ contact }: Pick<Ticket, "contact">, customer: Customer): boolean {
  if (contact === null) return false;
  const { objectId, phones, emails } = contact;
  return (
    (objectId !== null && objectId === customer.objectId) ||
    phones.some((phone) => customer.phones.includes(phone)) ||
    emails.some((email) => customer.emails.includes(email))
  );
}

/**
 * Returns whom a ticket shows, for the audit and the quota. A ticket without a contact counts as a person of its own. A
 * row of a list may show no summary.
 */
export function shownIn({
  id,
  title,
  summaryHtml = "",
  contact,
}: Pick<Ticket, "id" | "title" | "contact"> & { summaryHtml?: string }): string | null {
  const isSaid = title !== "" || summaryHtml !== "";
  return referenceTo(contact) ?? (isSaid ? `ticket:${id}` : null);
}

/** Returns the reference of a ticket's contact. AntCRM may name the contact by an ObjectId. */
function referenceTo(contact: Ticket["contact"]): string | null {
  if (contact === null) return null;
  if (contact.objectId !== null) return `contact:${contact.objectId}`;
  return contact.phones[0] ?? contact.emails[0] ?? (contact.name && `name:${contact.name}`);
}

/** The usual words for a closed ticket. They count if the team has not configured its closed statuses. */
const USUALLY_CLOSED = /^(closed|resolved|done|solved|da dong|dong|da giai quyet|hoan thanh)$/;

/** The statuses that count as closed. Statuses are the tenant's own words: src/crm/API.md#ticket-words */
export interface Closed {
  /** True if the team has set the statuses. Otherwise the usual words count. */
  isSet: boolean;
  has(status: string | null): boolean;
}

export async function closedStatuses(settings: Settings): Promise<Closed> {
  const set = new Set((await settings.get("tickets.closed")).map(plain));
  const isSet = set.size > 0;
  return {
    isSet,
    has: (status) => (isSet ? set.has(plain(status ?? "")) : USUALLY_CLOSED.test(plain(status ?? ""))),
  };
}

/** The number of pages of tickets to read if no closing status is known yet. */
const PAGES = 2;

/** Returns the status that closes a ticket. Null if none is set and none is known. */
export async function closingStatus(ctx: Context): Promise<string | null> {
  const [set] = await ctx.settings.get("tickets.closed");
  if (set !== undefined) return set;
  const closed = await closedStatuses(ctx.settings);
  const seen = async () => (await ctx.learned.values(STATUS_LIST)).find(closed.has) ?? null;
  const known = await seen();
  if (known !== null) return known;
  const { tickets } = await ctx.crm.tickets.list({ maxPages: PAGES });
  await learnFromRecords(ticketRecord, tickets, ctx);
  return seen();
}

/** Returns the known statuses of open tickets, those used last first. */
export async function openStatuses(ctx: Context): Promise<string[]> {
  const closed = await closedStatuses(ctx.settings);
  const known = async () =>
    (await ctx.learned.values(STATUS_LIST)).filter((status) => status !== "" && !closed.has(status));
  const seen = await known();
  if (seen.length > 0) return seen;
  const { tickets } = await ctx.crm.tickets.list({ maxPages: PAGES });
  await learnFromRecords(ticketRecord, tickets, ctx);
  return known();
}

function plain(status: string): string {
  return fold(status).trim();
}
