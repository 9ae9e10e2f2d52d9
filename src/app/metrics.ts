import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { SECURITY_EVENTS, type SecurityEvent } from "../access/security-log.ts";
import type { Call } from "../bot/call.ts";
import type { EndedCommand } from "../bot/dispatcher.ts";
import type { ReadyCard } from "../cards/card.ts";
import type { EndedCall } from "../crm/calls.ts";
import {
  DELIVERY_KINDS,
  DELIVERY_OUTCOMES,
  type DeliveryKind,
  type DeliveryOutcome,
} from "../delivery/notification.ts";
import type { FinishedEvent } from "../inbox/inbox.ts";
import type { EndedSend } from "../platforms/sends.ts";
import type { EndedStoreCall } from "../store/observed.ts";
import { createRedMetrics } from "./red-metrics.ts";
import {
  createProcessGauges,
  createStoreGauges,
  type ProcessFigures,
  type StoreFigures,
} from "./state-gauges.ts";

export type Metrics = ReturnType<typeof createMetrics>;

export interface MetricsOptions {
  /** Milliseconds since some moment. */
  now(): number;
  /** As `/readyz` says. This and the others are called each time the metrics are read. */
  isReady(): Promise<boolean>;
  readStore(): Promise<StoreFigures>;
  readProcess(): ProcessFigures;
}

/** The buckets, in seconds, of what a person waits for. */
const ANSWER_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2, 5, 10, 30];

/** Collects numbers for Prometheus. The labels come from closed lists and never name people or customers. */
export function createMetrics({ now, readStore, ...process }: MetricsOptions) {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const measureStore = createStoreGauges(register, readStore);
  const processGauges = createProcessGauges(register, process);
  return {
    ...createAnswerMetrics(register, now),
    ...createCallMetrics(register),
    ...createCounters(register),
    leads: processGauges.leads,
    async text(): Promise<string> {
      await Promise.all([measureStore(), processGauges.measure()]);
      return register.metrics();
    },
    contentType: register.contentType,
  };
}

/** Creates the metrics of the answers that people see. */
function createAnswerMetrics(register: Registry, now: () => number) {
  const calls = new Counter({
    name: "antcrm_chatops_calls_total",
    help: "Calls answered, by platform and the tone of the last card",
    labelNames: ["platform", "tone"],
    registers: [register],
  });
  const seconds = new Histogram({
    name: "antcrm_chatops_first_card_seconds",
    help: "Time from the beginning of an answer to its first card",
    labelNames: ["platform"],
    buckets: ANSWER_BUCKETS,
    registers: [register],
  });
  return {
    /** Counts a call with the tone of its last card, and measures the time until its first one. */
    async *observe(call: Call, cards: AsyncIterable<ReadyCard>): AsyncGenerator<ReadyCard> {
      const { platform } = call.place;
      const startedMs = now();
      let tone: string | null = null;
      for await (const card of cards) {
        if (tone === null) seconds.observe({ platform }, (now() - startedMs) / 1_000);
        tone = card.tone;
        yield card;
      }
      calls.inc({ platform, tone: tone ?? "none" });
    },
  };
}

/** Creates the metrics of events, commands, and calls to AntCRM, the platforms and the store. */
function createCallMetrics(register: Registry) {
  const events = createRedMetrics(register, {
    name: "event",
    subject: "Events of the platforms, from their arrival until they are finished",
    labels: ["platform"],
    buckets: ANSWER_BUCKETS,
  });
  const commands = createRedMetrics(register, {
    name: "command",
    subject: "Requests of people, until the last card",
    labels: ["command"],
    buckets: ANSWER_BUCKETS,
  });
  const crmCalls = createRedMetrics(register, {
    name: "crm_call",
    subject: "Calls to AntCRM, all tries of a read together, with the waits before and between them",
    labels: ["resource", "method"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60],
  });
  const crmTries = new Counter({
    name: "antcrm_chatops_crm_tries_total",
    help: "Tries of calls to AntCRM, by resource and method",
    labelNames: ["resource", "method"],
    registers: [register],
  });
  const sends = createRedMetrics(register, {
    name: "send",
    subject: "Tries of calls to Slack and Telegram, without the waits for their rate limits",
    labels: ["platform", "method"],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  });
  const storeCalls = createRedMetrics(register, {
    name: "store_call",
    subject: "Reads and transactions of the store, with their retries",
    labels: ["kind"],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2, 10],
  });
  return {
    eventFinished: ({ platform, outcome, durationMs }: FinishedEvent) =>
      events({ platform }, outcome, durationMs),
    commandEnded: ({ command, outcome, durationMs }: EndedCommand) =>
      commands({ command }, outcome, durationMs),
    crmCalled({ resource, method, outcome, tries, durationMs }: EndedCall): void {
      crmCalls({ resource, method }, outcome, durationMs);
      crmTries.inc({ resource, method }, tries);
    },
    sent: (platform: string, { method, outcome, durationMs }: EndedSend) =>
      sends({ platform, method }, outcome, durationMs),
    storeCalled: ({ kind, outcome, durationMs }: EndedStoreCall) => storeCalls({ kind }, outcome, durationMs),
  };
}

/** Creates the counters of what has no duration. */
function createCounters(register: Registry) {
  const repeated = new Counter({
    name: "antcrm_chatops_repeated_total",
    help: "Messages sent once more because it is not known whether they had arrived, by platform",
    labelNames: ["platform"],
    registers: [register],
  });
  const moves = new Counter({
    name: "antcrm_chatops_operations_total",
    help: "Operations that this process brought into a state, by state",
    labelNames: ["state"],
    registers: [register],
  });
  const deliveries = new Counter({
    name: "antcrm_chatops_deliveries_total",
    help: "Attempts to deliver what nobody waits for, by kind and outcome",
    labelNames: ["kind", "outcome"],
    registers: [register],
  });
  const securityEvents = new Counter({
    name: "antcrm_chatops_security_events_total",
    help: "Changes of rights, exports, forgotten customers, refusals and attacks, by event",
    labelNames: ["event"],
    registers: [register],
  });
  // Prometheus sees no increase in a series that begins at 1, so the rare ones begin at 0.
  for (const event of SECURITY_EVENTS) securityEvents.inc({ event }, 0);
  for (const kind of DELIVERY_KINDS) {
    for (const outcome of DELIVERY_OUTCOMES) deliveries.inc({ kind, outcome }, 0);
  }
  return {
    repeated: (platform: string) => repeated.inc({ platform }),
    moved: (state: string) => moves.inc({ state }),
    delivered: (kind: DeliveryKind, outcome: DeliveryOutcome) => deliveries.inc({ kind, outcome }),
    securityEvent: (event: SecurityEvent) => securityEvents.inc({ event }),
  };
}
