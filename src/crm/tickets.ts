import { idsIn, noIdIn } from "./answers.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { checkNumberId } from "./input.ts";
import { type Pages, readAllPages, readRecords, streamPages } from "./pages.ts";
import { readNumberId } from "./shapes.ts";
import { type Ticket, ticketShape } from "./ticket.ts";
import { type NewTicket, newTicketBody, type TicketChanges, ticketChangesBody } from "./tickets-write.ts";
import { checkWindow, isInWindow } from "./window.ts";

/**
 * Windows over the two times; each end may be open. AntCRM filters by one of them, by the last change where it is
 * given; this client filters by the other. Without a window it is the whole list, up to the page limit.
 */
interface TicketWindows {
  createdFrom?: Date;
  /** Not included. */
  createdTo?: Date;
  updatedFrom?: Date;
  /** Not included. */
  updatedTo?: Date;
}

interface TicketListOptions extends TicketWindows {
  /** By default 50 pages of 20 tickets. */
  maxPages?: number;
}

export interface TicketsApi {
  /** @param id the CRM's `TicketId`, `"17464"` */
  byId(id: string): Promise<Ticket | null>;
  /** The newest first. `complete` is false where the page limit ended the reading. */
  list(options: TicketListOptions): Promise<{ tickets: Ticket[]; complete: boolean }>;
  /**
   * The same page by page, in AntCRM's order, at most a hundred thousand.
   * @param options.cut false: this client does not filter again, so a ticket whose time is a day without a time stays
   * @throws AppError `invalid`, at once and not as a rejection, where a window ends before it starts
   */
  eachPage(windows: TicketWindows, options?: { cut?: boolean }): Pages<Ticket>;
  create(input: NewTicket): Promise<{ id: string }>;
  /** Sends only the given fields. */
  update(id: string, changes: TicketChanges): Promise<void>;
  remove(id: string): Promise<void>;
}

const LIST = { path: "/tickets", shape: ticketShape };
/** The maximum: src/crm/API.md#paging */
const PAGE_SIZE = 20;
const MAX_PAGES = 50;
/** A hundred thousand tickets. */
const MAX_PAGES_OF_STREAM = 5_000;
/** As many as background calls may be in flight. */
const AHEAD_OF_STREAM = 8;

export function createTickets(calls: Calls): TicketsApi {
  return {
    async byId(id) {
      const ticketId = checkNumberId(id, "TicketId");
      const tickets = await readRecords(calls, LIST, { TicketId: ticketId, page: 1, limit: PAGE_SIZE });
      return tickets.find((ticket) => ticket.id === ticketId) ?? null;
    },

    async list(options) {
      checkWindows(options);
      const { records, complete } = await readAllPages(calls, LIST, timeFilter(options), {
        pageSize: PAGE_SIZE,
        maxPages: options.maxPages ?? MAX_PAGES,
        isPart: options.maxPages !== undefined,
        ahead: 4,
        idOf: (ticket) => ticket.id,
      });
      const tickets = records.filter((ticket) => isWithin(ticket, options)).sort(newestFirst);
      return { tickets, complete };
    },

    eachPage(windows, { cut = true } = {}) {
      checkWindows(windows);
      return streamPages(calls, LIST, timeFilter(windows), {
        pageSize: PAGE_SIZE,
        maxPages: MAX_PAGES_OF_STREAM,
        ahead: AHEAD_OF_STREAM,
        idOf: (ticket) => ticket.id,
        isWanted: (ticket) => !cut || isWithin(ticket, windows),
      });
    },

    async create(input) {
      const answer = await calls.write("POST", "/tickets", newTicketBody(input));
      // PUT answers `number`, and a creation may do so too: src/crm/API.md#put-tickets
      const id = idsIn(answer, "TicketId", readNumberId)[0] ?? idsIn(answer, "number", readNumberId)[0];
      if (id === undefined) throw noIdIn("POST /tickets");
      return { id };
    },

    async update(id, changes) {
      await calls.write("PUT", "/tickets", ticketChangesBody(id, changes));
    },

    async remove(id) {
      // The key is sent in both places: src/crm/API.md#deletions
      const key = { TicketId: checkNumberId(id, "TicketId") };
      await calls.write("DELETE", "/tickets", key, { query: key });
    },
  };
}

function checkWindows({ createdFrom, createdTo, updatedFrom, updatedTo }: TicketWindows): void {
  checkWindow(createdFrom, createdTo);
  checkWindow(updatedFrom, updatedTo);
}

/** ISO times; `typeTime` decides which time is meant. Deleted tickets are left out. See src/crm/API.md#get-tickets */
function timeFilter({ createdFrom, createdTo, updatedFrom, updatedTo }: TicketWindows): Query {
  const byUpdate = updatedFrom !== undefined || updatedTo !== undefined;
  const [from, to] = byUpdate ? [updatedFrom, updatedTo] : [createdFrom, createdTo];
  return {
    typeTime: byUpdate ? "updatedAt" : undefined,
    startDate: from?.toISOString(),
    endDate: to?.toISOString(),
  };
}

/** Applies the windows again: their ends are not documented. See src/crm/API.md#time-filters */
function isWithin({ createdAt, updatedAt }: Ticket, options: TicketWindows): boolean {
  const { createdFrom, createdTo, updatedFrom, updatedTo } = options;
  return (
    isInWindow(createdAt, createdFrom, createdTo) &&
    isInWindow(updatedAt ?? createdAt, updatedFrom, updatedTo)
  );
}

function newestFirst(a: Ticket, b: Ticket): number {
  return timeOf(b) - timeOf(a) || Number(b.id) - Number(a.id);
}

function timeOf({ updatedAt, createdAt }: Ticket): number {
  return (updatedAt ?? createdAt)?.getTime() ?? 0;
}
