import type { Ticket } from "../../crm/tickets.ts";
import type { Scene } from "../command.ts";

/** The list under which SLA names are learned: AntCRM requires one for every ticket and publishes none. */
export const SLA_LIST = "sla";

/** The SLA to use when nobody named one: the one last seen in this CRM, or null where no ticket tells. */
export async function usualSla(scene: Scene): Promise<string | null> {
  const [known] = await scene.learned.values(SLA_LIST, 1);
  if (known !== undefined) return known;
  const { tickets } = await scene.crm.tickets.list({ maxPages: 1 });
  await learnFrom(tickets, scene);
  return mostFrequent(slasOf(tickets));
}

/** Keeps the SLA names that records show. Not knowing them is never a reason for a card to fail. */
export async function learnFrom(tickets: readonly Ticket[], { learned, clock }: Scene): Promise<void> {
  const names = [...new Set(slasOf(tickets))];
  if (names.length > 0) await learned.remember(SLA_LIST, names, clock.now()).catch(() => undefined);
}

function slasOf(tickets: readonly Ticket[]): string[] {
  return tickets.flatMap(({ sla }) => (sla ? [sla] : []));
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
