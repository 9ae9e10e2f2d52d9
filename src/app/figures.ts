import { PROPOSAL_LIFE_MS } from "../operations/journal.ts";
import type { Lease } from "../operations/lease.ts";
import type { Store } from "../store/open.ts";
import type { ProcessFigures, StoreFigures } from "./state-gauges.ts";

/** Reads the unfinished work in the store, for the metrics. */
export async function readStoreFigures(store: Store, now: Date): Promise<StoreFigures> {
  const nowMs = now.getTime();
  const ageMs = (since: Date | null) => (since === null ? 0 : Math.max(0, nowMs - since.getTime()));
  const [counts, events, digests, alerts] = await Promise.all([
    store.operations.openByState(new Date(nowMs - PROPOSAL_LIFE_MS)),
    store.inbox.backlog(),
    store.runs.backlog(now),
    store.alertEvents.backlog(),
  ]);
  return {
    operations: counts.map(({ oldestAt, ...count }) => ({ ...count, oldestMs: ageMs(oldestAt) })),
    events: { unfinished: events.rows, oldestMs: ageMs(events.oldestAt) },
    deliveries: [
      { kind: "digest", due: digests.rows, oldestMs: ageMs(digests.oldestAt) },
      { kind: "alert", due: alerts.rows, oldestMs: ageMs(alerts.oldestAt) },
    ],
  };
}

/** Reads the state of this process, for the metrics. */
export function readProcessFigures(store: Store, lease: Lease): ProcessFigures {
  const ageMs = lease.ageMs();
  return {
    leaseAgeMs: Number.isFinite(ageMs) ? ageMs : null,
    isLeaseValid: lease.isValid(),
    connections: store.connections(),
  };
}

/** Returns the same store, which reports each election: `telegram-polling`, `alerts-ratings`, and whether this process leads. */
export function withElectionsReported(store: Store, onElected: (job: string, leads: boolean) => void): Store {
  const { leaders, alertEvents } = store;
  const reported = async (job: string, election: Promise<boolean>) => {
    const isLeader = await election;
    onElected(job, isLeader);
    return isLeader;
  };
  return {
    ...store,
    leaders: {
      lead: (job, owner) => reported(job, leaders.lead(job, owner)),
      async resign(job, owner) {
        await leaders.resign(job, owner);
        onElected(job, false);
      },
    },
    alertEvents: {
      ...alertEvents,
      claimSource: (source, owner) => reported(`alerts-${source}`, alertEvents.claimSource(source, owner)),
    },
  };
}
