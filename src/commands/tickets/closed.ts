import { fold } from "../../intents/fold.ts";
import type { Settings } from "../settings/settings-book.ts";

/** Where a team has not said which statuses are closed: the words that tenants are seen to use [guide]. */
const USUALLY_CLOSED = /^(closed|resolved|done|solved|da dong|dong|da giai quyet|hoan thanh)$/;

/** What counts as closed: statuses are the tenant's own words (antcrm-api.md 5). */
export interface Closed {
  /** The team has set it; otherwise the usual words are gone by. */
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

function plain(status: string): string {
  return fold(status).trim();
}
