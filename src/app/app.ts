import "./heap.ts";
import type { Refusals } from "../bot/access-refusals.ts";
import type { Notify } from "../bot/call.ts";
import type { Dispatcher } from "../bot/dispatcher.ts";
import { createOutages } from "../bot/outages.ts";
import type { LookUpNotices } from "../bot/quota/notices.ts";
import { createSharing } from "../bot/sharing.ts";
import type { Recovery } from "../bot/writes/recovery.ts";
import type { Config } from "../config/config.ts";
import { type CrmOptions, createCrm, type RunningCrm } from "../crm/crm.ts";
import type { AlertService } from "../features/alerts/alert-service.ts";
import { createCommands } from "../features/catalogue.ts";
import type { DigestService } from "../features/digests/digest-service.ts";
import type { TicketIndex } from "../features/digests/ticket-index.ts";
import type { ImportService } from "../features/imports/import-service.ts";
import type { Logger } from "../logging/logger.ts";
import type { Lease } from "../operations/lease.ts";
import { createConversation } from "./conversation.ts";
import { createAlertFeature, createDigestFeature, createImportFeature } from "./features.ts";
import { type AppOptions, createFoundation } from "./foundation.ts";

/** The bot without any platform, and its background work. */
export interface App extends Dispatcher {
  /** Can this call be dropped before it is stored? */
  ignores: Refusals["ignores"];
  hasRights: Refusals["hasRights"];
  /** Sends one line to each chat that read of an outage, once AntCRM answers again. */
  announceReturn(notify: Notify): Promise<void>;
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

/** Builds the app. The compiler checks here that the store implements what each module asks of it. */
export function createApp(options: AppOptions): App {
  const { store, crm, health, readWithinMs } = options;
  const foundation = createFoundation(options);
  const { now, people, roles, settings, profileEmail } = foundation;
  const { imports, service: importService } = createImportFeature(foundation);
  const digests = createDigestFeature(foundation);
  const { ticketIndex, subscriptions, digestContexts } = digests;
  const alerts = createAlertFeature(foundation, ticketIndex);
  const { rules, messages, poller } = alerts;
  const outages = createOutages({ health: crm.health, now });
  const sharing = createSharing(now, foundation.newId);
  const registry = createCommands({
    imports,
    alerts: { rules, messages, assignments: store.assignments, know: poller.know, knowOpen: poller.knowOpen },
    subscriptions,
    digestContexts,
    settingsBook: settings,
    people,
    roles,
    profileEmail,
    health,
    forget: store.forget,
    forgetCards() {
      outages.forgetCards();
      sharing.forgetCards();
    },
  });
  return {
    ...createConversation(foundation, { registry, outages, sharing, readWithinMs }),
    imports: importService,
    digests: digests.service,
    alerts: alerts.service,
    ticketIndex,
    lease: foundation.lease,
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
