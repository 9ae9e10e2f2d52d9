import { createPainter } from "../charts/painter.ts";
import { parsePhone } from "../crm/phone.ts";
import type { Ticket } from "../crm/tickets.ts";
import { HOUR_MS } from "../delivery/notification.ts";
import { createAlertService } from "../features/alerts/alert-service.ts";
import { createAlertDelivery } from "../features/alerts/delivery.ts";
import { createAlertMessages } from "../features/alerts/messages.ts";
import { createAlertPoller } from "../features/alerts/poller.ts";
import { createRules } from "../features/alerts/rules.ts";
import { createDigestContexts } from "../features/digests/digest-context.ts";
import { createDigestService } from "../features/digests/digest-service.ts";
import { createDigestRunner } from "../features/digests/runner.ts";
import { createSubscriptions } from "../features/digests/subscriptions.ts";
import { createImportService, maySend } from "../features/imports/import-service.ts";
import { createImports } from "../features/imports/imports.ts";
import { staffEmailOf } from "../features/team/team.ts";
import { createTicketIndex, type TicketIndex } from "../features/tickets/ticket-index.ts";
import { closedStatuses } from "../features/tickets/ticket-record.ts";
import { learnFromTickets } from "../features/tickets/ticket-source.ts";
import type { CustomerSearch } from "../search/customer-search.ts";
import { type Foundation, leads } from "./foundation.ts";

/** Creates the imports, and the service that continues them in the background. */
export function createImportFeature(foundation: Foundation) {
  const { store, clock, timeZone, contexts, actions, onDelivered } = foundation;
  const log = foundation.logOf("imports");
  const recording = { contexts, audit: store.audit, clock };
  const imports = createImports({
    ...foundation,
    store: store.imports,
    today: dayIn(timeZone),
    maySend: (of) => maySend(of, recording),
    log,
  });
  return { imports, service: createImportService({ ...recording, imports, actions, log, onDelivered }) };
}

/** Creates the digests: the ticket index, the subscriptions, and the service that sends what is due. */
export function createDigestFeature(foundation: Foundation) {
  const { store, clock, now, settings, timeZone, lease, logOf } = foundation;
  const crm = foundation.crm.with({ priority: "background" });
  const log = logOf("digests");
  const ticketIndex = createTicketIndex({
    ...{ crm, rows: store.ticketIndex, marks: store.settings, now, log },
    leads: () => leads("ticket-index", store, lease),
    async learn(tickets) {
      await learnFromTickets(tickets, foundation);
      for (const ticket of tickets) await touchContact(ticket, foundation.search);
    },
  });
  const { draw } = createPainter();
  const digestContexts = createDigestContexts({ crm, clock, timeZone, settings, tickets: ticketIndex, draw });
  const subscriptions = createSubscriptions({
    ...foundation,
    rows: store.subscriptions,
    runs: store.runs,
    onPlanned: () => service.wake(),
  });
  const runner = createDigestRunner({
    ...foundation,
    subscriptions,
    runs: store.runs,
    catchUpMs: async () => (await settings.get("digests.catchup")) * HOUR_MS,
    log: logOf("schedules"),
  });
  const service = createDigestService({ ...foundation, runner, digestContexts, log });
  return { ticketIndex, digestContexts, subscriptions, service };
}

/** Creates the alerts: the rules, the poller of AntCRM, and the service that sends what was found. */
export function createAlertFeature(foundation: Foundation, ticketIndex: TicketIndex) {
  const { store, settings } = foundation;
  const log = foundation.logOf("alerts");
  const events = store.alertEvents;
  const rules = createRules({ ...foundation, rows: store.alertRules, events });
  const poller = createAlertPoller({
    ...foundation,
    rules,
    events,
    emailOf: async (person) => (await staffEmailOf(person, foundation))?.email ?? null,
    countedTickets: ticketIndex.portions,
    closedStatuses: () => closedStatuses(settings),
    log,
  });
  const messages = createAlertMessages(events, rules);
  const service = createAlertService({
    ...foundation,
    poller,
    delivery: createAlertDelivery({ ...foundation, rules, events, messages, log }),
    assignments: store.assignments,
    log,
  });
  return { rules, poller, messages, service };
}

/** Notes that a customer had a ticket: of equal names, the last touched is shown first. */
async function touchContact(
  { contact, updatedAt, createdAt }: Ticket,
  search: CustomerSearch,
): Promise<void> {
  const at = updatedAt ?? createdAt;
  const phone = parsePhone(contact?.phones[0] ?? "");
  const customer = phone === null ? null : await search.onlyWithPhone(phone);
  if (customer !== null && at !== null) search.touch(customer, at);
}

/** Returns a function that formats a time as a day there, `"2026-11-25"`. Canadian English uses this format. */
function dayIn(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone });
  return (at) => format.format(at);
}
