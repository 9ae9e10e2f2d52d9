import { setImmediate as nextTurn } from "node:timers/promises";
import { type KeptRow, keptRows } from "./import.ts";
import type { RunContext } from "./run-state.ts";
import type { BatchAnswer } from "./sending.ts";
import {
  type AcceptedBatch,
  RETRY_MS,
  settleRejected,
  settleUnanswered,
  trackLookUp,
} from "./settle-batch.ts";

/** The number of background calls that `crm` allows at a time. */
export const PARALLEL_BATCHES = 8;
/** When AntCRM stays unavailable for longer, the import ends, and the report has the rows that were not sent. */
const UNAVAILABLE_MAX_MS = 30 * 60_000;

/** A batch whose request is made, and goes out with `send`. */
interface PreparedBatch {
  rows: readonly KeptRow[];
  send(): Promise<BatchAnswer>;
}

/** Sends a batch, and stores its predecessor as settled in the same commit, because each commit waits for the disk. */
export type SendBatch = (seq: number, before: AcceptedBatch | null) => Promise<AcceptedBatch | null>;

/** Creates the function that sends one batch. It returns the batch if AntCRM has accepted all of it. */
export function createSendBatch(run: RunContext): SendBatch {
  const { id, store, lease, now, state } = run;
  /** The next batches, prepared while requests are under way. */
  const prepared = new Map<number, Promise<PreparedBatch>>();

  /** Waits for the next turn of the event loop, so that sending this batch does not wait for preparing a later one. */
  async function prepareNext(): Promise<void> {
    await nextTurn();
    const next = prepared.size < PARALLEL_BATCHES ? state.queue.find((seq) => !prepared.has(seq)) : undefined;
    if (next === undefined) return;
    const preparing = prepare(run, next);
    prepared.set(next, preparing);
    // The failure is thrown where the batch is sent.
    preparing.catch(() => {});
  }

  return async (seq, before) => {
    const { rows, send } = await (prepared.get(seq) ?? prepare(run, seq));
    prepared.delete(seq);
    await lease.hold();
    const sentAt = now();
    const maySend = await store.send(id, seq, lease.owner, sentAt, before ?? undefined);
    if (before !== null) state.counts.made += before.made;
    state.notifyChange();
    if (!maySend) {
      await endUnsendable(run, seq);
      return null;
    }
    void prepareNext();
    const answer = await send();
    if (answer.kind !== "later") state.unavailableSinceMs = undefined;
    if (answer.kind === "accepted") return { seq, made: rows.length };
    await handleAnswer(run, seq, rows, answer, sentAt);
    return null;
  };
}

async function prepare({ id, store, sender }: RunContext, seq: number): Promise<PreparedBatch> {
  const rows = keptRows((await store.rows(id, seq)) ?? "[]");
  let start = () => {};
  const answer = sender.send(rows, new Promise((resolve) => (start = resolve)));
  return {
    rows,
    send() {
      start();
      return answer;
    },
  };
}

/** The store refuses a batch after another process has stopped the import or taken it over. */
async function endUnsendable({ id, store, state, log }: RunContext, seq: number): Promise<void> {
  const current = await store.find(id);
  if (current?.state === "stopping") return state.end("stopping");
  log.warn({ import: id, batch: seq }, "this process has lost its import");
  state.leave("lost");
}

async function handleAnswer(
  run: RunContext,
  seq: number,
  rows: readonly KeptRow[],
  answer: Exclude<BatchAnswer, { kind: "accepted" }>,
  sentAt: Date,
): Promise<void> {
  const { id, store, state } = run;
  if (answer.kind === "later") {
    await store.moveBatch(id, seq, "sending", "waiting");
    state.queue.push(seq);
    return rest(run, answer);
  }
  // The next batch is sent during the look-up. Rejected rows are `unclear` until they were looked up.
  await store.moveBatch(id, seq, "sending", "unclear");
  const lookUp =
    answer.kind === "unclear"
      ? settleUnanswered(run, seq, rows, sentAt)
      : settleRejected(run, seq, rows, answer, sentAt);
  trackLookUp(run, lookUp);
}

/** Pauses sending after AntCRM was busy or unavailable. */
function rest(
  { id, store, state, now, log }: RunContext,
  { afterMs = RETRY_MS, isUnavailable }: Extract<BatchAnswer, { kind: "later" }>,
): void {
  const nowMs = now().getTime();
  state.restUntilMs = Math.max(state.restUntilMs, nowMs + afterMs);
  if (isUnavailable) state.unavailableSinceMs ??= nowMs;
  if (state.unavailableSinceMs === undefined) return;
  if (nowMs - state.unavailableSinceMs <= UNAVAILABLE_MAX_MS) return;
  log.warn({ import: id }, "AntCRM is away for too long, the import ends");
  // A failure here is harmless: `finish` accepts both states.
  void store.move(id, ["running"], "stopping", { at: now() }).catch(() => {});
  state.end("stopping");
}
