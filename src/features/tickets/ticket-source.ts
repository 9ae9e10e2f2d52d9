import type { Context } from "../../bot/context.ts";
import { partOf } from "../../bot/pagination.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import type { Customer } from "../../crm/customer.ts";
import type { TimeWindows } from "../../crm/input.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { rememberValues } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";
import { STAFF } from "../team/team.ts";
import type { ListedTicket, TicketFilter } from "./indexed-ticket.ts";
import type { TicketIndex } from "./ticket-index.ts";
import { type Closed, isAbout, ticketRecord } from "./ticket-record.ts";

/** Which tickets a list shows. */
export interface WantedTickets {
  /** The days asked for; empty for all. */
  days: TimeWindows;
  /** The time by which the list is sorted. */
  by: "created" | "updated";
  state: "open" | "closed" | undefined;
  status: string | undefined;
  priority: string | undefined;
  group: string | undefined;
  isUnassigned: boolean;
  /** Only tickets that were created earlier. */
  createdBefore: Date | undefined;
  customer: Customer | null;
  /** The assignees, as tickets name them; null: all. */
  staff: readonly string[] | null;
}

/** Where a list reads tickets. */
export interface TicketSource {
  /** The assignees that a name may mean, those with the most tickets first. `recent`: who still works here. */
  assignees(which: "all" | "recent"): Promise<readonly string[]>;
  /** Returns the tickets of a page, and how many there are in all. */
  find(wanted: WantedTickets, page: number): Promise<FoundTickets>;
  /** How many tickets were looked through, and whether these were all; or how old the index is. */
  coverage: { searched: number; complete: boolean } | { readTo: Date };
}

interface FoundTickets {
  tickets: readonly ListedTicket[];
  part: ReturnType<typeof partOf>;
}

/** If no days are given, only 400 tickets are read, which takes two seconds instead of ten. */
const NEWEST_PAGES = 20;
/** A colleague who has handled no ticket for this long is not meant by a name that a customer may have. */
const RECENT_MS = 90 * 86_400_000;

/** Lists from the index, without a call to AntCRM. Null until every ticket is there. */
export async function indexSource(
  index: TicketIndex,
  closed: Closed,
  ctx: Context,
): Promise<TicketSource | null> {
  const state = await index.listState();
  if (!state?.full) return null;
  const recentSince = new Date(ctx.clock.now().getTime() - RECENT_MS);
  return {
    coverage: { readTo: state.readTo },
    assignees: (which) => index.assignees(which === "all" ? null : recentSince),
    async find(wanted, page) {
      const filter = await filterOf(wanted, index, closed);
      const part = partOf(page, { count: await index.count(filter) });
      const tickets = await index.list(filter, { by: wanted.by, offset: part.from, limit: part.size });
      return { tickets, part };
    },
  };
}

/** The index finds words exactly, so those that people mean are looked up among the words of the tickets. */
async function filterOf(wanted: WantedTickets, index: TicketIndex, closed: Closed): Promise<TicketFilter> {
  const { days, state, status, priority, group, customer, staff, createdBefore } = wanted;
  const isByStatus = state !== undefined || status !== undefined;
  const ends = [days.createdTo, createdBefore].flatMap((at) => at?.getTime() ?? []);
  return {
    ...days,
    ...(ends.length > 0 && { createdTo: new Date(Math.min(...ends)) }),
    ...(isByStatus && { statuses: await statusesOf(wanted, index, closed) }),
    ...(priority !== undefined && { priority }),
    ...(group !== undefined && { group: (await index.groups()).filter((one) => isSame(one, group)) }),
    ...(staff && { assignees: (await index.assignees(null)).filter((one) => isOneOf(one, staff)) }),
    ...(customer && { customer }),
    isUnassigned: wanted.isUnassigned,
  };
}

async function statusesOf(
  wanted: WantedTickets,
  index: TicketIndex,
  closed: Closed,
): Promise<(string | null)[]> {
  const all = await index.statuses({});
  return all.map(({ status }) => status).filter((status) => isInState(status, wanted, closed));
}

/** Reads the tickets of the days asked for, or else the newest, from AntCRM. */
export async function liveSource(
  days: TimeWindows | undefined,
  closed: Closed,
  ctx: Context,
): Promise<TicketSource> {
  const read = await ctx.crm.tickets.list(days ?? { maxPages: NEWEST_PAGES });
  await learnFromTickets(read.tickets, ctx);
  const assignees = read.tickets.map(({ assignedTo }) => assignedTo);
  return {
    coverage: { searched: read.tickets.length, complete: read.complete },
    assignees: async () => mostFrequentFirst(assignees),
    async find(wanted, page) {
      const found = read.tickets
        .filter((ticket) => isWanted(ticket, wanted, closed))
        .sort((a, b) => timeOf(b, wanted.by) - timeOf(a, wanted.by));
      const part = partOf(page, { count: found.length });
      return { tickets: found.slice(part.from, part.from + part.size), part };
    },
  };
}

/** Remembers the words and the assignees that tickets show, for forms. Never rejects. */
export async function learnFromTickets(
  tickets: readonly Ticket[],
  ctx: Pick<Context, "learned" | "clock">,
): Promise<void> {
  await learnFromRecords(ticketRecord, tickets, ctx);
  await rememberValues(
    STAFF,
    tickets.map(({ assignedTo }) => assignedTo),
    ctx,
  );
}

/** True if the ticket matches the filters. AntCRM itself filters by time only: src/crm/API.md#get-tickets */
function isWanted(ticket: ListedTicket, wanted: WantedTickets, closed: Closed): boolean {
  const { priority, group, customer, staff, createdBefore } = wanted;
  return (
    isInState(ticket.status, wanted, closed) &&
    (priority === undefined || ticket.priority === priority) &&
    (!wanted.isUnassigned || !ticket.assignedTo) &&
    (group === undefined || isSame(ticket.group, group)) &&
    (createdBefore === undefined || (ticket.createdAt !== null && ticket.createdAt < createdBefore)) &&
    (staff === null || isOneOf(ticket.assignedTo, staff)) &&
    (customer === null || isAbout(ticket, customer))
  );
}

function isInState(held: string | null, { state, status }: WantedTickets, closed: Closed): boolean {
  return (
    (state === undefined || closed.has(held) === (state === "closed")) &&
    (status === undefined || isSame(held, status))
  );
}

/** Returns the time by which a list is sorted. */
export function timeOf({ createdAt, updatedAt }: ListedTicket, by: WantedTickets["by"]): number {
  const time = by === "updated" ? (updatedAt ?? createdAt) : (createdAt ?? updatedAt);
  return time?.getTime() ?? 0;
}

/** Returns the assignees, each once. */
function mostFrequentFirst(assignees: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const assignee of assignees) {
    if (assignee) counts.set(assignee, (counts.get(assignee) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([assignee]) => assignee);
}

function isOneOf(held: string | null, names: readonly string[]): boolean {
  return names.some((name) => isSame(held, name));
}

function isSame(held: string | null, asked: string): boolean {
  return held !== null && fold(held).trim() === fold(asked).trim();
}
