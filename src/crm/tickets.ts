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
 * Windows over the two times; each end may be open. AntCRM filters by one of them: the time of the last change where it
 * is given; the other is cut here. No window: the whole list, up to the cap.
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
  /** 50 pages of 20 tickets unless told otherwise. */
  maxPages?: number;
}

export interface TicketsApi {
  /** @param id the CRM's `TicketId`, `"17464"` */
  byId(id: string): Promise<Ticket | null>;
  /** The newest first. `complete` is false where the cap ended the walk. */
  list(options: TicketListOptions): Promise<{ tickets: Ticket[]; complete: boolean }>;
  /**
   * The same page by page, in the CRM's order: a hundred thousand at most.
   * @param options.cut  false: all that the CRM gives for the windows, also what seems not to be of them (a ticket whose
   *   time is shown as a day alone)
   * @throws AppError `invalid` at once, not as a rejection, where a window ends before it begins
   */
  eachPage(windows: TicketWindows, options?: { cut?: boolean }): Pages<Ticket>;
  create(input: NewTicket): Promise<{ id: string }>;
  /** Only the fields given are sent. */
  update(id: string, changes: TicketChanges): Promise<void>;
  remove(id: string): Promise<void>;
}

const LIST = { path: "/tickets", shape: ticketShape };
/** "At most 20 a page" [seed]. */
const PAGE_SIZE = 20;
const MAX_PAGES = 50;
/** A hundred thousand tickets. */
const MAX_PAGES_OF_STREAM = 5_000;
/** As many as the background lane is wide. */
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
      // Row 6: PUT answers `number`; a creation that does so too is read alike.
      const id = idsIn(answer, "TicketId", readNumberId)[0] ?? idsIn(answer, "number", readNumberId)[0];
      if (id === undefined) throw noIdIn("POST /tickets");
      return { id };
    },

    async update(id, changes) {
      await calls.write("PUT", "/tickets", ticketChangesBody(id, changes));
    },

    async remove(id) {
      // Row 37: where a deletion wants its key is not said, so it stands in both places.
      const key = { TicketId: checkNumberId(id, "TicketId") };
      await calls.write("DELETE", "/tickets", key, { query: key });
    },
  };
}

function checkWindows({ createdFrom, createdTo, updatedFrom, updatedTo }: TicketWindows): void {
  checkWindow(createdFrom, createdTo);
  checkWindow(updatedFrom, updatedTo);
}

/** Row 18: ISO with milliseconds and `Z`; `typeTime` decides which time is meant [docs]. Row 36: deleted ones stay out. */
function timeFilter({ createdFrom, createdTo, updatedFrom, updatedTo }: TicketWindows): Query {
  const byUpdate = updatedFrom !== undefined || updatedTo !== undefined;
  const [from, to] = byUpdate ? [updatedFrom, updatedTo] : [createdFrom, createdTo];
  return {
    typeTime: byUpdate ? "updatedAt" : undefined,
    startDate: from?.toISOString(),
    endDate: to?.toISOString(),
  };
}

/** The same windows again: how the CRM treats their ends, or whether it looks at them, is not documented. */
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
