import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../logging/logger.ts";
import { createBreaker, type Health } from "./breaker.ts";
import { type CallContext, Calls, type Send } from "./calls.ts";
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
import { createSender, type EndedCall } from "./sender.ts";
import { createTasks, type TasksApi } from "./tasks.ts";
import { createTickets, type TicketsApi } from "./tickets.ts";

/**
 * AntCRM as the bot uses it, one member a resource.
 *
 * Every method rejects with an `AppError` and nothing else. A record that does not exist is `null` or an empty list;
 * a failed read is `unavailable`. A write without a readable answer is `unclear`: it may have happened.
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
  /** The same service in another context, inside this one: either signal gives up its reads. */
  with(context: CallContext): Crm;
}

export interface CrmOptions {
  /** `"https://apiring.antbuddy.com"`. A path in it is put before the path of every call. */
  baseUrl: string;
  /** Sent as the header `apikey`. */
  apiKey: string;
  /** Calls in flight at a time, background work included: 32. */
  maxInFlight?: number;
  /** Calls of background work in flight at a time, within `maxInFlight`: 8. */
  backgroundInFlight?: number;
  /** For one try of one call: 30 s. */
  timeoutMs?: number;
  log: Logger;
  now?: () => number;
  /** Waits before a read is tried again; a test passes its own. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
  /** Is called once for each call, when it has ended. */
  onCall?: ((call: EndedCall) => void) | undefined;
}

export interface RunningCrm extends Crm {
  /** The breaker's state, for the status command: `{ state: "up", since }`. */
  health(): Health;
  /** Closes the connections, after the calls in flight. */
  close(): Promise<void>;
}

/** Builds the service. It asks AntCRM nothing before the first call. */
export function createCrm(options: CrmOptions): RunningCrm {
  const { log, now = Date.now, maxInFlight = 32, backgroundInFlight = 8, timeoutMs = 30_000 } = options;
  const { baseUrl, apiKey } = options;
  const client = createClient({ baseUrl, apiKey, connections: maxInFlight, timeoutMs, now });
  const breaker = createBreaker(log, now);
  const send = createSender({
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
  const crm = new CrmInContext({ send, log, memory }, {});
  return Object.assign(crm, { health: breaker.health, close: client.close });
}

/** What all contexts of one CRM share. */
interface Shared {
  send: Send;
  log: Logger;
  memory: PointsMemory;
}

/** A context costs two small objects: every request of a person has its own. A resource is built where it is used. */
class CrmInContext implements Crm {
  readonly #shared: Shared;
  readonly #context: CallContext;
  readonly #calls: Calls;

  constructor(shared: Shared, context: CallContext) {
    this.#shared = shared;
    this.#context = context;
    this.#calls = new Calls(shared.send, context, shared.log);
  }

  get contacts(): ContactsApi {
    return createContacts(this.#calls, this.#shared.memory.phones);
  }

  get deals(): DealsApi {
    return createDeals(this.#calls, this.#shared.memory.phones);
  }

  get products(): ProductsApi {
    return createProducts(this.#calls);
  }

  get tickets(): TicketsApi {
    return createTickets(this.#calls);
  }

  get points(): PointsApi {
    return createPoints(this.#calls, this.#shared.memory);
  }

  get segments(): SegmentsApi {
    return createSegments(this.#calls);
  }

  get campaigns(): CampaignsApi {
    return createCampaigns(this.#calls);
  }

  get ratings(): RatingsApi {
    return createRatings(this.#calls);
  }

  get tasks(): TasksApi {
    return createTasks(this.#calls);
  }

  get messages(): MessagesApi {
    return createMessages(this.#calls);
  }

  with(context: CallContext): Crm {
    return new CrmInContext(this.#shared, within(this.#context, context));
  }
}

/** The inner context inside the outer one: either signal aborts. */
function within(outer: CallContext, inner: CallContext): CallContext {
  const signals = [outer.signal, inner.signal].filter((signal) => signal !== undefined);
  return { ...outer, ...inner, ...(signals.length > 1 && { signal: AbortSignal.any(signals) }) };
}
