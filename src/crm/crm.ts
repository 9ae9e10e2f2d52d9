import type { ContactsApi } from "./contacts.ts";
import type { DealsApi } from "./deals.ts";
import type { PointsApi } from "./points.ts";
import type { RatingsApi } from "./ratings.ts";
import type { TicketsApi } from "./tickets.ts";

/**
 * AntCRM as the bot uses it, one member a resource.
 *
 * Every method rejects with an `AppError` and nothing else. A record that does not exist is `null` or an empty list;
 * failing to look is `unavailable`. A write that got no readable answer is `unclear`: it may have happened.
 */
export interface Crm {
  readonly contacts: ContactsApi;
  readonly deals: DealsApi;
  readonly tickets: TicketsApi;
  readonly points: PointsApi;
  readonly ratings: RatingsApi;
  /** The same service, whose reads are given up when `signal` aborts, or whose calls wait in another lane. */
  with(scope: { signal?: AbortSignal; lane?: Lane }): Crm;
}

/**
 * `people`: somebody is waiting for the answer. `background`: digests, imports and alerts, which share a narrower lane
 * and let people pass.
 */
export type Lane = "people" | "background";
