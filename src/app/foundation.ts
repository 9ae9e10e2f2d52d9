import { randomBytes, randomUUID } from "node:crypto";
import type { RoleBook } from "../access/roles.ts";
import { createSecurityLog, type SecurityEvent } from "../access/security-log.ts";
import { createActions } from "../bot/actions.ts";
import type { Clock } from "../bot/context.ts";
import { createContexts } from "../bot/context-factory.ts";
import type { FilesOf } from "../bot/files.ts";
import type { RunningCrm } from "../crm/crm.ts";
import type { Health } from "../features/help/status.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import { createJournal } from "../operations/journal.ts";
import { createLease } from "../operations/lease.ts";
import type { OperationState } from "../operations/operation.ts";
import { createSettingsBook, taughtAndSet } from "../settings/settings.ts";
import type { Store } from "../store/open.ts";

export interface AppOptions {
  store: Store;
  crm: RunningCrm;
  clock: Clock;
  log: Logger;
  roles: RoleBook;
  timeZone: string;
  defaultLocale: Locale;
  /** Where the files are that people drop; without it, there are none. */
  filesOf?: FilesOf;
  /** A person's e-mail as their platform's profile shows it; without it, none does. */
  profileEmail?(person: string): Promise<string | null>;
  /** Is this a guest of the team's workspace, as their platform says now? Without it, nobody is. */
  isGuest?(person: string): Promise<boolean>;
  health(): Promise<Health>;
  /** Counts messages that may have been sent before and that nobody waits for. */
  onRepeated?(platform: string): void;
  /** Counts the moves of operations. */
  onMoved?(state: OperationState): void;
  /** Counts security events; they are logged in any case. */
  onSecurityEvent?(event: SecurityEvent): void;
  /** How long a text is read before it is given up, in milliseconds; 250 unless given. */
  readWithinMs?: number;
}

/** What the features and the conversation are built on. */
export type Foundation = ReturnType<typeof createFoundation>;

export function createFoundation({ store, crm, clock, log, ...options }: AppOptions) {
  const { roles, timeZone, defaultLocale } = options;
  const {
    profileEmail = async () => null,
    isGuest = async () => false,
    onRepeated = () => {},
    onSecurityEvent = () => {},
  } = options;
  const { now } = clock;
  const { people } = store;
  const logOf = (module: string) => log.child({ module });
  const settings = createSettingsBook(store.settings, now);
  const learned = taughtAndSet(store.learned, settings);
  const lease = createLease(store.workers, newId(), () => performance.now());
  const journal = createJournal({
    ...{ lease, now, newId, newReference, onMoved: options.onMoved },
    store: store.operations,
    log: logOf("operations"),
    wait: (ms) => clock.wait(ms),
  });
  const contexts = createContexts({
    ...{ roles, timeZone, defaultLocale, crm, clock, learned, settings, people, isGuest },
    filesOf: options.filesOf ?? (() => undefined),
    pseudonym: store.pseudonym,
    history: journal,
    securityLog: createSecurityLog(logOf("security"), now, onSecurityEvent),
  });
  const actions = createActions(store.actions, now, newId);
  return {
    ...{ store, crm, clock, now, people, roles, timeZone, defaultLocale, logOf, newId, newReference },
    ...{ settings, learned, lease, journal, contexts, actions, profileEmail, onRepeated, onSecurityEvent },
  };
}

/**
 * 122 random bits in 22 characters, so that nobody can guess the id of another person's button. It is made of a UUID,
 * because Node keeps random bytes for those ready, and a card needs a dozen.
 */
function newId(): string {
  return Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
}

/** Eight characters that are not misread on the phone: no 0 and O, no 1, I and L. */
function newReference(): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  return Array.from(randomBytes(8), (byte) => alphabet[byte % alphabet.length]).join("");
}
