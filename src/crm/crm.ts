import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../logging/logger.ts";
import { type CallContext, Calls, createSender, type EndedCall, type Send } from "./calls.ts";
import { createCampaigns } from "./campaigns.ts";
import { createClient } from "./client.ts";
import { createContacts } from "./contacts.ts";
import { createSegments } from "./contacts-write.ts";
import { createDeals } from "./deals.ts";
import { createBreaker, type Health } from "./failure.ts";
import { createMessages } from "./messages.ts";
import { PhoneMatching } from "./phone.ts";
import { createPoints, type PointsMemory } from "./points.ts";
import { PrioritySemaphore } from "./priority-semaphore.ts";
import { createProducts } from "./products.ts";
import { createRatings } from "./ratings.ts";
import { createTasks } from "./tasks.ts";
import { createTickets } from "./tickets.ts";

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

/** AntCRM as the bot uses it, in one context. */
export type Crm = Pick<CrmInContext, keyof CrmInContext>;

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

/**
 * AntCRM, one member a resource. A context costs two small objects, because every request of a person has its own: a
 * resource is built where it is used.
 *
 * Every method rejects with an `AppError` and nothing else. A record that does not exist is `null` or an empty list;
 * a failed read is `unavailable`. A write without a readable answer is `unclear`: it may have happened.
 */
class CrmInContext {
  readonly #shared: Shared;
  readonly #context: CallContext;
  readonly #calls: Calls;

  constructor(shared: Shared, context: CallContext) {
    this.#shared = shared;
    this.#context = context;
    this.#calls = new Calls(shared.send, context, shared.log);
  }

  get contacts() {
    return createContacts(this.#calls, this.#shared.memory.phones);
  }

  get deals() {
    return createDeals(this.#calls, this.#shared.memory.phones);
  }

  get products() {
    return createProducts(this.#calls);
  }

  get tickets() {
    return createTickets(this.#calls);
  }

  get points() {
    return createPoints(this.#calls, this.#shared.memory);
  }

  get segments() {
    return createSegments(this.#calls);
  }

  get campaigns() {
    return createCampaigns(this.#calls);
  }

  get ratings() {
    return createRatings(this.#calls);
  }

  get tasks() {
    return createTasks(this.#calls);
  }

  get messages() {
    return createMessages(this.#calls);
  }

  /** The same service in another context, inside this one: either signal gives up its reads. */
  with(inner: CallContext): Crm {
    const outer = this.#context;
    const signals = [outer.signal, inner.signal].filter((signal) => signal !== undefined);
    const signal = signals.length > 1 && { signal: AbortSignal.any(signals) };
    return new CrmInContext(this.#shared, { ...outer, ...inner, ...signal });
  }
}
