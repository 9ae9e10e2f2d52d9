import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../logging/logger.ts";
import { createBreaker, type Health } from "./breaker.ts";
import { type Calls, createCalls, type EndedCall, type Scope } from "./calls.ts";
import { type CampaignsApi, createCampaigns } from "./campaigns.ts";
import { createClient } from "./client.ts";
import { type ContactsApi, createContacts } from "./contacts.ts";
import { createDeals, type DealsApi } from "./deals.ts";
import { createMessages, type MessagesApi } from "./messages.ts";
import { PhoneMatching } from "./phone-matching.ts";
import { createPoints, type PointsApi, type PointsMemory } from "./points.ts";
import { PrioritySemaphore } from "./priority-semaphore.ts";
import { createProducts, type ProductsApi } from "./products.ts";
import { createRatings, type RatingsApi } from "./ratings.ts";
import { createSegments, type SegmentsApi } from "./segments.ts";
import { createTasks, type TasksApi } from "./tasks.ts";
import { createTickets, type TicketsApi } from "./tickets.ts";

/**
 * AntCRM as the bot uses it, one member a resource.
 *
 * Every method rejects with an `AppError` and nothing else. A record that does not exist is `null` or an empty list;
 * failing to look is `unavailable`. A write that got no readable answer is `unclear`: it may have happened.
 */
export interface Crm {
  readonly contacts: ContactsApi;
  readonly deals: DealsApi;
  readonly products: ProductsApi;
  readonly tickets: TicketsApi;
  readonly points: PointsApi;
  readonly segments: SegmentsApi;
  readonly campaigns: CampaignsApi;
  readonly ratings: RatingsApi;
  readonly tasks: TasksApi;
  readonly messages: MessagesApi;
  /** The same service, whose reads are given up when `signal` aborts, or whose calls wait in another lane. */
  with(scope: Scope): Crm;
}

export interface CrmOptions {
  /** `"https://apiring.antbuddy.com"`; a path in it stands before every call's. */
  baseUrl: string;
  /** Sent as the header `apikey` [seed]. */
  apiKey: string;
  /** Calls at a time, both lanes together: 32. */
  maxInFlight?: number;
  /** Calls of background work at a time, inside `maxInFlight`: 8. */
  backgroundInFlight?: number;
  /** For one try of one call: 30 s. */
  timeoutMs?: number;
  log: Logger;
  now?: () => number;
  /** Waits before a read is tried again; a test passes its own. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
  /** Is told of each call once, when it has ended; without it, nobody is. */
  onCall?: ((call: EndedCall) => void) | undefined;
}

export interface RunningCrm extends Crm {
  /** AntCRM as the breaker sees it, for the status command: `{ state: "up", since }`. */
  health(): Health;
  /** Ends the kept connections, after the calls under way. */
  close(): Promise<void>;
}

/** Builds the service. Nothing is asked of AntCRM before the first call. */
export function createCrm(options: CrmOptions): RunningCrm {
  const { log, now = Date.now, maxInFlight = 32, backgroundInFlight = 8, timeoutMs = 30_000 } = options;
  const { baseUrl, apiKey } = options;
  const client = createClient({ baseUrl, apiKey, connections: maxInFlight, timeoutMs, now });
  const breaker = createBreaker(log, now);
  const callsIn = createCalls({
    client,
    breaker,
    semaphore: new PrioritySemaphore({
      all: maxInFlight,
      background: Math.min(backgroundInFlight, maxInFlight),
    }),
    log,
    now,
    wait: options.wait ?? ((ms, signal) => sleep(ms, undefined, signal && { signal })),
    random: options.random ?? Math.random,
    onCall: options.onCall,
  });
  const memory: PointsMemory = { phones: new PhoneMatching(), plainListHoldsBoth: false };

  return { ...inScope({}, callsIn, memory), health: breaker.health, close: client.close };
}

function inScope(scope: Scope, callsIn: (scope: Scope) => Calls, memory: PointsMemory): Crm {
  const calls = callsIn(scope);
  return {
    contacts: createContacts(calls, memory.phones),
    deals: createDeals(calls, memory.phones),
    products: createProducts(calls),
    tickets: createTickets(calls),
    points: createPoints(calls, memory),
    segments: createSegments(calls),
    campaigns: createCampaigns(calls),
    ratings: createRatings(calls),
    tasks: createTasks(calls),
    messages: createMessages(calls),
    with: (inner) => inScope(narrowed(scope, inner), callsIn, memory),
  };
}

/** A scope within a scope: either signal ends it. */
function narrowed(outer: Scope, inner: Scope): Scope {
  const signals = [outer.signal, inner.signal].filter((signal) => signal !== undefined);
  return { ...outer, ...inner, ...(signals.length > 1 && { signal: AbortSignal.any(signals) }) };
}
