import type { Role } from "../access/roles.ts";
import type { SecurityEvent } from "../access/security-log.ts";
import type { ShownRecord } from "../cards/card.ts";
import type { CallBudget } from "../crm/calls.ts";
import type { Crm } from "../crm/crm.ts";
import type { Customer } from "../crm/customer.ts";
import type { CommonMessages } from "../i18n/common-messages.ts";
import type { Formats } from "../i18n/formats.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Operation } from "../operations/operation.ts";
import type { CustomerSearch } from "../search/customer-search.ts";
import type { ProductSearch } from "../search/product-search.ts";
import type { Learned, Settings } from "../settings/settings.ts";
import type { Call } from "./call.ts";
import type { FileSource } from "./files.ts";

/** The person who asks. */
export interface Who {
  person: string;
  name: string;
  role: Role;
  locale: Locale;
}

/** The clock of commands and jobs. It is passed in, so that tests can set it. */
export interface Clock {
  now(): Date;
  /** Milliseconds since some moment. Nobody can set this clock, so durations are measured with it. */
  monotonicMs(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  // The timer of `node:timers/promises` creates an error with a stack at each abort, which costs more than the wait.
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener("abort", end, { once: true });
    }),
};

/** The same request for the same customer within this time was probably made by mistake. */
export const REPEATED_WITHIN_MS = 3_600_000;

/** Earlier operations, for commands that must not write the same data twice. */
export interface History {
  bySource(kind: string, source: string): Promise<Operation | null>;
  /** Done or unclear, the newest first. */
  recent(kind: string, customer: string, since: Date): Promise<Operation[]>;
  /** The newest of one person, or of all. */
  list(person: string | null): Promise<Operation[]>;
}

/** The audit entry of a call as far as it is known. `effect` is `none` where nothing is recorded. */
export interface AuditDraft {
  command: string;
  effect: Effect;
  customer: string | null;
  outcome: string;
  /** The customers that this call shows beside the rows of its card, as the audit names them: `"customer:475"`. */
  customers: Set<string>;
  /** True if the customers are sent in a file. */
  isFile: boolean;
}

export type Effect = "look-up" | "write" | "none";

/** The caller and the services that a running command works with. */
export interface Context {
  call: Call;
  who: Who;
  crm: Crm;
  /** Finds customers by parts of names and numbers, which AntCRM cannot. */
  search: CustomerSearch;
  /** Finds products by words of their names, which AntCRM cannot. */
  productSearch: ProductSearch;
  clock: Clock;
  formats: Formats;
  /** The texts that all features share, in the reader's language. */
  common: CommonMessages;
  timeZone: string;
  learned: Learned;
  settings: Settings;
  history: History;
  /** The files that were dropped where this call came from, at most 20 MB each. */
  files: FileSource;
  /**
   * Returns a name for personal data that the journal and the audit may hold, the same name each time. It stands for a
   * record that has no number yet. `pseudonym("+84981000009")` is `"pseudonym:k3Jx0fQ9a1Zs7Lw2"`.
   */
  pseudonym(clear: string): string;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
  /** The names of the records that this call found: `"customer:476"` → `"Trần Thị Bình · 0867 123 456"`. */
  named: ReadonlyMap<string, string>;
  /** The customers that this call found; the person's next message may mean them. */
  found: ShownRecord[];
  /** The audit entry of this call; `recordAccess` and `countShown` fill it. */
  auditEntry: AuditDraft;
  /** Writes to the audit entry which customer this call was about, and its outcome: `"shown"`, `"none"`, `"several"`. */
  recordAccess(customer: Customer | string | null, outcome: string): void;
  /** Logs and counts that this person did it. The outcome has ids only: no names, e-mails or phone numbers. */
  noteSecurity(event: SecurityEvent, outcome: string): void;
  /**
   * Counts this customer as shown, for the audit and the quota: `"customer:475"`, `"contact:65f8…"`, a phone, an e-mail
   * or `"name:…"`. Of the last three a pseudonym is kept. The rows of a list are counted by their `customer`.
   */
  countShown(reference: string | null): void;
  /** How many reads of AntCRM are left; a digest's reads count as well. */
  budget: CallBudget;
}

/** The context with the parsed input. `t` holds the texts of the command in the language of the reader. */
export type CommandContext<I, W> = Context & { input: I; t: W };

const OTHER_RECORD = /^(ticket|deal|product|segment|person|setting|digest|alert):/;

/** True for a record that is not a customer, such as `"ticket:16001"`. */
export function isOtherRecord(reference: string | null): boolean {
  return reference !== null && OTHER_RECORD.test(reference);
}

/**
 * Returns the reference if the audit and the journal may hold it, such as the CRM's own number of a customer or another
 * record. Returns null for phones, e-mails and names.
 */
export function storableReference(reference: string): string | null {
  return isOtherRecord(reference) || /^(customer|lead|pseudonym):/.test(reference) ? reference : null;
}

/**
 * Returns the name of a customer in the audit and the quota: the CRM's number or ObjectId, else a pseudonym. It is
 * never a phone, an e-mail or a name.
 */
export function customerKey(reference: string, pseudonym: (clear: string) => string): string {
  return /^(customer|lead|contact|pseudonym):/.test(reference) ? reference : pseudonym(reference);
}
