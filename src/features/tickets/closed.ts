import type { Context } from "../../bot/context.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import type { Settings } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";
import { STATUS_LIST, ticketRecord } from "./ticket-record.ts";

/** The statuses that count as closed where a team has not set any: words that tenants use. */
const USUALLY_CLOSED = /^(closed|resolved|done|solved|da dong|dong|da giai quyet|hoan thanh)$/;

/** What counts as closed. Statuses are the tenant's own words: src/crm/API.md#ticket-words */
export interface Closed {
  /** True where the team has set the statuses; otherwise the usual words count. */
  isSet: boolean;
  has(status: string | null): boolean;
}

export async function closedStatuses(settings: Settings): Promise<Closed> {
  const set = new Set((await settings.get("tickets.closed")).map(plain));
  const isSet = set.size > 0;
  return {
    isSet,
    has: (status) => (isSet ? set.has(plain(status ?? "")) : USUALLY_CLOSED.test(plain(status ?? ""))),
  };
}

/** Pages of tickets to read where no closing status is known yet. */
const PAGES = 2;

/** Returns the status that closes a ticket; null where none is set and none is known. */
export async function closingStatus(ctx: Context): Promise<string | null> {
  const [set] = await ctx.settings.get("tickets.closed");
  if (set !== undefined) return set;
  const closed = await closedStatuses(ctx.settings);
  const seen = async () => (await ctx.learned.values(STATUS_LIST)).find(closed.has) ?? null;
  const known = await seen();
  if (known !== null) return known;
  const { tickets } = await ctx.crm.tickets.list({ maxPages: PAGES });
  await learnFromRecords(ticketRecord, tickets, ctx);
  return seen();
}

function plain(status: string): string {
  return fold(status).trim();
}
