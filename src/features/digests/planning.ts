import { dueTimes } from "../../scheduling/due.ts";
import { periodKey, periodOf } from "./digest-period.ts";
import type { PlannedRun, Reason, Subscription } from "./runs.ts";

interface Circumstances {
  timeZone: string;
  now: Date;
  catchUpMs: number;
  newId: () => string;
}

/** Due times written down at once; a long downtime takes several rounds. */
const AT_ONCE = 200;

/**
 * The rows of what has come due since it was looked the last time: the latest is to be sent, if it is not too old; those
 * before it are written down as skipped, and why. Null where nothing came due.
 */
export function plannedRuns(
  subscription: Subscription,
  { timeZone, now, catchUpMs, newId }: Circumstances,
): { runs: PlannedRun[]; checkedUntil: Date } | null {
  const { id, kinds, schedule, checkedUntil } = subscription;
  const due = dueTimes(schedule, timeZone, checkedUntil, now, AT_ONCE);
  const latest = due.at(-1);
  if (latest === undefined) return null;
  // Where there may be more, the next round looks again from the last but one on.
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
