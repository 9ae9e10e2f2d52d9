import { setImmediate as nextTurn } from "node:timers/promises";
import { toAppError } from "../../errors.ts";
import { HEARTBEAT_MS } from "../../lease-times.ts";
import { type Import, type KeptRow, keptRows } from "./import.ts";
import { ImportRunState, type RunContext, type RunPorts } from "./run-state.ts";
import type { BatchAnswer, BatchOutcome, BatchSender, Rejection, SentRows } from "./sending.ts";

/** The number of background calls that `crm` allows at a time. */
const PARALLEL_BATCHES = 8;
/** When AntCRM stays unavailable for longer, the import ends, and the report has the rows that were not sent. */
const UNAVAILABLE_MAX_MS = 30 * 60_000;
/** Rows may be called absent only after this time, because AntCRM may still be working on the request. */
const ABSENT_AFTER_MS = 60_000;
const RETRY_MS = 5_000;

/** An import that is being sent by this process. */
export type ImportRun = ReturnType<typeof startRun>;

/**
 * Sends the waiting batches of an import, eight at a time. A batch is stored as `sending` before its request, and is never
 * sent again from this state. Rows that AntCRM clearly did not take are sent again in batches of half the size, down to
 * single rows. So one bad row does not fail the other ninety-nine.
 */
export function startRun(ports: RunPorts, started: Import, sender: BatchSender) {
  const state = new ImportRunState(started, ports.clock);
  const run: RunContext = { ...ports, id: started.id, sender, state };
  /** Resolves when this process has finished its part, with `ended` if the whole import has ended. */
  const over = runToEnd(run).catch((thrown: unknown) => {
    run.log.error(
      { import: run.id, err: toAppError(thrown).message },
      "an import failed and continues later",
    );
    state.leave("lost");
    return "left" as const;
  });
  void heartbeat(run, over);
  return { state, over };
}

async function runToEnd(run: RunContext): Promise<"ended" | "left"> {
  const { id, store, lease, clock, state } = run;
  try {
    await sendAll(run);
  } catch (thrown) {
    state.leave("lost");
    throw thrown;
  } finally {
    // The next run of this import gives its new batches the numbers that these look-ups would use.
    while (state.lookUps.size > 0) await Promise.all(state.lookUps);
  }
  if (state.isLeft) return "left";
  await lease.renewIfDue();
  const isWhole = await store.finish(id, state.isStopped ? "stopped" : "done", lease.owner, clock.now());
  return isWhole ? "ended" : "left";
}

/** Looks up what an earlier run left unclear, and sends all waiting batches. Look-ups may still run afterwards. */
async function sendAll(run: RunContext): Promise<void> {
  const { id, store, clock, state } = run;
  state.restore(await store.sums(id));
  const sentAtMs = clock.monotonicMs();
  for (const { seq, sentAt } of await store.batches(id, "unclear")) {
    const rows = await store.rows(id, seq);
    const sent = { seq, rows: keptRows(rows ?? "[]"), sentAt: sentAt ?? clock.now(), sentAtMs };
    if (rows !== null) trackLookUp(run, settleUnanswered(run, sent));
  }
  state.queue = (await store.batches(id, "waiting")).map(({ seq }) => seq);
  const sendBatch = createSendBatch(run);
  const workers = await Promise.allSettled(
    Array.from({ length: PARALLEL_BATCHES }, () => sendQueued(run, sendBatch)),
  );
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
}

/** Sends one batch after the other until the queue stays empty or sending ends. */
async function sendQueued(run: RunContext, sendBatch: SendBatch): Promise<void> {
  const { clock, state } = run;
  let accepted: AcceptedBatch | null = null;
  while (state.isSending) {
    const restMs = state.restUntilMs - clock.monotonicMs();
    const seq = restMs > 0 ? undefined : state.queue.shift();
    if (seq !== undefined) {
      accepted = await asActive(run, sendBatch(seq, accepted));
    } else if (accepted !== null) {
      await asActive(run, settleAccepted(run, accepted));
      accepted = null;
    } else if (restMs > 0) {
      await clock.wait(restMs, state.sendingEnded);
    } else if (state.active === 0 && state.lookUps.size === 0) {
      return;
    } else {
      await state.change;
    }
  }
  if (accepted !== null) await settleAccepted(run, accepted);
}

async function asActive<T>({ state }: RunContext, work: Promise<T>): Promise<T> {
  state.active += 1;
  try {
    return await work;
  } catch (thrown) {
    state.leave("lost");
    throw thrown;
  } finally {
    state.active -= 1;
    state.notifyChange();
  }
}

/** Renews the lease until the run is over, and notices when another process has stopped the import. */
async function heartbeat(run: RunContext, over: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  void over.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    await run.clock.wait(HEARTBEAT_MS, ended.signal);
    // A failed heartbeat is tried again with the next one.
    if (!ended.signal.aborted) await noticeStop(run).catch(() => {});
  }
}

async function noticeStop({ id, store, lease, state }: RunContext): Promise<void> {
  await lease.renewIfDue();
  if (state.isSending && (await store.find(id))?.state === "stopping") state.end("stopping");
}

/** Sends a batch, and stores its predecessor as settled in the same commit, because each commit waits for the disk. */
type SendBatch = (seq: number, before: AcceptedBatch | null) => Promise<AcceptedBatch | null>;

/** Creates the function that sends one batch. It returns the batch if AntCRM has accepted all of it. */
function createSendBatch(run: RunContext): SendBatch {
  const { id, store, lease, clock, state } = run;
  /** The next batches, prepared while requests are in progress. */
  const prepared = new Map<number, ReturnType<typeof prepare>>();

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
    const { rows, start, answered } = await (prepared.get(seq) ?? prepare(run, seq));
    prepared.delete(seq);
    await lease.renewIfDue();
    const [sentAt, sentAtMs] = [clock.now(), clock.monotonicMs()];
    const isUnbroken = lease.watch();
    const maySend = await store.send(id, seq, lease.owner, sentAt, before ?? undefined);
    if (before !== null) state.counts.made += before.made;
    state.notifyChange();
    if (!maySend) {
      await endUnsendable(run, seq);
      return null;
    }
    void prepareNext();
    start(isUnbroken);
    const answer = await answered;
    if (answer.kind !== "later") state.unavailableSinceMs = undefined;
    if (answer.kind === "accepted") return { seq, made: rows.length };
    await handleAnswer(run, { seq, rows, sentAt, sentAtMs }, answer);
    return null;
  };
}

/** Prepares the request of a batch. It is sent after `start`, unless the check that `start` gets is false by then. */
async function prepare({ id, store, sender }: RunContext, seq: number) {
  const rows = keptRows((await store.rows(id, seq)) ?? "[]");
  let start: (isUnbroken: () => boolean) => void = () => {};
  const answered = sender.send(rows, new Promise((resolve) => (start = resolve)));
  return { rows, start: (isUnbroken: () => boolean) => start(isUnbroken), answered };
}

/** The store refuses a batch after another process has stopped the import or taken it over. */
async function endUnsendable({ id, store, state, log }: RunContext, seq: number): Promise<void> {
  const current = await store.find(id);
  if (current?.state === "stopping") return state.end("stopping");
  log.warn({ import: id, batch: seq }, "this process has lost its import");
  state.leave("lost");
}

/** A batch that was sent. */
interface SentBatch extends SentRows {
  seq: number;
  /** When it was sent, by the monotonic clock. If another process has sent it: when this one learned of it. */
  sentAtMs: number;
}

async function handleAnswer(
  run: RunContext,
  sent: SentBatch,
  answer: Exclude<BatchAnswer, { kind: "accepted" }>,
): Promise<void> {
  const { id, store, lease, state } = run;
  const { seq } = sent;
  if (answer.kind === "later") {
    await store.moveBatch(id, seq, lease.owner, "sending", "waiting");
    state.queue.push(seq);
    return rest(run, answer);
  }
  // The next batch is sent during the look-up. Rejected rows are `unclear` until they were looked up.
  await store.moveBatch(id, seq, lease.owner, "sending", "unclear");
  trackLookUp(
    run,
    answer.kind === "unclear" ? settleUnanswered(run, sent) : settleRejected(run, sent, answer),
  );
}

/** Pauses sending after AntCRM was busy or unavailable. */
function rest(
  { id, store, state, clock, log }: RunContext,
  { afterMs = RETRY_MS, isUnavailable }: Extract<BatchAnswer, { kind: "later" }>,
): void {
  const nowMs = clock.monotonicMs();
  state.restUntilMs = Math.max(state.restUntilMs, nowMs + afterMs);
  if (isUnavailable) state.unavailableSinceMs ??= nowMs;
  if (state.unavailableSinceMs === undefined) return;
  if (nowMs - state.unavailableSinceMs <= UNAVAILABLE_MAX_MS) return;
  log.warn({ import: id }, "AntCRM was unavailable for too long; the import ends");
  // A failure is harmless here, because `finish` accepts both states.
  void store.move(id, ["running"], "stopping", { at: clock.now() }).catch(() => {});
  state.end("stopping");
}

/** A batch that AntCRM says it took completely. */
interface AcceptedBatch {
  seq: number;
  made: number;
}

/** Stores the outcome of a batch. Rows to send again become two batches of half the size. */
async function settle(run: RunContext, seq: number, outcome: BatchOutcome): Promise<void> {
  const { id, store, lease, state } = run;
  const { keep, sendAgain, ...counted } = outcome;
  const children = halves(sendAgain).map((rows) => ({
    seq: state.nextSeq++,
    size: rows.length,
    rows: JSON.stringify(rows),
  }));
  const kept = keep.length > 0 ? JSON.stringify(keep) : null;
  if (!(await store.settle(id, seq, lease.owner, { ...counted, keep: kept, children }))) return;
  for (const key of ["made", "there", "failed", "unclear"] as const) state.counts[key] += counted[key];
  state.queue.push(...children.map((child) => child.seq));
  state.notifyChange();
}

function settleAccepted(run: RunContext, { seq, made }: AcceptedBatch): Promise<void> {
  return settle(run, seq, { made, there: 0, failed: 0, unclear: 0, keep: [], sendAgain: [] });
}

/** Looks up which rows of a rejected batch AntCRM has, and stores the outcome. */
async function settleRejected(run: RunContext, sent: SentBatch, answer: Rejection): Promise<void> {
  const outcome = await untilRead(run, () => run.sender.outcomeOfRejected(sent, answer));
  if (outcome !== null) await settle(run, sent.seq, outcome);
}

/** Looks up the rows of a batch without a readable answer: at once, and again when a minute has passed. */
async function settleUnanswered(run: RunContext, sent: SentBatch): Promise<void> {
  const { seq, sentAtMs } = sent;
  const { clock, state } = run;
  const lookUp = (isFinal: boolean) => untilRead(run, () => run.sender.outcomeOfUnanswered(sent, isFinal));
  const early = await lookUp(false);
  if (early !== null) return settle(run, seq, early);
  const leftMs = sentAtMs + ABSENT_AFTER_MS - clock.monotonicMs();
  if (leftMs > 0) await clock.wait(leftMs, state.left);
  if (state.isLeft) return;
  const late = await lookUp(true);
  if (late !== null) await settle(run, seq, late);
}

/** Tracks a look-up until it ends. A failure ends this run, and another run continues the import. */
function trackLookUp(run: RunContext, lookUp: Promise<void>): void {
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

/** Repeats a look-up until AntCRM can be read, because unclear rows are not sent before that. Null when the run is left. */
async function untilRead<T>(
  { id, state, clock, log }: RunContext,
  lookUp: () => Promise<T>,
): Promise<T | null> {
  for (;;) {
    try {
      return await lookUp();
    } catch (thrown) {
      log.info(
        { import: id, err: toAppError(thrown).message },
        "rows without a clear answer could not be looked up yet",
      );
      if (state.isLeft) return null;
      await clock.wait(RETRY_MS, state.left);
    }
  }
}

function halves(rows: readonly KeptRow[]): (readonly KeptRow[])[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)].filter((half) => half.length > 0);
}
