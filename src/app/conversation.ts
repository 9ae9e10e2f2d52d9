import { roleOf } from "../access/roles.ts";
import { createUnknownGroups } from "../access/unknown-groups.ts";
import { createRefusals } from "../bot/access-refusals.ts";
import { createDispatcher, type Dispatcher } from "../bot/dispatcher.ts";
import { createDrafts } from "../bot/forms/draft.ts";
import { createGiveUp } from "../bot/give-up.ts";
import { createAnnouncer, type Outages } from "../bot/outages.ts";
import { createLookUps } from "../bot/quota/look-ups.ts";
import { createLookUpNotices } from "../bot/quota/notices.ts";
import type { Registry } from "../bot/registry.ts";
import type { Sharing } from "../bot/sharing.ts";
import { Confirmations } from "../bot/writes/confirmations.ts";
import { createRecovery } from "../bot/writes/recovery.ts";
import { withTimeLimit } from "../understanding/time-limit.ts";
import { createIntents } from "../understanding/understand.ts";
import type { Foundation } from "./foundation.ts";

export interface ConversationParts {
  registry: Registry;
  outages: Outages;
  sharing: Sharing;
  readWithinMs: number | undefined;
}

/** What answers people, and what tells them later how their writes ended. */
export function createConversation(foundation: Foundation, parts: ConversationParts) {
  const { store, crm, clock, now, journal, contexts, actions, logOf, newId } = foundation;
  const { registry, outages } = parts;
  const drafts = createDrafts(store.drafts, now, newId);
  const confirmations = new Confirmations({ journal, registry, drafts });
  const refusals = createRefusalsOn(foundation);
  const dispatcher = createDispatcher({
    ...foundation,
    ...parts,
    lookUps: createLookUpsOn(foundation),
    intents: withTimeLimit(createIntents(registry.grammars), parts.readWithinMs),
    drafts,
    refusals,
    confirmations,
    audit: store.audit,
    log: logOf("commands"),
  });
  const giveUp = createGiveUp({ contexts, actions, journal, confirmations });
  const answer: Dispatcher["answer"] = (call) => (call.isGivenUp ? giveUp(call) : dispatcher.answer(call));
  return {
    ...dispatcher,
    answer,
    ignores: refusals.ignores,
    hasRights: refusals.hasRights,
    recovery: createRecovery({
      journal,
      confirmations,
      contexts,
      actions,
      audit: store.audit,
      clock,
      log: logOf("recovery"),
    }),
    lookUpNotices: createLookUpNotices({
      ...foundation,
      rows: store.lookUps,
      admins: foundation.roles.admins,
      log: logOf("quota"),
    }),
    announceReturn: createAnnouncer({ outages, crm, actions, log: logOf("outages") }),
  };
}

function createRefusalsOn({ people, roles, now, onSecurityEvent }: Foundation) {
  return createRefusals({
    roleOf: async ({ person, isGuest }) => roleOf(person, roles, (await people.find(person))?.role, isGuest),
    unknownGroups: createUnknownGroups(now),
    now,
    onDropped: () => onSecurityEvent("refusal"),
  });
}

function createLookUpsOn({ store, settings, clock, timeZone, onSecurityEvent, logOf }: Foundation) {
  return createLookUps({
    rows: store.lookUps,
    audit: store.audit,
    settings,
    clock,
    timeZone,
    onOverQuota: () => onSecurityEvent("over_quota"),
    log: logOf("quota"),
  });
}
