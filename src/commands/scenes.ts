import { type RoleBook, roleOf } from "../access/roles.ts";
import type { SecurityLog } from "../access/security-log.ts";
import type { Crm } from "../crm/crm.ts";
import { createFormats, type Formats } from "../i18n/formats.ts";
import { LOCALES, type Locale, localeOf } from "../i18n/phrases.ts";
import type { Call } from "./call.ts";
import type { Clock, History, Scene, Trail, Who } from "./command.ts";
import { calledBy, numberIn, referenceTo } from "./customers/look-up.ts";
import { type FilesOf, withinLimit } from "./files.ts";
import type { Learned } from "./learned.ts";
import type { Settings } from "./settings/settings-book.ts";

export interface ScenesPorts {
  crm: Crm;
  learned: Learned;
  settings: Settings;
  pseudonym(clear: string): string;
  history: History;
  securityLog: SecurityLog;
  filesOf: FilesOf;
  people: {
    find(person: string): Promise<KnownPerson | null>;
    setName(person: string, name: string, at: Date): Promise<void>;
  };
  roles: RoleBook;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
}

interface KnownPerson {
  locale: string | null;
  name: string | null;
  role: string | null;
}

/** Sets the scene for a command: who asks, in which language, and what the house lends. */
export interface Scenes {
  whoIs(call: Call): Promise<Who>;
  /** @param signal aborts when nobody waits for the answer any more */
  open(call: Call, who: Who, signal: AbortSignal): Scene;
}

export function createScenes(ports: ScenesPorts): Scenes {
  const { clock, timeZone, learned, settings, history, defaultLocale } = ports;
  const formats: Readonly<Record<Locale, Formats>> = {
    vi: createFormats("vi", timeZone),
    en: createFormats("en", timeZone),
  };

  /** By their names admins say whom they mean. Not keeping one is no reason to leave a person without an answer. */
  async function keepName({ person, personName }: Call, known: KnownPerson | null): Promise<void> {
    // Where the platform does not tell in time, a person is called by their id, or not at all.
    const isTold = personName !== "" && !person.endsWith(`:${personName}`);
    if (!isTold || personName === known?.name) return;
    await ports.people.setName(person, personName, clock.now()).catch(() => undefined);
  }

  return {
    async whoIs(call) {
      const known = await ports.people.find(call.person);
      const locale =
        LOCALES.find((one) => one === known?.locale) ?? localeOf(call.languageHint, defaultLocale);
      await keepName(call, known);
      const role = roleOf(call.person, ports.roles, known?.role, call.isGuest);
      return { person: call.person, name: call.personName, role, locale };
    },

    open(call, who, signal) {
      const named = new Map<string, string>();
      const trail: Trail = { command: call.body.kind, deed: "none", customer: null, outcome: "shown" };
      return {
        call,
        who,
        crm: ports.crm.with({ signal }),
        clock,
        formats: formats[who.locale],
        timeZone,
        learned,
        settings,
        pseudonym: (clear) => `pseudonym:${ports.pseudonym(clear)}`,
        history,
        files: withinLimit(ports.filesOf(call.place.platform)),
        signal,
        trail,
        named,
        noteSecurity: (event, outcome) => ports.securityLog.note(event, who.person, outcome),
        looked(customer, outcome) {
          const isFound = typeof customer !== "string" && customer !== null;
          const reference = isFound ? referenceTo(customer) : customer;
          if (isFound) named.set(referenceTo(customer), calledBy(customer));
          trail.customer = reference && numberIn(reference);
          trail.outcome = outcome;
        },
      };
    },
  };
}
