import type { IndexedTicket } from "../../tickets/indexed-ticket.ts";
import { comparisonsOf, isIn, type Period } from "../period.ts";
import { mostFirst } from "./sums.ts";

const OLDEST_KEPT = 5;
const PRIORITIES = ["Urgent", "High", "Medium", "Low"];
const DAY_MS = 86_400_000;
/** The groups of ages of open tickets, in whole days of 24 hours. */
const AGE_LIMITS = [
  ["day", 1],
  ["three-days", 3],
  ["week", 7],
  ["month", 30],
  ["older", Number.POSITIVE_INFINITY],
] as const;
export type Age = (typeof AGE_LIMITS)[number][0];

/** The tickets of a period, and the tickets that are open now. */
export type TicketFigures = Awaited<ReturnType<typeof ticketFigures>>;

interface TicketQuestion {
  period: Period;
  timeZone: string;
  /** The time at which the age of open tickets is measured. */
  now: Date;
  isClosed(status: string | null): boolean;
}

/** Adds up the tickets of the index, portion by portion. */
export async function ticketFigures(
  portions: AsyncIterable<readonly IndexedTicket[]>,
  question: TicketQuestion,
) {
  const { period, timeZone } = question;
  const before = comparisonsOf(period, timeZone).map((one) => ({ ...one, opened: 0 }));
  const sums = openSums(question);
  let [opened, closed] = [0, 0];
  const byStatus = new Map<string, number>();
  for await (const portion of portions) {
    for (const ticket of portion) {
      const counted = countedAs(ticket, question);
      if (counted === null) continue;
      const { createdAt, status } = ticket;
      addTo(byStatus, status);
      for (const one of before) if (createdAt !== null && isIn(one.period, createdAt)) one.opened += 1;
      if (counted.opened) opened += 1;
      if (counted.open) sums.add(ticket);
      if (counted.closed) closed += 1;
    }
  }
  return {
    opened,
    /** Closed now, and last changed in the period: AntCRM has no time of closing. See src/crm/API.md#get-tickets */
    closed,
    before,
    /** The statuses of all tickets, the most frequent first. */
    byStatus: mostFirst(byStatus, (count) => count),
    ...sums.figures(),
  };
}

/** Returns how a ticket counts in a period; null if it was created later, and counts in the next digest. */
export function countedAs(
  { createdAt, updatedAt, status }: IndexedTicket,
  { period, isClosed }: Pick<TicketQuestion, "period" | "isClosed">,
): { opened: boolean; open: boolean; closed: boolean } | null {
  if (createdAt !== null && createdAt >= period.to) return null;
  const open = !isClosed(status);
  return {
    opened: createdAt !== null && isIn(period, createdAt),
    open,
    closed: !open && isIn(period, updatedAt ?? createdAt ?? period.to),
  };
}

function openSums({ now }: TicketQuestion) {
  const byPriority = new Map<string, number>(PRIORITIES.map((one) => [one, 0]));
  const byAge = new Map<Age, number>(AGE_LIMITS.map(([age]) => [age, 0]));
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
      oldest = [...oldest, ticket].sort(oldestFirst).slice(0, OLDEST_KEPT);
    },
    figures: () => ({
      /** The tickets that existed at the end of the period and are not closed now. */
      open,
      unassigned,
      /** The CRM's four words, then the tenant's own words, then `""` for none. */
      byPriority: [...byPriority].filter(([, count]) => count > 0),
      byAge: [...byAge].filter(([, count]) => count > 0),
      oldest,
    }),
  };
}

function addTo(counts: Map<string, number>, name: string | null): void {
  counts.set(name ?? "", (counts.get(name ?? "") ?? 0) + 1);
}

export function oldestFirst(a: IndexedTicket, b: IndexedTicket): number {
  return (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || Number(a.id) - Number(b.id);
}
