import { type Comparison, comparisonsOf, isIn, type Period, spanOf } from "../period.ts";
import type { IndexedTicket } from "../ticket-index.ts";

/** The ages by which open tickets are told apart, in whole days of 24 hours. */
export const AGES = ["day", "three-days", "week", "month", "older"] as const;
export type Age = (typeof AGES)[number];

/** What the tickets came to in a period, and how they stand now. */
export interface TicketFigures {
  /** Created in the period. */
  opened: number;
  /** Closed now and last changed in the period: AntCRM has no time of closing. See src/crm/API.md#get-tickets */
  closed: number;
  before: readonly (Comparison & { opened: number })[];
  /** Not closed by now, of those that were there at the period's end. */
  open: number;
  /** Of the open ones: nobody is in charge. */
  unassigned: number;
  /** The CRM's four words, then the tenant's own, then `""` where it does not say. */
  byPriority: readonly (readonly [priority: string, open: number])[];
  byAge: readonly (readonly [age: Age, open: number])[];
  /** Of all tickets, the most frequent first. */
  byStatus: readonly (readonly [status: string, count: number])[];
  /** Of the open ones: five at most. */
  oldest: readonly IndexedTicket[];
}

const OLDEST_SHOWN = 5;
const PRIORITIES = ["Urgent", "High", "Medium", "Low"];
const DAY_MS = 86_400_000;
const AGE_LIMITS: readonly (readonly [Age, number])[] = [
  ["day", 1],
  ["three-days", 3],
  ["week", 7],
  ["month", 30],
  ["older", Number.POSITIVE_INFINITY],
];

export interface TicketQuestion {
  period: Period;
  timeZone: string;
  /** As which time the open ones are as old as they are. */
  now: Date;
  isClosed(status: string | null): boolean;
}

/** Since when the index must hold what was changed, for what was opened and closed to be right. */
export function ticketsNeededSince(period: Period, timeZone: string): Date {
  return spanOf([period, ...comparisonsOf(period, timeZone).map((one) => one.period)]).from;
}

/** Adds up the tickets of the index, portion by portion. */
export async function ticketFigures(
  portions: AsyncIterable<readonly IndexedTicket[]>,
  question: TicketQuestion,
): Promise<TicketFigures> {
  const { period, timeZone } = question;
  const before = comparisonsOf(period, timeZone).map((one) => ({ ...one, opened: 0 }));
  const sums = openSums(question);
  let [opened, closed] = [0, 0];
  const byStatus = new Map<string, number>();
  for await (const portion of portions) {
    for (const ticket of portion) {
      const { createdAt, updatedAt, status } = ticket;
      // What came after the period is the next digest's business.
      if (createdAt !== null && createdAt >= period.to) continue;
      addTo(byStatus, status);
      if (createdAt !== null && isIn(period, createdAt)) opened += 1;
      for (const one of before) if (createdAt !== null && isIn(one.period, createdAt)) one.opened += 1;
      if (!question.isClosed(status)) sums.add(ticket);
      else if (isIn(period, updatedAt ?? createdAt ?? period.to)) closed += 1;
    }
  }
  return { opened, closed, before, byStatus: mostFirst(byStatus), ...sums.figures() };
}

function openSums({ now }: TicketQuestion) {
  const byPriority = new Map<string, number>(PRIORITIES.map((one) => [one, 0]));
  const byAge = new Map<Age, number>(AGES.map((age) => [age, 0]));
  let [open, unassigned] = [0, 0];
  let oldest: IndexedTicket[] = [];
  return {
    add(ticket: IndexedTicket): void {
      open += 1;
      if (ticket.assignee === null) unassigned += 1;
      addTo(byPriority, ticket.priority);
      if (ticket.createdAt === null) return;
      const days = (now.getTime() - ticket.createdAt.getTime()) / DAY_MS;
      const age = AGE_LIMITS.find(([, limit]) => days < limit)?.[0] ?? "older";
      byAge.set(age, (byAge.get(age) ?? 0) + 1);
      oldest = [...oldest, ticket].sort(oldestFirst).slice(0, OLDEST_SHOWN);
    },
    figures: () => ({
      open,
      unassigned,
      byPriority: [...byPriority].filter(([, count]) => count > 0),
      byAge: [...byAge].filter(([, count]) => count > 0),
      oldest,
    }),
  };
}

function addTo(counts: Map<string, number>, name: string | null): void {
  counts.set(name ?? "", (counts.get(name ?? "") ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

function oldestFirst(a: IndexedTicket, b: IndexedTicket): number {
  return (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || Number(a.id) - Number(b.id);
}
