import { toAppError } from "../../errors.ts";
import { HEARTBEAT_MS } from "../../operations/lease.ts";
import { type Import, keptRows } from "./import.ts";
import { type Progress, type RunContext, type RunPorts, RunState } from "./run-state.ts";
import { createSendBatch, PARALLEL_BATCHES, type SendBatch } from "./send-batch.ts";
import type { BatchSender } from "./sending.ts";
import { type AcceptedBatch, settleAccepted, settleUnanswered, trackLookUp } from "./settle-batch.ts";

/** An import that is being sent by this process. */
export interface Run {
  progress(): Progress;
  /** Sends nothing more, and waits for the requests under way. */
  stop(): void;
  /** Ends sending here, because the process ends. The next process goes on. */
  pause(): void;
  /** Resolves when this process has finished its part: `ended` when the whole import has ended. */
  readonly over: Promise<"ended" | "left">;
}

/**
 * Sends the waiting batches of an import, eight at a time. A batch is stored as `sending` before its request, and is never
 * sent again from there. Rows that AntCRM clearly did not take are sent again in batches of half the size, down to single
 * rows. So one bad row does not fail the other ninety-nine.
 */
export function startRun(ports: RunPorts, started: Import, sender: BatchSender): Run {
  const state = new RunState(started, ports.now);
  const run: RunContext = { ...ports, id: started.id, sender, state };
  const over = runToEnd(run).catch((thrown: unknown) => {
    run.log.error(
      { import: run.id, err: toAppError(thrown).message },
      "an import broke off and is taken up again later",
    );
    state.leave("lost");
    return "left" as const;
  });
  void heartbeat(run, over);
  return {
    progress: () => state.progress(),
    stop: () => state.end("stopping"),
    pause: () => state.leave("pausing"),
    over,
  };
}

async function runToEnd(run: RunContext): Promise<"ended" | "left"> {
  const { id, store, lease, now, state } = run;
  state.restore(await store.sums(id));
  for (const { seq, sentAt } of await store.batches(id, "unclear")) {
    const rows = await store.rows(id, seq);
    if (rows !== null) trackLookUp(run, settleUnanswered(run, seq, keptRows(rows), sentAt ?? now()));
  }
  state.queue = (await store.batches(id, "waiting")).map(({ seq }) => seq);
  const sendBatch = createSendBatch(run);
  const workers = await Promise.allSettled(
    Array.from({ length: PARALLEL_BATCHES }, () => sendQueued(run, sendBatch)),
  );
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  while (state.lookUps.size > 0) await Promise.all(state.lookUps);
  if (state.isLeft) return "left";
  await lease.hold();
  const isWhole = await store.finish(id, state.isStopped ? "stopped" : "done", lease.owner, now());
  return isWhole ? "ended" : "left";
}

/** Sends one batch after the other until the queue stays empty or sending ends. */
async function sendQueued(run: RunContext, sendBatch: SendBatch): Promise<void> {
  const { now, wait, state } = run;
  let accepted: AcceptedBatch | null = null;
  while (state.isSending) {
    const restMs = state.restUntilMs - now().getTime();
    const seq = restMs > 0 ? undefined : state.queue.shift();
    if (seq !== undefined) {
      accepted = await asActive(run, sendBatch(seq, accepted));
    } else if (accepted !== null) {
      await asActive(run, settleAccepted(run, accepted));
      accepted = null;
    } else if (restMs > 0) {
      await wait(restMs, state.sendingEnded);
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

/** Prolongs the lease until the run is over, and notices when another process has stopped the import. */
async function heartbeat(run: RunContext, over: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  void over.finally(() => ended.abort()).catch(() => {});
  while (!ended.signal.aborted) {
    await run.wait(HEARTBEAT_MS, ended.signal);
    if (!ended.signal.aborted) await noticeStop(run).catch(() => {});
  }
}

async function noticeStop({ id, store, lease, state }: RunContext): Promise<void> {
  await lease.hold();
  if (state.isSending && (await store.find(id))?.state === "stopping") state.end("stopping");
}
