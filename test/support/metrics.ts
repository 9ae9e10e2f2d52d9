import { createMetrics, type Metrics } from "../../src/app/metrics.ts";

/** Creates the metrics of a bot with nothing unfinished. @param now  milliseconds since some moment */
export function metricsOfIdleBot(now: () => number = () => performance.now()): Metrics {
  return createMetrics({
    now,
    isReady: async () => true,
    readStore: async () => ({ operations: [], events: { unfinished: 0, oldestMs: 0 }, deliveries: [] }),
    readProcess: () => ({ leaseAgeMs: 0, isLeaseValid: true, connections: null }),
  });
}
