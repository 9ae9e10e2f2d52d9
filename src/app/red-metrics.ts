import { Counter, Histogram, type Registry } from "prom-client";

interface RedMetricsOptions<Label extends string> {
  /** The singular, from which the names of the metrics are made: `"crm_call"`. */
  name: string;
  /** What is counted, for the help text: `"Calls to AntCRM"`. */
  subject: string;
  labels: readonly Label[];
  /** The upper limits of the durations, in seconds. */
  buckets: number[];
}

/** Counts one thing that has ended, by its outcome, and measures how long it took. */
type RecordEnd<Label extends string> = (
  labels: Readonly<Record<Label, string>>,
  outcome: string,
  durationMs: number,
) => void;

/**
 * Creates a counter and a histogram that show the rate, the errors and the duration (RED) of one thing.
 * `antcrm_chatops_crm_calls_total` has the label `outcome` beside the given ones; `antcrm_chatops_crm_call_seconds` does
 * not.
 */
export function createRedMetrics<Label extends string>(
  register: Registry,
  { name, subject, labels, buckets }: RedMetricsOptions<Label>,
): RecordEnd<Label> {
  const ended = new Counter({
    name: `antcrm_chatops_${name}s_total`,
    help: `${subject}, by ${labels.join(", ")} and outcome`,
    labelNames: [...labels, "outcome"],
    registers: [register],
  });
  const seconds = new Histogram<string>({
    name: `antcrm_chatops_${name}_seconds`,
    help: `Duration of ${subject.charAt(0).toLowerCase()}${subject.slice(1)}, by ${labels.join(", ")}`,
    labelNames: [...labels],
    buckets,
    registers: [register],
  });
  // Labels that are bound once cost a third of the time of labels that are passed each time.
  const bound = new Map<string, (durationMs: number) => void>();
  return (given, outcome, durationMs) => {
    const key = labels.reduce((text, label) => `${text} ${given[label]}`, outcome);
    let record = bound.get(key);
    if (record === undefined) {
      const [count, duration] = [ended.labels({ ...given, outcome }), seconds.labels(given)];
      record = (ms) => {
        count.inc();
        duration.observe(ms / 1_000);
      };
      bound.set(key, record);
    }
    record(durationMs);
  };
}
