import type { Context } from "../../bot/command.ts";
import type { Ticket } from "../../crm/ticket.ts";

/** The list under which SLA names are learned: AntCRM requires one for every ticket and publishes none. */
export const SLA_LIST = "sla";

/** Of those names, the ones that new tickets were given: to have seen one on a ticket does not make it the usual. */
const IN_USE = "sla in use";

/** The SLA to use when nobody named one: what the team has set, else the last in use, else the most frequent of the newest tickets; null without any. */
export async function usualSla(ctx: Context): Promise<string | null> {
  const set = await ctx.settings.get("tickets.sla");
  if (set !== null) return set;
  const [last] = await ctx.learned.values(IN_USE, 1);
  if (last !== undefined) return last;
  const { tickets } = await ctx.crm.tickets.list({ maxPages: 1 });
  await learnFrom(tickets, ctx);
  const usual = mostFrequent(slasOf(tickets));
  if (usual !== null) await remember(IN_USE, [usual], ctx);
  return usual;
}

/** What AntCRM accepted is worth offering next time. */
export async function learnAccepted(sla: string, ctx: Pick<Context, "learned" | "clock">): Promise<void> {
  await Promise.all([remember(SLA_LIST, [sla], ctx), remember(IN_USE, [sla], ctx)]);
}

/** Keeps the SLA names that records show. Not knowing them is never a reason for a card to fail. */
export async function learnFrom(tickets: readonly Ticket[], ctx: Context): Promise<void> {
  const names = [...new Set(slasOf(tickets))];
  if (names.length > 0) await remember(SLA_LIST, names, ctx);
}

async function remember(
  list: string,
  names: readonly string[],
  { learned, clock }: Pick<Context, "learned" | "clock">,
): Promise<void> {
  await learned.remember(list, names, clock.now()).catch(() => undefined);
}

function slasOf(tickets: readonly Ticket[]): string[] {
  return tickets.flatMap(({ sla }) => (sla ? [sla] : []));
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
