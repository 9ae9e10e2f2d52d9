import type { PeopleRepository } from "../access/people.ts";
import { hasDefaultRole, type RoleBook, roleOf } from "../access/roles.ts";
import type { SecurityLog } from "../access/security-log.ts";
import { CallBudget } from "../crm/calls.ts";
import type { Crm } from "../crm/crm.ts";
import { calledBy, referenceTo } from "../crm/customer.ts";
import { createFormats, type Formats } from "../i18n/formats.ts";
import { LOCALES, type Locale, localeOf } from "../i18n/messages.ts";
import type { Learned } from "../settings/learned.ts";
import type { Settings } from "../settings/settings.ts";
import type { Call } from "./call.ts";
import type { AuditDraft, Clock, Context, History, Who } from "./context.ts";
import { type FilesOf, withinLimit } from "./files.ts";
import { recordContact } from "./record-contact.ts";
import { customerKey, isOtherRecord, numberIn } from "./record-reference.ts";

export interface ContextsPorts {
  crm: Crm;
  learned: Learned;
  settings: Settings;
  pseudonym(clear: string): string;
  history: History;
  securityLog: SecurityLog;
  filesOf: FilesOf;
  people: PeopleRepository;
  roles: RoleBook;
  /** Is this a guest of the team's workspace, as their platform tells now? */
  isGuest(person: string): Promise<boolean>;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
}

/** Creates the context of a command: who asks, in which language, and the services. */
export interface Contexts {
  /** With the role that they have now, also where the bot works on their behalf long after they wrote. */
  whoIs(call: Call): Promise<Who>;
  /**
   * @param signal aborts when nobody waits for the answer any more
   * @param budget how many reads of AntCRM may be made unasked; any number unless given
   */
  open(call: Call, who: Who, signal: AbortSignal, budget?: CallBudget): Context;
}

export function createContexts(ports: ContextsPorts): Contexts {
  const { clock, timeZone, learned, settings, history, defaultLocale } = ports;
  const formats: Readonly<Record<Locale, Formats>> = {
    vi: createFormats("vi", timeZone),
    en: createFormats("en", timeZone),
  };

  /** Asks the platform only where the answer matters: a role that an admin has given holds for guests as well. */
  async function isGuest({ person, isGuest: known }: Call, role: string | null): Promise<boolean> {
    if (known !== undefined) return known;
    return hasDefaultRole({ person, role }, ports.roles) && ports.isGuest(person);
  }

  return {
    async whoIs(call) {
      const known = await ports.people.find(call.person);
      const locale =
        LOCALES.find((one) => one === known?.locale) ?? localeOf(call.languageHint, defaultLocale);
      await recordContact(call, known, ports);
      const given = known?.role ?? null;
      const role = roleOf(call.person, ports.roles, given, await isGuest(call, given));
      return { person: call.person, name: call.personName, role, locale };
    },

    open(call, who, signal, budget = new CallBudget(Number.POSITIVE_INFINITY)) {
      const named = new Map<string, string>();
      const auditEntry: AuditDraft = {
        command: call.body.kind,
        effect: "none",
        customer: null,
        outcome: "shown",
        customers: new Set(),
        isFile: false,
      };
      const pseudonym = (clear: string) => `pseudonym:${ports.pseudonym(clear)}`;
      const shows = (reference: string | null) => {
        if (reference !== null) auditEntry.customers.add(customerKey(reference, pseudonym));
      };
      return {
        call,
        who,
        crm: ports.crm.with({ signal, budget, person: who.person }),
        budget,
        clock,
        formats: formats[who.locale],
        timeZone,
        learned,
        settings,
        pseudonym,
        history,
        files: withinLimit(ports.filesOf(call.place.platform)),
        signal,
        auditEntry,
        named,
        noteSecurity: (event, outcome) => ports.securityLog.note(event, who.person, outcome),
        shows,
        recordAccess(customer, outcome) {
          const isFound = typeof customer !== "string" && customer !== null;
          const reference = isFound ? referenceTo(customer) : customer;
          if (!isOtherRecord(reference)) shows(reference);
          if (isFound) named.set(referenceTo(customer), calledBy(customer));
          auditEntry.customer = reference && numberIn(reference);
          auditEntry.outcome = outcome;
        },
      };
    },
  };
}
