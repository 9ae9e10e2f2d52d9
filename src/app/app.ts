import { setFlagsFromString } from "node:v8";
import { roleOf } from "../access/roles.ts";
import { createUnknownGroups } from "../access/unknown-groups.ts";
import { createRefusals } from "../bot/access-refusals.ts";
import { createConversations } from "../bot/conversation.ts";
import { createDispatcher, type Dispatcher } from "../bot/dispatcher.ts";
import { createForgettings } from "../bot/forgettings.ts";
import { createDrafts } from "../bot/forms/draft.ts";
import { createSuggestions } from "../bot/forms/suggestions.ts";
import { createGiveUp } from "../bot/give-up.ts";
import { createKeptRequests } from "../bot/kept-requests.ts";
import { createAnnouncer, createOutages, type Outages } from "../bot/outages.ts";
import { createLookUps } from "../bot/quota/look-ups.ts";
import { createLookUpNotices } from "../bot/quota/notices.ts";
import type { Registry } from "../bot/registry.ts";
import { createSharing, type Sharing } from "../bot/sharing.ts";
import { Confirmations } from "../bot/writes/confirmations.ts";
import { createRecovery } from "../bot/writes/recovery.ts";
import type { Config } from "../config/config.ts";
import { type CrmOptions, createCrm, type RunningCrm } from "../crm/crm.ts";
import { createCommands } from "../features/catalogue.ts";
import { whyNobody } from "../features/customer-lookup/look-up.ts";
import type { Logger } from "../logging/logger.ts";
import { withTimeLimit } from "../understanding/time-limit.ts";
import { createIntents } from "../understanding/understand.ts";
import { createAlertFeature, createDigestFeature, createImportFeature } from "./features.ts";
import { type AppOptions, createFoundation, type Foundation } from "./foundation.ts";

// A digest reads many records of AntCRM, and each is needed only for a moment. V8 guesses from a few objects how long
// objects of their kind live. With eight pages being read it expects a long life, and stores the records in the old
// space, where they wait for a full collection. A digest over 100,000 ratings takes 72 to 76 MB over idle with this
// flag. Without it the digest takes 94 to 106 MB (two runs each, Node 20.20). The time is the same.
setFlagsFromString("--no-allocation-site-pretenuring");

/** The bot and its background work, without the platforms. */
export type App = ReturnType<typeof createApp>;

/** Builds the app. The compiler checks here that the store implements what each module asks of it. */
export function createApp(options: AppOptions) {
  const { store, crm, health, readWithinMs } = options;
  const foundation = createFoundation({
    ...options,
    onMoved(state) {
      options.onMoved?.(state);
      if (state === "done") ticketIndex.expire();
    },
  });
  const { imports, service: importService } = createImportFeature(foundation);
  const digests = createDigestFeature(foundation);
  const { ticketIndex, subscriptions, digestContexts } = digests;
  const alerts = createAlertFeature(foundation, ticketIndex);
  const { rules, messages, poller } = alerts;
  const { now, newId } = foundation;
  const forgettings = createForgettings(store.settings, now, newId);
  const outages = createOutages({ health: crm.health, now, forgettings });
  const sharing = createSharing(now, newId);
  const registry = createCommands({
    ...foundation,
    imports,
    ticketIndex,
    alerts: { rules, messages, assignments: store.assignments, know: poller.know, knowOpen: poller.knowOpen },
    subscriptions,
    digestContexts,
    settingsBook: foundation.settings,
    health,
    forget: store.forget,
    async forgetCards() {
      outages.forgetCards();
      sharing.forgetCards();
      await forgettings.note();
    },
  });
  return {
    ...createConversation(foundation, { registry, outages, sharing, readWithinMs }),
    imports: importService,
    digests: digests.service,
    alerts: alerts.service,
    /** The tickets that digests count. */
    ticketIndex,
    /** Fills the customer index. */
    indexFill: foundation.indexFill,
    /** Fills the index of products. */
    productFill: foundation.productFill,
    /** Finds customers in the index. */
    search: foundation.search.search,
    lease: foundation.lease,
    otherLeases: foundation.otherLeases,
  };
}

/** Opens the client of AntCRM with the given configuration. */
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

interface ConversationParts {
  registry: Registry;
  outages: Outages;
  sharing: Sharing;
  readWithinMs: number | undefined;
}

/** Builds the services that answer people, and those that notify them later how their writes ended. */
function createConversation(foundation: Foundation, parts: ConversationParts) {
  const { store, crm, now, journal, contexts, actions, logOf, newId } = foundation;
  const { people, roles, onSecurityEvent } = foundation;
  const { registry, outages } = parts;
  const { pseudonym } = store;
  const drafts = createDrafts(store.drafts, now, newId);
  const confirmations = new Confirmations({ journal, registry, drafts });
  const keptRequests = createKeptRequests(store.conversations, { registry, journal, drafts, now, pseudonym });
  const refusals = createRefusals({
    // While nobody knows who is a guest, nothing is dropped in silence.
    roleOf: async ({ person, isGuest }) =>
      roleOf(person, roles, (await people.find(person))?.role, isGuest ?? false),
    unknownGroups: createUnknownGroups(now),
    now,
    onDropped: () => onSecurityEvent("refusal"),
  });
  const lookUps = createLookUps({
    ...foundation,
    rows: store.lookUps,
    audit: store.audit,
    onOverQuota: () => onSecurityEvent("over_quota"),
    log: logOf("quota"),
  });
  const dispatcher = createDispatcher({
    ...foundation,
    ...parts,
    lookUps,
    conversations: createConversations(store.conversations, { now, pseudonym }),
    keptRequests,
    intents: withTimeLimit(createIntents(registry.grammars), parts.readWithinMs),
    drafts,
    refusals,
    confirmations,
    whyNobody,
    audit: store.audit,
    log: logOf("commands"),
  });
  const giveUp = createGiveUp({ contexts, actions, journal, confirmations, keptRequests });
  const answer: Dispatcher["answer"] = (call) => (call.isGivenUp ? giveUp(call) : dispatcher.answer(call));
  return {
    ...dispatcher,
    ...createSuggestions({
      ...foundation,
      registry,
      drafts,
      lookUps,
      audit: store.audit,
      log: logOf("forms"),
    }),
    answer,
    ignores: refusals.ignores,
    hasRights: refusals.hasRights,
    recovery: createRecovery({ ...foundation, confirmations, audit: store.audit, log: logOf("recovery") }),
    lookUpNotices: createLookUpNotices({
      ...foundation,
      rows: store.lookUps,
      admins: foundation.roles.admins,
      log: logOf("quota"),
    }),
    announceReturn: createAnnouncer({ outages, crm, actions, log: logOf("outages") }),
  };
}
