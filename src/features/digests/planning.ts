import { dueTimes, nextDue } from "../../scheduling/due.ts";
import { periodKey, periodOf } from "./digest-period.ts";
import type { PlannedRun, Reason, RunRepository, Subscription } from "./runs.ts";

interface PlannerPorts {
  runs: Pick<RunRepository, "plan">;
  timeZone: string;
  now: () => Date;
  newId: () => string;
}

interface PlanOptions extends Omit<PlannerPorts, "runs" | "now"> {
  now: Date;
  catchUpMs: number;
}

/** Due times stored at once; a long downtime takes several rounds. */
const AT_ONCE = 200;

/** Returns a function that stores the runs of a subscription that came due since its last call. */
export function createPlanner({ runs, timeZone, now, newId }: PlannerPorts) {
  /** By subscription: nothing comes due before then. */
  const quietUntil = new Map<string, Date | null>();
  return async (subscription: Subscription, catchUpMs: number): Promise<void> => {
    const at = now();
    const next = quietUntil.get(subscription.id);
    if (next === null || (next !== undefined && at < next)) return;
    const planned = plannedRuns(subscription, { timeZone, now: at, catchUpMs, newId });
    if (planned === null) quietUntil.set(subscription.id, nextDue(subscription.schedule, timeZone, at));
    else await runs.plan(subscription.id, planned.runs, planned.checkedUntil);
  };
}

/**
 * The runs that came due since the last check. The latest is to be sent, if it is not too old; those before it are stored
 * as skipped, with the reason. Null where nothing came due.
 */
function plannedRuns(
  subscription: Subscription,
  { timeZone, now, catchUpMs, newId }: PlanOptions,
): { runs: PlannedRun[]; checkedUntil: Date } | null {
  const { id, kinds, schedule, checkedUntil } = subscription;
  const due = dueTimes(schedule, timeZone, checkedUntil, now, AT_ONCE);
  const latest = due.at(-1);
  if (latest === undefined) return null;
  // Where there may be more, the next round starts again after the last but one.
  const written = due.length === AT_ONCE ? due.slice(0, -1) : due;
  const skippedOf = (at: Date): Reason | undefined => {
    if (now.getTime() - at.getTime() > catchUpMs) return "late";
    return at === latest ? undefined : "newer";
  };
  const runs = written.flatMap((at) => {
    const { from, to } = periodOf(schedule, at, timeZone);
    const skipped = skippedOf(at);
    return kinds.map((kind) => ({
      id: newId(),
      subscription: id,
      kind,
      period: periodKey(at, timeZone),
      dueAt: at,
      from,
      to,
      ...(skipped === undefined ? {} : { skipped }),
    }));
  });
  return { runs, checkedUntil: written.at(-1) ?? checkedUntil };
}
