import type { Context } from "../../bot/command.ts";
import type { Ticket } from "../../crm/ticket.ts";
import { learnFrom as learnSlas } from "./sla.ts";

/** The lists under which a tenant's own words are learned; AntCRM publishes none of them (antcrm-api.md 6). */
export const STATUS_LIST = "ticket status";
export const GROUP_LIST = "ticket group";
export const CATEGORY_LIST = "ticket category";
export const RESOLUTION_LIST = "ticket resolution";

const WORDS: readonly (readonly [list: string, of: (ticket: Ticket) => string | null])[] = [
  [STATUS_LIST, ({ status }) => status],
  [GROUP_LIST, ({ group }) => group],
  [CATEGORY_LIST, ({ category }) => category],
  [RESOLUTION_LIST, ({ resolution }) => resolution],
];

/** Keeps the words that records show, SLA names among them. Not knowing them is never a reason for a card to fail. */
export async function learnFromTickets(tickets: readonly Ticket[], ctx: Context): Promise<void> {
  const each = WORDS.map(([list, of]) => remember(list, tickets.map(of), ctx));
  await Promise.all([learnSlas(tickets, ctx), ...each]);
}

/** Keeps a word that AntCRM has accepted, to be offered next time. */
export async function remember(
  list: string,
  words: readonly (string | null | undefined)[],
  { learned, clock }: Pick<Context, "learned" | "clock">,
): Promise<void> {
  const known = [...new Set(words)].filter((word): word is string => Boolean(word));
  if (known.length > 0) await learned.remember(list, known, clock.now()).catch(() => undefined);
}
