/**
 * Why a process wakes the others:
 * - `lane`    it has finished an event, and another process has a later event of the same lane
 * - `lease`   it stops, so its unfinished work can be taken over
 * - `leader`  it has resigned from a job that only one process may do
 */
export const WAKE_UPS = ["lane", "lease", "leader"] as const;
export type WakeUp = (typeof WAKE_UPS)[number];

/** The wake-ups that processes on one database send each other. One can get lost, so check from time to time as well. */
export interface WakeUps {
  /**
   * Returns a signal that is aborted by the next wake-up of this kind. Get it before you ask the database, so that no
   * wake-up is missed between the answer and the wait.
   */
  next(kind: WakeUp): AbortSignal;
}

/** For a process that is alone on its database. */
export const NO_WAKE_UPS: WakeUps = { next: () => new AbortController().signal };
