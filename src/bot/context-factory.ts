import * as z from "zod";
import type { PeopleRepository, Person } from "../access/people.ts";
import { type Role, type RoleBook, roleOf } from "../access/roles.ts";
import type { SecurityLog } from "../access/security-log.ts";
import type { ShownRecord } from "../cards/card.ts";
import { CallBudget } from "../crm/calls.ts";
import type { Crm } from "../crm/crm.ts";
import { calledBy, referenceTo } from "../crm/customer.ts";
import { commonMessages } from "../i18n/common-messages.ts";
import { createFormats, type Formats } from "../i18n/formats.ts";
import { LOCALES, type Locale, localeOf } from "../i18n/messages.ts";
import type { CustomerSearch } from "../search/customer-search.ts";
import type { ProductSearch } from "../search/product-search.ts";
import type { Learned, Settings } from "../settings/settings.ts";
import type { Call } from "./call.ts";
import {
  type AuditDraft,
  type Clock,
  type Context,
  customerKey,
  type History,
  isOtherRecord,
  storableReference,
  type Who,
} from "./context.ts";
import { type FilesOf, withinLimit } from "./files.ts";
import { Unidentified } from "./unidentified.ts";

const AskedIn = z.object({
  locale: z.enum(LOCALES).optional(),
  platform: z.enum(["slack", "telegram", "terminal"]),
  chat: z.string(),
  thread: z.string().optional(),
  shared: z.boolean(),
});

/** That a person wrote is stored only once in this time, so that most look-ups need no write. */
const SEEN_EVERY_MS = 24 * 60 * 60 * 1000;

export interface ContextsPorts {
  crm: Crm;
  search: CustomerSearch;
  productSearch: ProductSearch;
  learned: Learned;
  settings: Settings;
  pseudonym(clear: string): string;
  history: History;
  securityLog: SecurityLog;
  filesOf: FilesOf;
  people: PeopleRepository;
  roles: RoleBook;
  /** Whether a person is a guest of the team's workspace; null: their platform cannot say it at the moment. */
  isGuest(person: string): Promise<boolean | null>;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
}

export type Contexts = ReturnType<typeof createContexts>;

/** Creates the context of a command: who asks, in which language, and the services. */
export function createContexts(ports: ContextsPorts) {
  const { clock, timeZone, learned, settings, history, defaultLocale } = ports;
  const formats: Readonly<Record<Locale, Formats>> = {
    vi: createFormats("vi", timeZone),
    en: createFormats("en", timeZone),
  };

  /**
   * Returns the current role. Asks the platform only if its answer matters: a role that an admin has given is valid for
   * guests too.
   * @throws Unidentified
   */
  async function currentRole({ person, isGuest }: Call, given: string | null, locale: Locale): Promise<Role> {
    const ofMember = roleOf(person, ports.roles, given);
    const ofGuest = roleOf(person, ports.roles, given, true);
    if (ofMember === ofGuest) return ofMember;
    const known = isGuest === undefined ? await ports.isGuest(person) : isGuest;
    if (known === null) throw new Unidentified(locale);
    return known ? ofGuest : ofMember;
  }

  return {
    /**
     * Returns the person with their current role, even if the bot works on their behalf long after they wrote.
     * @throws Unidentified their platform cannot say at the moment whether they have the default role
     */
    async whoIs(call: Call): Promise<Who> {
      const known = await ports.people.find(call.person);
      const locale =
        LOCALES.find((one) => one === known?.locale) ?? localeOf(call.languageHint, defaultLocale);
      await recordContact(call, known, ports);
      const role = await currentRole(call, known?.role ?? null, locale);
      return { person: call.person, name: call.personName, role, locale };
    },

    /**
     * @param signal aborts when nobody waits for the answer any more
     * @param budget how many reads of AntCRM are allowed before the person is asked; any number unless given
     */
    open(
      call: Call,
      who: Who,
      signal: AbortSignal,
      budget = new CallBudget(Number.POSITIVE_INFINITY),
    ): Context {
      const named = new Map<string, string>();
      const found: ShownRecord[] = [];
      const auditEntry: AuditDraft = {
        command: call.body.kind,
        effect: "none",
        customer: null,
        outcome: "shown",
        customers: new Set(),
        isFile: false,
      };
      const pseudonym = (clear: string) => `pseudonym:${ports.pseudonym(clear)}`;
      const countShown = (reference: string | null) => {
        if (reference !== null) auditEntry.customers.add(customerKey(reference, pseudonym));
      };
      return {
        call,
        who,
        crm: ports.crm.with({ signal, budget, person: who.person }),
        search: ports.search,
        productSearch: ports.productSearch,
        budget,
        clock,
        formats: formats[who.locale],
        common: commonMessages[who.locale],
        timeZone,
        learned,
        settings,
        pseudonym,
        history,
        files: withinLimit(ports.filesOf(call.place.platform)),
        signal,
        auditEntry,
        named,
        found,
        noteSecurity: (event, outcome) => ports.securityLog.note(event, who.person, outcome),
        countShown,
        recordAccess(customer, outcome) {
          const isFound = typeof customer !== "string" && customer !== null;
          const reference = isFound ? referenceTo(customer) : customer;
          if (!isOtherRecord(reference)) countShown(reference);
          if (isFound) {
            named.set(referenceTo(customer), calledBy(customer));
            found.push({ kind: "customer", reference: referenceTo(customer), name: customer.name });
          }
          auditEntry.customer = reference && storableReference(reference);
          auditEntry.outcome = outcome;
        },
      };
    },
  };
}

/**
 * Stores what an admin needs to choose the right person: name, verified username, and when they wrote. Never rejects.
 */
async function recordContact(
  { person, personName, username }: Call,
  known: Person | null,
  { people, clock }: { people: PeopleRepository; clock: Clock },
): Promise<void> {
  // Work that the bot does on somebody's behalf comes without their name.
  if (personName === "") return;
  const now = clock.now();
  const isDue = now.getTime() - (known?.lastSeen?.getTime() ?? 0) >= SEEN_EVERY_MS;
  // If a platform does not know a name in time, it gives the id instead.
  const isNew = personName !== known?.name && !person.endsWith(`:${personName}`);
  const isRenamed = username !== undefined && username !== (known?.username ?? null);
  // If the store fails here, the person still gets an answer.
  await Promise.all([
    isDue ? people.setSeen(person, now) : undefined,
    isNew ? people.setName(person, personName, now) : undefined,
    isRenamed ? people.setUsername(person, username, now) : undefined,
  ]).catch(() => undefined);
}

/** Parses the stored place and language of a request: `{"platform":"slack","chat":"D01",…}`. */
function askedIn(kept: string): Pick<Call, "place" | "languageHint"> {
  const { thread, locale, ...place } = AskedIn.parse(JSON.parse(kept));
  return {
    place: thread === undefined ? place : { ...place, thread },
    ...(locale === undefined ? {} : { languageHint: locale }),
  };
}

/**
 * Creates the context of an operation or an import whose event was answered long ago. Nobody waits for the answer.
 * @param id  what the log calls it: `"import:0194…"`
 */
export async function contextWithoutEvent(
  id: string,
  { person, place }: { person: string; place: string },
  contexts: Contexts,
): Promise<Context> {
  const call: Call = { id, person, personName: "", body: { kind: "action", action: "" }, ...askedIn(place) };
  return contexts.open(call, await contexts.whoIs(call), new AbortController().signal);
}
