import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../logging/logger.ts";
import { type CallContext, Calls, createRequestSender, type EndedCall, type SendRequest } from "./calls.ts";
import { createCampaignsApi } from "./campaigns.ts";
import { createClient } from "./client.ts";
import { type CustomerObserver, createContactsApi } from "./contacts.ts";
import { createSegmentsApi } from "./contacts-write.ts";
import { createDealsApi } from "./deals.ts";
import { type CrmHealth, createBreaker } from "./failure.ts";
import { createMessagesApi } from "./messages.ts";
import { LearnedForms, PhoneMatching } from "./phone-matching.ts";
import { createPointsApi, type PointsMemory } from "./points.ts";
import { PrioritySemaphore } from "./priority-semaphore.ts";
import { createProductsApi, type ProductObserver } from "./products.ts";
import { createRatingsApi } from "./ratings.ts";
import { shareReads } from "./shared-reads.ts";
import { createTasksApi } from "./tasks.ts";
import { createTicketsApi } from "./tickets.ts";

export interface CrmOptions {
  /** `"https://apiring.antbuddy.com"`. A path in it is put before the path of every call. */
  baseUrl: string;
  /** Sent as the header `apikey`. */
  apiKey: string;
  /** The most calls in flight at a time, background work included. By default 32. */
  maxInFlight?: number;
  /** The most calls of background work in flight at a time, within `maxInFlight`. By default 8. */
  backgroundInFlight?: number;
  /** For one try of one call. By default 30 s. */
  timeoutMs?: number;
  log: Logger;
  now?: () => number;
  /** Waits before a read is tried again; a test passes its own. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
  /** Called once for each call, after it has ended. */
  onCall?: ((call: EndedCall) => void) | undefined;
}

/** AntCRM as the bot uses it, in one context. */
export type Crm = Pick<CrmInContext, keyof CrmInContext>;

export interface RunningCrm extends Crm {
  /** The breaker's state, for the status command: `{ state: "up", since }`. */
  health(): CrmHealth;
  /** Tells this observer from now on of every customer that is read, changed or gone. It replaces the one before. */
  observeCustomers(observer: CustomerObserver): void;
  /** The same for products. */
  observeProducts(observer: ProductObserver): void;
  /**
   * From now on a write is sent only if the lease runs without a break since its call, see `Lease.watch`. Otherwise it
   * rejects with `busy`, and nothing was sent.
   */
  fenceWrites(watchLease: () => () => boolean): void;
  /** Closes the connections, after the calls in flight. */
  close(): Promise<void>;
}

const NOBODY: CustomerObserver = { onRead() {}, onChanged() {}, onGone() {} };
const NO_PRODUCTS: ProductObserver = { onRead() {}, onCreated() {}, onChanged() {}, onDeleted() {} };

/** Builds the service. It sends nothing to AntCRM before the first call. */
export function createCrm(options: CrmOptions): RunningCrm {
  const { log, now = Date.now, maxInFlight = 32, backgroundInFlight = 8, timeoutMs = 30_000 } = options;
  const { baseUrl, apiKey } = options;
  const client = createClient({ baseUrl, apiKey, connections: maxInFlight, timeoutMs, now });
  const breaker = createBreaker(log, now);
  let watchLease = () => () => true;
  const sendEach = createRequestSender({
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
    watchLease: () => watchLease(),
    onCall: options.onCall,
  });
  const memory: PointsMemory = {
    phones: new PhoneMatching(),
    historyForms: new LearnedForms(),
    plainListHoldsBoth: false,
  };
  const observers = { customers: NOBODY, products: NO_PRODUCTS };
  const crm = new CrmInContext({ send: shareReads(sendEach), log, memory, observers }, {});
  return Object.assign(crm, {
    health: breaker.health,
    observeCustomers(observer: CustomerObserver) {
      observers.customers = observer;
    },
    observeProducts(observer: ProductObserver) {
      observers.products = observer;
    },
    fenceWrites(watch: () => () => boolean) {
      watchLease = watch;
    },
    close: client.close,
  });
}

/** The parts that all contexts of one CRM share. */
interface Shared {
  send: SendRequest;
  log: Logger;
  memory: PointsMemory;
  /** A context may be older than an observer. */
  observers: { customers: CustomerObserver; products: ProductObserver };
}

/**
 * AntCRM, with one member for each resource. Every request of a person has its own context, so a context is only two
 * small objects. A resource is built when it is used.
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
    return createContactsApi(this.#calls, this.#shared.memory.phones, this.#shared.observers.customers);
  }

  get deals() {
    return createDealsApi(this.#calls, this.#shared.memory.phones);
  }

  get products() {
    return createProductsApi(this.#calls, this.#shared.observers.products);
  }

  get tickets() {
    return createTicketsApi(this.#calls);
  }

  get points() {
    return createPointsApi(this.#calls, this.#shared.memory);
  }

  get segments() {
    return createSegmentsApi(this.#calls);
  }

  get campaigns() {
    return createCampaignsApi(this.#calls);
  }

  get ratings() {
    return createRatingsApi(this.#calls);
  }

  get tasks() {
    return createTasksApi(this.#calls);
  }

  get messages() {
    return createMessagesApi(this.#calls);
  }

  /** Returns the same service in another context, inside this one. Either signal gives up its reads. */
  with(inner: CallContext): Crm {
    const outer = this.#context;
    const signals = [outer.signal, inner.signal].filter((signal) => signal !== undefined);
    const signal = signals.length > 1 && { signal: AbortSignal.any(signals) };
    return new CrmInContext(this.#shared, { ...outer, ...inner, ...signal });
  }
}
