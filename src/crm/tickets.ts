import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { asEmails, asPhones } from "./contacts-write.ts";
import { type CustomField, customFieldsToSend, decodeCustomFields, decodeStaff } from "./customer.ts";
import { plainToHtml } from "./html.ts";
import {
  type AllSent,
  checkNumberId,
  checkText,
  checkWindows,
  given,
  isByUpdate,
  isInWindows,
  optional,
  someChange,
  type TimeWindows,
} from "./input.ts";
import { newestFirst, type Pages, readAllPages, readFirstPage, streamPages } from "./pages.ts";
import {
  decodeDate,
  decodeLabel,
  decodeLine,
  decodeLineOrEmpty,
  decodeList,
  decodeNumberId,
  decodeObjectId,
  decodeOneOf,
  decodePhones,
  decodeTextOrEmpty,
  decodeValues,
  isRecord,
  objectIdOf,
  type RecordOf,
  record,
} from "./shapes.ts";

/** AntCRM's four priorities: src/crm/API.md#ticket-words */
export type Priority = "Urgent" | "High" | "Medium" | "Low";

export type Ticket = RecordOf<typeof ticketShape>;

/** A record of src/crm/API.md#get-tickets; without an id it is unreadable. */
const ticketShape = record(
  {
    /** The CRM's `TicketId`, `"17464"`; PUT calls it `number`: src/crm/API.md#put-tickets */
    id: [({ TicketId, number }) => decodeNumberId(TicketId) ?? decodeNumberId(number)],
    title: decodeLineOrEmpty,
    /** As stored. `htmlToPlain` is slow for a long text, so only a shown one is converted. */
    summaryHtml: ["summary", decodeTextOrEmpty],
    /** The tenant's own status, `"Assigned"`. */
    status: decodeLabel,
    priority: decodeOneOf<Priority>(["Urgent", "High", "Medium", "Low"]),
    /** The name of the tenant's SLA policy, `"Standard"`. */
    sla: ["SLA", decodeLabel],
    assignedTo: decodeStaff,
    group: decodeLabel,
    category: decodeLabel,
    resolution: ["resolutionTypeOb", decodeLabel],
    contact: decodeContact,
    /** The deal it is about. */
    deal: decodeDeal,
    /** How many files it has. */
    files: (value) => decodeList(value).length,
    customFields: ["cusFields", decodeCustomFields],
    createdAt: decodeDate,
    updatedAt: decodeDate,
  },
  "id",
);

/** The vendor's sample is `{}`. The keys are those of a creation: src/crm/API.md#post-tickets */
function decodeContact(value: unknown) {
  if (!isRecord(value)) return null;
  const contact = {
    objectId: objectIdOf(value),
    name: decodeLine(value.name),
    phones: decodePhones(value.phones),
    emails: decodeValues(value.emails),
  };
  const isEmpty = !contact.objectId && !contact.name && !contact.phones.length && !contact.emails.length;
  return isEmpty ? null : contact;
}

/** The vendor's sample is `{}`. The keys are those of a deal: src/crm/API.md#get-tickets */
function decodeDeal(value: unknown) {
  if (!isRecord(value)) return null;
  const deal = { number: decodeNumberId(value.number), name: decodeLine(value.name) };
  return deal.number === null && deal.name === null ? null : deal;
}

/** What src/crm/API.md#put-tickets can change, except deal and files: their shapes are not documented. */
export interface TicketChanges {
  title?: string;
  /** Plain text; sent as escaped HTML with its line breaks. It replaces the whole summary, and its formatting is lost. */
  summary?: string;
  priority?: Priority;
  sla?: string;
  category?: string;
  status?: string;
  resolution?: string;
  /** Replaces the whole list: read it, change it, send it back. */
  customFields?: CustomField[];
}

export interface NewTicket extends TicketChanges {
  title: string;
  /** The name of one of the tenant's SLA policies. AntCRM requires it and has no call that lists them. */
  sla: string;
  /** `objectId` identifies the customer; without it, the name does. */
  contact: { objectId?: string; name: string; phones?: string[]; emails?: string[] };
  group?: string;
  /** The caller's own code: the operation's id. */
  ticketIdApiRing?: string;
}

/** The most tickets of one page. */
export const TICKETS_A_PAGE = 20;

const LIST = { path: "/tickets", shape: ticketShape, pageSize: TICKETS_A_PAGE, idOf: ({ id }: Ticket) => id };
const byTime = newestFirst(({ updatedAt, createdAt }: Ticket) => updatedAt ?? createdAt);

export type TicketsApi = ReturnType<typeof createTicketsApi>;

export function createTicketsApi(calls: Calls) {
  return {
    /** @param text the CRM's `TicketId`, `"17464"` */
    async byId(text: string): Promise<Ticket | null> {
      const { TicketId } = keyOf(text);
      const tickets = await readFirstPage(calls, LIST, { TicketId });
      return tickets.find(({ id }) => id === TicketId) ?? null;
    },

    /**
     * Returns the tickets, the newest first, by default from 50 pages of 20. Without a window it reads the whole list.
     * `complete` is false if the page limit ended the reading.
     */
    async list(options: TimeWindows & { maxPages?: number }) {
      const { maxPages = 50 } = options;
      const { records, complete } = await readAllPages(calls, LIST, timeFilter(options), {
        maxPages,
        isPart: options.maxPages !== undefined,
      });
      const tickets = records.filter((ticket) => isInWindows(ticket, options));
      return { tickets: tickets.sort((a, b) => byTime(a, b) || Number(b.id) - Number(a.id)), complete };
    },

    /**
     * Returns the same page by page, in AntCRM's order, at most a hundred thousand tickets.
     * @param options.cut false: this client does not filter again, so a ticket with a day and no time of day stays
     */
    eachPage(windows: TimeWindows, { cut = true }: { cut?: boolean } = {}): Pages<Ticket> {
      return streamPages(calls, LIST, timeFilter(windows), (ticket) => !cut || isInWindows(ticket, windows));
    },

    async create(input: NewTicket): Promise<{ id: string }> {
      // PUT answers `number`, and a creation may do so too: src/crm/API.md#put-tickets
      const created = await calls.create("/tickets", newTicketBody(input), ["TicketId", "number"]);
      return { id: created };
    },

    /** Sends only the given fields. */
    async update(id: string, changes: TicketChanges): Promise<void> {
      const body = someChange(ticketBody(changes));
      await calls.write("PUT", "/tickets", { ...keyOf(id), ...body });
    },

    async remove(id: string): Promise<void> {
      await calls.remove("/tickets", keyOf(id));
    },
  };
}

function keyOf(id: string) {
  return { TicketId: checkNumberId(id, "TicketId") };
}

/**
 * Returns the filter, with ISO times. `typeTime` decides by which of the two times AntCRM filters. Deleted tickets are
 * left out. See src/crm/API.md#get-tickets
 */
function timeFilter(windows: TimeWindows): QueryParams {
  checkWindows(windows);
  const byUpdate = isByUpdate(windows);
  const { createdFrom, createdTo, updatedFrom, updatedTo } = windows;
  const [from, to] = byUpdate ? [updatedFrom, updatedTo] : [createdFrom, createdTo];
  return {
    typeTime: byUpdate ? "updatedAt" : undefined,
    startDate: from?.toISOString(),
    endDate: to?.toISOString(),
  };
}

/** The body of src/crm/API.md#post-tickets */
function newTicketBody(input: NewTicket): Record<string, unknown> {
  return {
    ...ticketBody(input),
    contact: contactBody(input.contact),
    ...given({ group: input.group, ticketIdApiRing: input.ticketIdApiRing }),
  };
}

function ticketBody(fields: TicketChanges): Record<string, unknown> {
  const { title, summary, priority, sla, category, status, resolution, customFields, ...notSent } = fields;
  notSent satisfies AllSent;
  return given({
    title: optional(title, (text) => checkText(text, "title", 1_000)),
    SLA: optional(sla, (name) => checkText(name, "SLA", 200)),
    summary: optional(summary, plainToHtml),
    priority,
    category,
    status,
    resolutionTypeOb: resolution,
    cusFields: customFields && customFieldsToSend(customFields),
  });
}

/** The name is required only without `id`: src/crm/API.md#post-tickets */
function contactBody({ objectId, name, phones, emails }: NewTicket["contact"]): Record<string, unknown> {
  if (objectId !== undefined && decodeObjectId(objectId) === null) {
    throw new AppError("invalid", "contact.id is not an ObjectId");
  }
  return given({
    id: objectId,
    name: checkText(name, "contact.name", 500),
    phones: phones && asPhones(phones),
    emails: emails && asEmails(emails),
  });
}
