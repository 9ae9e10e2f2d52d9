import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { ReadyCard } from "./cards/card.ts";
import type { Call } from "./commands/call.ts";
import type { EndedCall } from "./crm/calls.ts";

/** Numbers for Prometheus; labels are of closed lists, never people or customers. */
export interface Metrics {
  /** Counts a call and times it until its last card. */
  observe(call: Call, cards: AsyncIterable<ReadyCard>): AsyncIterable<ReadyCard>;
  /** Counts a message that was sent although it may have been sent before. */
  repeated(platform: string): void;
  /** Counts a call to AntCRM and its time. */
  crmCalled(call: EndedCall): void;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  contentType: string;
}

export function createMetrics(now: () => number): Metrics {
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
  return {
    async *observe(call, cards) {
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
    repeated: (platform) => repeated.inc({ platform }),
    crmCalled({ resource, method, outcome, tries, durationMs }) {
      crmCalls.inc({ resource, method, outcome });
      crmTries.inc({ resource, method }, tries);
      crmSeconds.observe({ resource, method }, durationMs / 1_000);
    },
    text: () => register.metrics(),
    contentType: register.contentType,
  };
}
