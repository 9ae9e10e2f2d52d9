import type { Context } from "../../bot/context.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { rememberValues } from "../../settings/settings.ts";
import { SLA_LIST } from "./ticket-record.ts";

/** The SLA names that new tickets were given. One that was only seen on a ticket is not among them. */
const IN_USE = "sla in use";

/**
 * Returns the SLA to use when nobody named one: what the team has set, else the last in use, else the most frequent of
 * the newest tickets; null without any.
 */
export async function usualSla(ctx: Context): Promise<string | null> {
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

/** Remembers an SLA that AntCRM has accepted for a new ticket. */
export async function learnAccepted(sla: string, ctx: Pick<Context, "learned" | "clock">): Promise<void> {
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
