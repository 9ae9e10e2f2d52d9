/** A wait for one wake-up. */
export interface WakeUp {
  /** Aborted by the wake-up. */
  readonly woken: AbortSignal;
  /** Ends the wait. */
  end(): void;
}

/**
 * The wake-ups that processes on one database send each other. One can get lost, so check from time to time as well.
 *
 * - `lease`           another process stops, so its unfinished work can be taken over
 * - `leader`          another process has resigned from a job that only one may do
 * - an event's id     another process has finished an earlier event of the same lane, or lets later ones pass it:
 *                     `"slack:T01:Ev0123"`
 */
export interface WakeUps {
  /** Begins to wait. Call it before you ask the database, so that no wake-up is missed between the answer and the wait. */
  expect(topic: string): WakeUp;
}

/** For a process that is alone on its database. */
export const NO_WAKE_UPS: WakeUps = {
  expect: () => ({ woken: new AbortController().signal, end: () => {} }),
};
