import type { Ticket } from "../../antcrm/records.ts";
import type { AntcrmSandbox } from "../../antcrm/server.ts";

/** What changed in the CRM since the watch began. */
export interface CrmChanges {
  newTickets(): readonly Ticket[];
  /** Redemptions, as `"DAUMAY01 → 475"`: the gift's code and the customer's id. */
  redemptions(): readonly string[];
  /** How many requests the CRM got for this path, e.g. `writes("/redeem")`. */
  writes(path: string): number;
  pointsOf(customerId: number): number;
  /**
   * Ratings of the day before the last due time, in Vietnam's time zone.
   * @param dueMs  when it is due each day, in milliseconds since midnight
   */
  ratingsBefore(dueMs: number): { count: number; average: number };
}

const DAY_MS = 86_400_000;
/** Vietnam has no daylight saving time. */
const VIETNAM_MS = 7 * 3_600_000;

export function watchCrmChanges({ world, requests }: AntcrmSandbox): CrmChanges {
  const knownTickets = new Set(world.tickets.map(({ TicketId }) => TicketId));
  const knownMovements = new Set(world.points.map(({ id }) => id));
  return {
    newTickets: () => world.tickets.filter(({ TicketId }) => !knownTickets.has(TicketId)),
    redemptions: () =>
      world.points
        .filter(({ id, type, status }) => !knownMovements.has(id) && type === 2 && status === 1)
        .map(({ gift, contact }) => `${gift?.code} → ${contact.customerId}`),
    writes: (path) => requests.filter((call) => call.method === "POST" && call.path === path).length,
    pointsOf(customerId) {
      const customer = world.customers.find((one) => one.customerId === customerId);
      return customer?.scoreAvailable ?? Number.NaN;
    },
    ratingsBefore(dueMs) {
      const dayOf = (at: number) => Math.floor((at + VIETNAM_MS) / DAY_MS);
      const day = dayOf(Date.now() - dueMs) - 1;
      const scores = world.ratings
        .filter(({ createdAt }) => dayOf(createdAt) === day)
        .map(({ rating_score }) => rating_score);
      return { count: scores.length, average: scores.reduce((sum, one) => sum + one, 0) / scores.length };
    },
  };
}
