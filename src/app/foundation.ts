import { randomBytes, randomUUID } from "node:crypto";
import type { RoleBook } from "../access/roles.ts";
import { createSecurityLog, type SecurityEvent } from "../access/security-log.ts";
import { createActions } from "../bot/actions.ts";
import type { Clock } from "../bot/context.ts";
import { createContexts } from "../bot/context-factory.ts";
import type { EndedCommand } from "../bot/dispatcher.ts";
import type { FilesOf } from "../bot/files.ts";
import type { RunningCrm } from "../crm/crm.ts";
import type { OnDelivered } from "../delivery/notification.ts";
import type { Health } from "../features/help/status.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import { createJournal } from "../operations/journal.ts";
import { createLease, createPauseClock, type Lease } from "../operations/lease.ts";
import type { OperationState } from "../operations/operation.ts";
import { createOtherLeases } from "../operations/other-leases.ts";
import { createAllowance } from "../search/allowance.ts";
import { createCustomerSearch, createIndexObserver } from "../search/customer-search.ts";
import { createIndexFill } from "../search/fill.ts";
import { createProductFill } from "../search/product-fill.ts";
import { createProductIndex } from "../search/product-index.ts";
import { createProductObserver, createProductSearch } from "../search/product-search.ts";
import { createSearchIndex } from "../search/search-index.ts";
import { createSettingsBook, type Settings, taughtAndSet } from "../settings/settings.ts";
import type { Store } from "../store/open.ts";

export interface AppOptions {
  store: Store;
  crm: RunningCrm;
  clock: Clock;
  log: Logger;
  roles: RoleBook;
  timeZone: string;
  defaultLocale: Locale;
  /** Returns the files that people drop on a platform; absent if there are none. */
  filesOf?: FilesOf;
  /** Returns a person's e-mail from their platform profile; absent if no platform shows it. */
  profileEmail?(person: string): Promise<string | null>;
  /**
   * Whether a person is a guest of the workspace; null: their platform cannot say it at the moment. Absent if there are no
   * guests.
   */
  isGuest?(person: string): Promise<boolean | null>;
  health(): Promise<Health>;
  /** Called for each message that may have been sent before and that nobody waits for. */
  onRepeated?(platform: string): void;
  /** Called for each change of an operation's state. */
  onMoved?(state: OperationState): void;
  /** Called for each answered request of a person. */
  onCommand?(command: EndedCommand): void;
  /** Called for each attempt to deliver what nobody waits for. */
  onDelivered?: OnDelivered;
  /** Called for each security event, after it is logged. */
  onSecurityEvent?(event: SecurityEvent): void;
  /** The time to parse a text, in milliseconds, before the bot gives up; 250 if absent. */
  readWithinMs?: number;
}

/** The services that the features and the conversation are built on. */
export type Foundation = ReturnType<typeof createFoundation>;

export function createFoundation({ store, crm, clock, log, ...options }: AppOptions) {
  const { roles, timeZone, defaultLocale } = options;
  const {
    profileEmail = async () => null,
    isGuest = async () => false,
    onRepeated = () => {},
    onSecurityEvent = () => {},
    onCommand,
    onDelivered,
  } = options;
  const { now } = clock;
  const { people } = store;
  const logOf = (module: string) => log.child({ module });
  const settings = createSettingsBook(store.settings, now);
  const learned = taughtAndSet(store.learned, settings);
  const monotonicMs = () => performance.now();
  const lease = createLease(store.workers, newId(), createPauseClock(monotonicMs, Date.now));
  const otherLeases = createOtherLeases(store.workers, lease, { monotonicMs, log: logOf("leases") });
  crm.fenceWrites(lease.watch);
  const journal = createJournal({
    ...{ lease, now, newId, newReference, onMoved: options.onMoved },
    store: store.operations,
    log: logOf("operations"),
    wait: (ms) => clock.wait(ms),
  });
  const searches = createSearches({ store, crm, settings, lease, now, log: logOf("index") });
  const { search, productSearch } = searches;
  const contexts = createContexts({
    ...{ roles, timeZone, defaultLocale, crm, clock, learned, settings, people, isGuest },
    ...{ search, productSearch },
    filesOf: options.filesOf ?? (() => undefined),
    pseudonym: store.pseudonym,
    history: journal,
    securityLog: createSecurityLog(logOf("security"), now, onSecurityEvent),
  });
  const actions = createActions(store.actions, now, newId);
  return {
    ...{ store, crm, clock, now, people, roles, timeZone, defaultLocale, logOf, newId, newReference },
    ...searches,
    ...{ settings, learned, lease, otherLeases, journal, contexts, actions },
    ...{ profileEmail, onRepeated, onSecurityEvent, onCommand, onDelivered },
  };
}

interface SearchParts extends Pick<AppOptions, "store" | "crm" | "log"> {
  settings: Settings;
  lease: Lease;
  now(): Date;
}

/** Creates the indexes of customers and products, and notifies them of every record that is read. */
function createSearches({ store, crm, settings, lease, now, log }: SearchParts) {
  const [index, productIndex] = [
    createSearchIndex(store.searchIndex),
    createProductIndex(store.productIndex),
  ];
  const filling = {
    ...{ marks: store.settings, settings, allowance: createAllowance(now), now, log },
    crm: crm.with({ priority: "background" }),
    leads: () => leads("search-index", store, lease),
  };
  const indexFill = createIndexFill({ ...filling, index, rows: store.searchIndex });
  const productFill = createProductFill({ ...filling, index: productIndex, rows: store.productIndex });
  crm.observeCustomers(createIndexObserver(index, indexFill, log));
  crm.observeProducts(createProductObserver(productIndex, productFill, filling.crm, log));
  return {
    ...{ indexFill, productFill },
    search: createCustomerSearch(index, indexFill, log),
    productSearch: createProductSearch(productIndex, productFill),
  };
}

/** True if this process is the one that does a job. */
export async function leads(job: string, { leaders }: Store, lease: Lease): Promise<boolean> {
  await lease.renewIfDue();
  return leaders.lead(job, lease.owner);
}

/**
 * Returns 122 random bits in 22 characters, so that nobody can guess the id of another person's button. A UUID is used
 * because Node keeps random bytes for UUIDs ready, and a card needs a dozen ids.
 */
function newId(): string {
  return Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
}

/** Returns eight characters that are not misread on the phone: no 0 and O, and no 1, I and L. */
function newReference(): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  return Array.from(randomBytes(8), (byte) => alphabet[byte % alphabet.length]).join("");
}
