import { setTimeout as sleep } from "node:timers/promises";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { SecurityEvent } from "../access/security-log.ts";
import type { Call } from "../bot/call.ts";
import type { ReadyCard } from "../cards/card.ts";
import type { EndedCall } from "../crm/calls.ts";

/** The unfinished work in the store. */
export interface StoreFigures {
  /** States without operations may be left out. `oldestMs` is the age of the oldest operation in its state. */
  operations: readonly { state: string; operations: number; oldestMs: number }[];
  unfinishedEvents: number;
}

/** The states in which an operation has not ended. */
const OPEN_STATES = ["proposed", "confirmed", "sending", "unclear"];
/** Prometheus waits 10 s for all metrics by default. */
const STORE_WITHIN_MS = 3_000;

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Collects numbers for Prometheus. The labels come from closed lists and never name people or customers.
 * @param readStore  called each time the metrics are read
 */
export function createMetrics(now: () => number, readStore: () => Promise<StoreFigures>) {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const calls = new Counter({
    name: "antcrm_chatops_calls_total",
    help: "Calls answered, by platform and the tone of the last card",
    labelNames: ["platform", "tone"],
    registers: [register],
  });
  const seconds = new Histogram({
    name: "antcrm_chatops_first_card_seconds",
    help: "Time from the event to its first card",
    labelNames: ["platform"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2, 5, 10, 30],
    registers: [register],
  });
  const repeated = new Counter({
    name: "antcrm_chatops_repeated_total",
    help: "Messages sent once more because it is not known whether they had arrived, by platform",
    labelNames: ["platform"],
    registers: [register],
  });
  const crmCalls = new Counter({
    name: "antcrm_chatops_crm_calls_total",
    help: "Calls to AntCRM, all tries of a read together, by resource, method and outcome",
    labelNames: ["resource", "method", "outcome"],
    registers: [register],
  });
  const crmTries = new Counter({
    name: "antcrm_chatops_crm_tries_total",
    help: "Tries of calls to AntCRM, by resource and method",
    labelNames: ["resource", "method"],
    registers: [register],
  });
  const crmSeconds = new Histogram({
    name: "antcrm_chatops_crm_call_seconds",
    help: "Time of a call to AntCRM, with the waits before and between its tries, by resource and method",
    labelNames: ["resource", "method"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60],
    registers: [register],
  });
  const moves = new Counter({
    name: "antcrm_chatops_operations_total",
    help: "Operations that this process brought into a state, by state",
    labelNames: ["state"],
    registers: [register],
  });
  const securityEvents = new Counter({
    name: "antcrm_chatops_security_events_total",
    help: "Changes of rights, exports, forgotten customers, refusals and attacks, by event",
    labelNames: ["event"],
    registers: [register],
  });
  const measureStore = createStoreGauges(register, readStore);
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
    repeated: (platform: string) => repeated.inc({ platform }),
    crmCalled({ resource, method, outcome, tries, durationMs }: EndedCall): void {
      crmCalls.inc({ resource, method, outcome });
      crmTries.inc({ resource, method }, tries);
      crmSeconds.observe({ resource, method }, durationMs / 1_000);
    },
    moved: (state: string) => moves.inc({ state }),
    securityEvent: (event: SecurityEvent) => securityEvents.inc({ event }),
    async text(): Promise<string> {
      await measureStore();
      return register.metrics();
    },
    contentType: register.contentType,
  };
}

/** Creates the gauges of the store, and returns a function that sets them. If the store fails, they have no value. */
function createStoreGauges(register: Registry, readStore: () => Promise<StoreFigures>): () => Promise<void> {
  const isUp = new Gauge({
    name: "antcrm_chatops_store_up",
    help: "1 if the store could be read just now",
    registers: [register],
  });
  const operations = new Gauge({
    name: "antcrm_chatops_operations",
    help: "Operations of all processes that have not ended, by state",
    labelNames: ["state"],
    registers: [register],
  });
  const oldest = new Gauge({
    name: "antcrm_chatops_operation_oldest_seconds",
    help: "Time since the last change of the oldest operation in a state, 0 where there is none",
    labelNames: ["state"],
    registers: [register],
  });
  const events = new Gauge({
    name: "antcrm_chatops_events_unfinished",
    help: "Events of all processes that are stored and not finished",
    registers: [register],
  });

  return async () => {
    const figures = await within(STORE_WITHIN_MS, readStore());
    isUp.set(figures === null ? 0 : 1);
    operations.reset();
    oldest.reset();
    events.remove();
    if (figures === null) return;
    for (const state of OPEN_STATES) {
      const found = figures.operations.find((one) => one.state === state);
      operations.set({ state }, found?.operations ?? 0);
      oldest.set({ state }, (found?.oldestMs ?? 0) / 1_000);
    }
    events.set(figures.unfinishedEvents);
  };
}

/** Returns the result; null if it is late or `work` fails. */
async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result | null> {
  const giveUp = new AbortController();
  const late = sleep(limitMs, null, { signal: giveUp.signal });
  try {
    return await Promise.race([work, late]);
  } catch {
    return null;
  } finally {
    giveUp.abort();
  }
}
