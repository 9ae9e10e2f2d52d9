import { toAppError } from "../../errors.ts";
import type { KeptRow } from "./import.ts";
import type { RunContext } from "./run-state.ts";
import type { BatchOutcome, Rejection } from "./sending.ts";

/** A batch of which AntCRM said that it took all. */
export interface AcceptedBatch {
  seq: number;
  made: number;
}

/** Rows may be called absent only after this time: AntCRM may still be working on the request. */
const ABSENT_AFTER_MS = 60_000;
export const RETRY_MS = 5_000;

/** Stores the outcome of a batch. Rows to send again become two batches of half the size. */
async function settle(run: RunContext, seq: number, outcome: BatchOutcome): Promise<void> {
  const { state } = run;
  const { keep, sendAgain, ...counted } = outcome;
  const children = halves(sendAgain).map((rows) => ({
    seq: state.nextSeq++,
    size: rows.length,
    rows: JSON.stringify(rows),
  }));
  const kept = keep.length > 0 ? JSON.stringify(keep) : null;
  if (!(await run.store.settle(run.id, seq, { ...counted, keep: kept, children }))) return;
  for (const key of ["made", "there", "failed", "unclear"] as const) state.counts[key] += counted[key];
  state.queue.push(...children.map((child) => child.seq));
  state.notifyChange();
}

export function settleAccepted(run: RunContext, { seq, made }: AcceptedBatch): Promise<void> {
  return settle(run, seq, { made, there: 0, failed: 0, unclear: 0, keep: [], sendAgain: [] });
}

/** Looks up which rows of a rejected batch AntCRM has, and stores the outcome. */
export async function settleRejected(
  run: RunContext,
  seq: number,
  rows: readonly KeptRow[],
  answer: Rejection,
  sentAt: Date,
): Promise<void> {
  const outcome = await untilRead(run, () => run.sender.outcomeOfRejected(rows, answer, sentAt));
  if (outcome !== null) await settle(run, seq, outcome);
}

/** Looks up the rows of a batch without a readable answer: at once, and again when a minute has passed. */
export async function settleUnanswered(
  run: RunContext,
  seq: number,
  rows: readonly KeptRow[],
  sentAt: Date,
): Promise<void> {
  const lookUp = (isFinal: boolean) =>
    untilRead(run, () => run.sender.outcomeOfUnanswered(rows, sentAt, isFinal));
  const early = await lookUp(false);
  if (early !== null) return settle(run, seq, early);
  const leftMs = sentAt.getTime() + ABSENT_AFTER_MS - run.now().getTime();
  if (leftMs > 0) await run.wait(leftMs, run.state.left);
  if (run.state.isLeft) return;
  const late = await lookUp(true);
  if (late !== null) await settle(run, seq, late);
}

/** Tracks a look-up until it ends. A failure ends this run, and another one takes the import up. */
export function trackLookUp(run: RunContext, lookUp: Promise<void>): void {
  const { state, log, id } = run;
  const tracked = lookUp.catch((thrown: unknown) => {
    log.error({ import: id, err: toAppError(thrown).message }, "a batch could not be settled");
    state.leave("lost");
  });
  state.lookUps.add(tracked);
  void tracked.finally(() => {
    state.lookUps.delete(tracked);
    state.notifyChange();
  });
}

/** Repeats a look-up until AntCRM can be read: unclear rows are not sent before that. Null when the run is left. */
async function untilRead<T>(
  { id, state, wait, log }: RunContext,
  lookUp: () => Promise<T>,
): Promise<T | null> {
  for (;;) {
    try {
      return await lookUp();
    } catch (thrown) {
      log.info({ import: id, err: toAppError(thrown).message }, "rows in doubt could not be looked for yet");
      if (state.isLeft) return null;
      await wait(RETRY_MS, state.left);
    }
  }
}

function halves(rows: readonly KeptRow[]): (readonly KeptRow[])[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)].filter((half) => half.length > 0);
}
