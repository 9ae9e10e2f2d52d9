import { setTimeout as sleep } from "node:timers/promises";
import { Gauge, type Registry } from "prom-client";

/** The unfinished work in the store, of all processes. */
export interface StoreFigures {
  /** States without operations may be left out. `oldestMs` is the age of the oldest operation in its state. */
  operations: readonly { state: string; operations: number; oldestMs: number }[];
  /** `oldestMs` is 0 if there is none. */
  events: { unfinished: number; oldestMs: number };
  deliveries: readonly { kind: "digest" | "alert"; due: number; oldestMs: number }[];
}

/** The state of this process. */
export interface ProcessFigures {
  /** Since the lease was renewed; null before it was taken. */
  leaseAgeMs: number | null;
  /** False if the lease ends so soon that this process does nothing that needs it. */
  isLeaseValid: boolean;
  /** The connections to Postgres; null for SQLite, which has none. */
  connections: Readonly<Record<"in-use" | "idle" | "waiting", number>> | null;
}

/** The states in which an operation has not ended. */
const OPEN_STATES = ["proposed", "confirmed", "sending", "unclear"];
/** Prometheus waits 10 s for all metrics by default. */
const READ_WITHIN_MS = 3_000;

/** Creates the gauges of the store, and returns a function that sets them. If the store fails, they have no value. */
export function createStoreGauges(
  register: Registry,
  readStore: () => Promise<StoreFigures>,
): () => Promise<void> {
  const gauge = gaugesIn(register);
  const isUp = gauge("store_up", "1 if the store could be read just now");
  const operations = gauge(
    "operations",
    "Operations of all processes that have not ended, by state",
    "state",
  );
  const oldestOperation = gauge(
    "operation_oldest_seconds",
    "Time since the last change of the oldest operation in a state, 0 where there is none",
    "state",
  );
  const events = gauge("events_unfinished", "Events of all processes that are stored and not finished");
  const oldestEvent = gauge("event_oldest_seconds", "Age of the oldest of them, 0 if there is none");
  const due = gauge("deliveries_due", "Digests and alerts that should be sent by now, by kind", "kind");
  const oldestDue = gauge(
    "delivery_oldest_seconds",
    "Time since the oldest of them was due, 0 if there is none",
    "kind",
  );

  return async () => {
    const figures = await within(READ_WITHIN_MS, readStore());
    isUp.set(figures === null ? 0 : 1);
    for (const one of [operations, oldestOperation, due, oldestDue]) one.reset();
    events.remove();
    oldestEvent.remove();
    if (figures === null) return;
    for (const state of OPEN_STATES) {
      const found = figures.operations.find((one) => one.state === state);
      operations.set({ state }, found?.operations ?? 0);
      oldestOperation.set({ state }, (found?.oldestMs ?? 0) / 1_000);
    }
    events.set(figures.events.unfinished);
    oldestEvent.set(figures.events.oldestMs / 1_000);
    for (const { kind, due: waiting, oldestMs } of figures.deliveries) {
      due.set({ kind }, waiting);
      oldestDue.set({ kind }, oldestMs / 1_000);
    }
  };
}

/** Creates the gauges of this process. */
export function createProcessGauges(
  register: Registry,
  { isReady, readProcess }: { isReady(): Promise<boolean>; readProcess(): ProcessFigures },
) {
  const gauge = gaugesIn(register);
  const ready = gauge("ready", "1 if this process is ready, as /readyz says");
  const leaseAge = gauge("lease_age_seconds", "Time since this process renewed its lease, which lasts 15 s");
  // Prometheus itself adds a label `job` to every metric.
  const leads = gauge("leads", "1 if this process does a task that only one may do, by task", "task");
  const connections = gauge(
    "store_connections",
    "Connections to Postgres that are in use or idle, and callers that wait for one, by state",
    "state",
  );
  /** By task, as this process heard last. */
  const elections = new Map<string, boolean>();

  return {
    /** Notes whether this process leads a task. */
    leads: (task: string, isLeader: boolean) => void elections.set(task, isLeader),
    async measure(): Promise<void> {
      ready.set((await within(READ_WITHIN_MS, isReady())) === true ? 1 : 0);
      const figures = readProcess();
      if (figures.leaseAgeMs !== null) leaseAge.set(figures.leaseAgeMs / 1_000);
      // Another process may take a job over when the lease has ended, even if this one does not know it yet.
      for (const [task, leading] of elections) leads.set({ task }, figures.isLeaseValid && leading ? 1 : 0);
      for (const [state, count] of Object.entries(figures.connections ?? {}))
        connections.set({ state }, count);
    },
  };
}

/** Returns a function that creates a gauge, with one label or none. */
function gaugesIn(register: Registry) {
  return (name: string, help: string, label?: string) =>
    new Gauge<string>({
      name: `antcrm_chatops_${name}`,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [register],
    });
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
