import "./heap.ts";
import { randomBytes, randomUUID } from "node:crypto";
import { type RoleBook, roleOf } from "../access/roles.ts";
import { createSecurityLog, type SecurityEvent } from "../access/security-log.ts";
import { createUnknownGroups } from "../access/unknown-groups.ts";
import { createRefusals, type Refusals } from "../bot/access-refusals.ts";
import { createActions } from "../bot/actions.ts";
import type { Clock } from "../bot/command.ts";
import { createContexts } from "../bot/contexts.ts";
import { createDispatcher, type Dispatcher } from "../bot/dispatcher.ts";
import type { FilesOf } from "../bot/files.ts";
import { createDrafts } from "../bot/forms/draft.ts";
import { createGiveUp } from "../bot/give-up.ts";
import { createAnnouncer, createOutages } from "../bot/outages.ts";
import { createLookUps } from "../bot/quota/look-ups.ts";
import { createLookUpNotices, type LookUpNotices } from "../bot/quota/notices.ts";
import { createSharing } from "../bot/sharing.ts";
import { createConfirmations } from "../bot/writes/confirmations.ts";
import { createRecovery, type Recovery, type Tell } from "../bot/writes/recovery.ts";
import { createPainter } from "../charts/painter.ts";
import type { Config } from "../config/config.ts";
import { type CrmOptions, createCrm, type RunningCrm } from "../crm/crm.ts";
import { type AlertService, createAlertService } from "../features/alerts/alert-service.ts";
import { createAlertDelivery } from "../features/alerts/delivery.ts";
import { createMessages } from "../features/alerts/messages.ts";
import { createAlertPoller } from "../features/alerts/poller.ts";
import { createRules } from "../features/alerts/rules.ts";
import { createCommands } from "../features/catalogue.ts";
import { createDigestContexts } from "../features/digests/digest-contexts.ts";
import { createDigestService, type DigestService } from "../features/digests/digest-service.ts";
import { createDigestRunner } from "../features/digests/runner.ts";
import { createSubscriptions } from "../features/digests/subscriptions.ts";
import { createTicketIndex, type TicketIndex } from "../features/digests/ticket-index.ts";
import type { Health } from "../features/help/status.ts";
import { createImportService, type ImportService, maySend } from "../features/imports/import-service.ts";
import { createImports } from "../features/imports/imports.ts";
import { staffEmailOf } from "../features/team/team.ts";
import { closedStatuses } from "../features/tickets/closed.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import { createJournal } from "../operations/journal.ts";
import { createLease, type Lease } from "../operations/lease.ts";
import { type OnMoved, tellingMoves } from "../operations/moves.ts";
import { createSettingsBook, taughtAndSet } from "../settings/settings.ts";
import type { Store } from "../store/open.ts";
import { withTimeLimit } from "../understanding/time-limit.ts";
import { createIntents } from "../understanding/understand.ts";

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
  /** Is this a guest of the team's workspace, as their platform tells now? Without it, nobody is. */
  isGuest?(person: string): Promise<boolean>;
  health(): Promise<Health>;
  /** A message that nobody waits for was sent although it may have been sent before; without it, nobody counts. */
  onRepeated?(platform: string): void;
  /** Without it, nobody counts the moves of operations. */
  onMoved?: OnMoved;
  /** Without it, nobody counts security events; they are logged all the same. */
  onSecurityEvent?(event: SecurityEvent): void;
  /** How long a text is read before it is given up, in milliseconds; 250 unless told. */
  readWithinMs?: number;
}

/** The bot without any platform, and what keeps it honest. */
export interface App extends Dispatcher {
  /** Can this call be dropped before it is stored? */
  ignores: Refusals["ignores"];
  hasRights: Refusals["hasRights"];
  /** One line to each chat that heard of an outage, once AntCRM answers again. */
  announceReturn(tell: Tell): Promise<void>;
  recovery: Recovery;
  imports: ImportService;
  digests: DigestService;
  alerts: AlertService;
  /** Tells admins who looks up unusually many customers. */
  lookUpNotices: LookUpNotices;
  /** The tickets that digests count. */
  ticketIndex: TicketIndex;
  lease: Lease;
}

const HOUR_MS = 3_600_000;

/** Builds the core: here the compiler checks that what the store keeps fits what each room asks of it. */
export function createApp({ store, crm, clock, log, health, ...rest }: AppOptions): App {
  const {
    profileEmail = async () => null,
    isGuest = async () => false,
    onRepeated = () => {},
    onMoved,
    onSecurityEvent = () => {},
    readWithinMs,
    ...team
  } = rest;
  const now = clock.now;
  const { people } = store;
  const outages = createOutages({ health: crm.health, now });
  const sharing = createSharing(now, newId);
  const settingsBook = createSettingsBook(store.settings, now);
  const learned = taughtAndSet(store.learned, settingsBook);
  const lease = createLease(store.workers, newId(), () => performance.now());
  const imports = createImports({
    store: store.imports,
    crm,
    lease,
    now,
    wait: clock.wait,
    today: dayIn(team.timeZone),
    newId,
    newReference,
    maySend: (of) => maySend(of, { contexts, audit: store.audit, clock }),
    log: log.child({ module: "imports" }),
  });
  const background = crm.with({ lane: "background" });
  const ticketIndex = createTicketIndex({
    crm: background,
    rows: store.ticketIndex,
    marks: store.settings,
    now,
    log: log.child({ module: "digests" }),
  });
  const digestContexts = createDigestContexts({
    crm: background,
    clock,
    timeZone: team.timeZone,
    settings: settingsBook,
    tickets: ticketIndex,
    draw: createPainter().draw,
  });
  const subscriptions = createSubscriptions({
    rows: store.subscriptions,
    runs: store.runs,
    timeZone: team.timeZone,
    now,
    newId,
    onPlanned: () => digests.wake(),
  });
  const alertsLog = log.child({ module: "alerts" });
  const rules = createRules({ rows: store.alertRules, events: store.alertEvents, now, newId });
  const poller = createAlertPoller({
    crm,
    rules,
    events: store.alertEvents,
    lease,
    emailOf: async (person) => (await staffEmailOf(person, { people, profileEmail }))?.email ?? null,
    countedTickets: ticketIndex.portions,
    closedStatuses: () => closedStatuses(settingsBook),
    now,
    newId,
    log: alertsLog,
  });
  const messages = createMessages(store.alertEvents, rules);
  const registry = createCommands({
    imports,
    alerts: { rules, messages, assignments: store.assignments, know: poller.know, knowOpen: poller.knowOpen },
    subscriptions,
    digestContexts,
    settingsBook,
    people,
    roles: team.roles,
    profileEmail,
    health,
    forget: store.forget,
    forgetCards() {
      outages.forgetCards();
      sharing.forgetCards();
    },
  });
  const drafts = createDrafts(store.drafts, now, newId);
  const journal = createJournal({
    lease,
    store: onMoved ? tellingMoves(store.operations, onMoved) : store.operations,
    log: log.child({ module: "operations" }),
    now,
    wait: (ms) => clock.wait(ms),
    newId,
    newReference,
  });
  const contexts = createContexts({
    filesOf: () => undefined,
    ...team,
    crm,
    clock,
    learned,
    settings: settingsBook,
    pseudonym: store.pseudonym,
    people,
    isGuest,
    history: journal,
    securityLog: createSecurityLog(log.child({ module: "security" }), now, onSecurityEvent),
  });
  const actions = createActions(store.actions, now, newId);
  const confirmations = createConfirmations({ journal, registry, drafts });
  const refusals = createRefusals({
    roleOf: async ({ person, isGuest }) =>
      roleOf(person, team.roles, (await people.find(person))?.role, isGuest),
    unknownGroups: createUnknownGroups(now),
    now,
    onDropped: () => onSecurityEvent("refusal"),
  });
  const lookUps = createLookUps({
    rows: store.lookUps,
    audit: store.audit,
    settings: settingsBook,
    clock,
    timeZone: team.timeZone,
    onOverQuota: () => onSecurityEvent("over_quota"),
    log: log.child({ module: "quota" }),
  });
  const lookUpNotices = createLookUpNotices({
    rows: store.lookUps,
    people,
    admins: team.roles.admins,
    actions,
    clock,
    timeZone: team.timeZone,
    defaultLocale: team.defaultLocale,
    log: log.child({ module: "quota" }),
  });
  const dispatcher = createDispatcher({
    ...team,
    lookUps,
    contexts,
    registry,
    intents: withTimeLimit(createIntents(registry.grammars), readWithinMs),
    drafts,
    actions,
    refusals,
    confirmations,
    sharing,
    outages,
    learned,
    audit: store.audit,
    clock,
    log: log.child({ module: "commands" }),
  });
  const recovery = createRecovery({
    journal,
    confirmations,
    contexts,
    actions,
    audit: store.audit,
    clock,
    log: log.child({ module: "recovery" }),
  });
  const importService = createImportService({
    imports,
    contexts,
    actions,
    audit: store.audit,
    clock,
    log: log.child({ module: "imports" }),
  });
  const digests = createDigestService({
    runner: createDigestRunner({
      subscriptions,
      runs: store.runs,
      lease,
      timeZone: team.timeZone,
      catchUpMs: async () => (await settingsBook.get("digests.catchup")) * HOUR_MS,
      now,
      newId,
      log: log.child({ module: "schedules" }),
    }),
    contexts,
    digestContexts,
    actions,
    timeZone: team.timeZone,
    defaultLocale: team.defaultLocale,
    onRepeated,
    log: log.child({ module: "digests" }),
  });
  const alerts = createAlertService({
    poller,
    delivery: createAlertDelivery({
      rules,
      events: store.alertEvents,
      messages,
      lease,
      timeZone: team.timeZone,
      now,
      newId,
      log: alertsLog,
    }),
    assignments: store.assignments,
    contexts,
    actions,
    settings: settingsBook,
    clock,
    timeZone: team.timeZone,
    defaultLocale: team.defaultLocale,
    onRepeated,
    log: alertsLog,
  });
  const announceReturn = createAnnouncer({
    outages,
    crm,
    actions,
    log: log.child({ module: "outages" }),
  });
  const giveUp = createGiveUp({ contexts, actions, journal, confirmations });
  return {
    ...dispatcher,
    ignores: refusals.ignores,
    hasRights: refusals.hasRights,
    answer: (call) => (call.isGivenUp ? giveUp(call) : dispatcher.answer(call)),
    recovery,
    imports: importService,
    digests,
    alerts,
    lookUpNotices,
    ticketIndex,
    lease,
    announceReturn,
  };
}

/** The CRM as this configuration reaches it. */
export function openCrm(
  config: Config,
  apiKey: string,
  log: Logger,
  onCall?: CrmOptions["onCall"],
): RunningCrm {
  return createCrm({
    baseUrl: config.ANTCRM_BASE_URL,
    apiKey,
    maxInFlight: config.ANTCRM_MAX_IN_FLIGHT,
    log: log.child({ module: "crm" }),
    onCall,
  });
}

/**
 * 122 random bits in 22 characters: nobody guesses another person's button. A UUID, because Node draws those from a
 * stock, and a card needs a dozen.
 */
function newId(): string {
  return Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
}

/** The day there, `"2026-11-25"`: Canadian English writes it so. */
function dayIn(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone });
  return (at) => format.format(at);
}

/** Eight characters that nobody misreads on the phone: no 0 and O, no 1, I and L. */
function newReference(): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  return Array.from(randomBytes(8), (byte) => alphabet[byte % alphabet.length]).join("");
}
