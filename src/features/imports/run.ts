import { setImmediate as nextTurn } from "node:timers/promises";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { HEARTBEAT_MS, type Lease } from "../../operations/lease.ts";
import { type Import, type ImportRepository, type KeptRow, keptRows, type RowCounts } from "./import.ts";
import type { Answer, Doubt, Ended, Sender } from "./sending.ts";

/** An import under way, as it stands at one moment. */
export interface Progress extends RowCounts {
  reference: string;
  /** Rows to send, in all. */
  total: number;
  /** Of these, rows whose outcome is known. */
  settled: number;
  /** Since this process has it in hand; null at the beginning. */
  perSecond: number | null;
  /** - `sending`  - `checking` rows without a clear answer  - `waiting` for an AntCRM that is away or busy  - `stopping` */
  phase: "sending" | "checking" | "waiting" | "stopping";
}

export interface RunPorts {
  store: ImportRepository;
  lease: Lease;
  now: () => Date;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  log: Logger;
}

/** An import that is being sent by this process. */
export interface Run {
  progress(): Progress;
  /** What is out is waited for, and nothing more is sent. */
  stop(): void;
  /** The same, for a process that ends: the import goes on in the next. */
  pause(): void;
  /** Resolves when this process has done with it: `ended` where the whole import has. */
  readonly over: Promise<"ended" | "left">;
}

/** A batch of which AntCRM said that it took all. */
interface Taken {
  seq: number;
  made: number;
}

/** A batch whose request is made, and goes out with `send`. */
interface Ready {
  rows: readonly KeptRow[];
  send(): Promise<Answer>;
}

type NotTaken = Exclude<Answer, { kind: "taken" }>;

/** As many as background calls may be in flight. */
const SIDE_BY_SIDE = 8;
/** A row counts as absent only after this time. */
const ABSENT_AFTER_MS = 60_000;
const RETRY_MS = 5_000;
/** An AntCRM that is away for so long is not waited for any more: what was not sent stands in the report. */
const AWAY_MAX_MS = 30 * 60_000;

/**
 * Sends what waits, batch by batch, eight at a time. A batch is `sending` before its request and never sent again from
 * there; only what AntCRM has clearly not taken becomes a batch of its own, half as large, until one row alone is left to
 * be refused. So one bad row never sinks ninety-nine.
 */
export function startRun(ports: RunPorts, started: Import, sender: Sender): Run {
  const { store, lease, now, wait, log } = ports;
  const { id, reference, good: total } = started;
  const counts: RowCounts = { made: 0, there: 0, failed: 0, unclear: 0 };
  const beganAtMs = now().getTime();
  /** Aborts when nothing more is sent. */
  const quit = new AbortController();
  /** Aborts when this process leaves the import as it is; a stop waits for what is out. */
  const away = new AbortController();
  let settledBefore = 0;
  let state: "going" | "stopping" | "pausing" | "lost" = started.state === "stopping" ? "stopping" : "going";
  let queue: number[] = [];
  /** The next batches, made ready while requests are out. */
  const ready = new Map<number, Promise<Ready>>();
  let nextSeq = 0;
  let busy = 0;
  let restUntilMs = 0;
  let awaySinceMs: number | undefined;
  let wake = () => {};
  let news = new Promise<void>((resolve) => (wake = resolve));
  const doubts = new Set<Promise<void>>();

  function changed(): void {
    const last = wake;
    news = new Promise((resolve) => (wake = resolve));
    last();
  }

  const settled = () => counts.made + counts.there + counts.failed + counts.unclear;

  function end(how: "stopping" | "pausing" | "lost"): void {
    if (state === "going" || how !== "stopping") state = how;
    quit.abort();
    changed();
  }

  async function settle(seq: number, ended: Ended): Promise<void> {
    const { keep, apart, ...what } = ended;
    const children = halves(apart).map((rows) => ({
      seq: nextSeq++,
      size: rows.length,
      rows: JSON.stringify(rows),
    }));
    const kept = keep.length > 0 ? JSON.stringify(keep) : null;
    if (!(await store.settle(id, seq, { ...what, keep: kept, children }))) return;
    for (const key of ["made", "there", "failed", "unclear"] as const) counts[key] += what[key];
    queue.push(...children.map((child) => child.seq));
    changed();
  }

  /** Asks again until AntCRM can be read: what is in doubt is not sent before that. */
  async function untilRead<T>(look: () => Promise<T>): Promise<T | null> {
    for (;;) {
      try {
        return await look();
      } catch (thrown) {
        log.info(
          { import: id, err: toAppError(thrown).message },
          "rows in doubt could not be looked for yet",
        );
        if (state === "pausing" || state === "lost") return null;
        await wait(RETRY_MS, away.signal);
      }
    }
  }

  async function settleDoubt(
    seq: number,
    rows: readonly KeptRow[],
    answer: Doubt,
    since: Date,
  ): Promise<void> {
    const ended = await untilRead(() => sender.afterDoubt(rows, answer, since));
    if (ended !== null) await settle(seq, ended);
  }

  /** No readable answer came: looks at once, and once more when a minute has passed. */
  async function settleSilence(seq: number, rows: readonly KeptRow[], since: Date): Promise<void> {
    const early = await untilRead(() => sender.afterSilence(rows, since, false));
    if (early !== null) return settle(seq, early);
    const leftMs = since.getTime() + ABSENT_AFTER_MS - now().getTime();
    if (leftMs > 0) await wait(leftMs, away.signal);
    if (state === "pausing" || state === "lost") return;
    const late = await untilRead(() => sender.afterSilence(rows, since, true));
    if (late !== null) await settle(seq, late);
  }

  function inDoubt(work: Promise<void>): void {
    const watched = work.catch((thrown: unknown) => {
      log.error({ import: id, err: toAppError(thrown).message }, "a batch could not be settled");
      leave("lost");
    });
    doubts.add(watched);
    void watched.finally(() => {
      doubts.delete(watched);
      changed();
    });
  }

  function leave(how: "pausing" | "lost"): void {
    end(how);
    away.abort();
  }

  async function prepare(seq: number): Promise<Ready> {
    const rows = keptRows((await store.rows(id, seq)) ?? "[]");
    let go = () => {};
    const answer = sender.send(rows, new Promise((resolve) => (go = resolve)));
    return {
      rows,
      send() {
        go();
        return answer;
      },
    };
  }

  /** In the next turn: answers come in waves, and what goes out in this one must not wait for what is made for later. */
  async function prepareNext(): Promise<void> {
    await nextTurn();
    const next = ready.size < SIDE_BY_SIDE ? queue.find((seq) => !ready.has(seq)) : undefined;
    if (next === undefined) return;
    const preparing = prepare(next);
    ready.set(next, preparing);
    // Whoever sends it hears of it.
    preparing.catch(() => {});
  }

  /**
   * Sends a batch. The one before, which AntCRM has taken, is settled in the commit that this one needs anyway: each
   * waits for the disk.
   * @returns this batch, where AntCRM has taken it
   */
  async function deliver(seq: number, before: Taken | null): Promise<Taken | null> {
    const { rows, send } = await (ready.get(seq) ?? prepare(seq));
    ready.delete(seq);
    await lease.hold();
    const at = now();
    const isSent = await store.send(id, seq, lease.owner, at, before ?? undefined);
    if (before !== null) counts.made += before.made;
    changed();
    if (!isSent) {
      await whyNot(seq);
      return null;
    }
    void prepareNext();
    const answer = await send();
    if (answer.kind !== "later") awaySinceMs = undefined;
    if (answer.kind === "taken") return { seq, made: rows.length };
    await follow(seq, rows, answer, at);
    return null;
  }

  /** A batch that may not be sent: somebody stopped the import elsewhere, or this process has lost it. */
  async function whyNot(seq: number): Promise<void> {
    const current = await store.find(id);
    if (current?.state === "stopping") return end("stopping");
    log.warn({ import: id, batch: seq }, "this process has lost its import");
    leave("lost");
  }

  async function follow(seq: number, rows: readonly KeptRow[], answer: NotTaken, at: Date): Promise<void> {
    switch (answer.kind) {
      case "partly":
      case "refused":
        // The next batch does not wait for the looking; but what was refused is `unclear` until it was looked for.
        await store.moveBatch(id, seq, "sending", "unclear");
        return inDoubt(settleDoubt(seq, rows, answer, at));
      case "unclear":
        await store.moveBatch(id, seq, "sending", "unclear");
        return inDoubt(settleSilence(seq, rows, at));
      case "later": {
        await store.moveBatch(id, seq, "sending", "waiting");
        queue.push(seq);
        rest(answer);
      }
    }
  }

  function rest({ afterMs = RETRY_MS, away: isAway }: Extract<Answer, { kind: "later" }>): void {
    const nowMs = now().getTime();
    restUntilMs = Math.max(restUntilMs, nowMs + afterMs);
    if (isAway) awaySinceMs ??= nowMs;
    if (awaySinceMs !== undefined && nowMs - awaySinceMs > AWAY_MAX_MS) {
      log.warn({ import: id }, "AntCRM is away for too long, the import ends");
      // Where it cannot be noted it ends all the same: the end is noted from either state.
      void store.move(id, ["running"], "stopping", { at: now() }).catch(() => {});
      end("stopping");
    }
  }

  async function work(): Promise<void> {
    let taken: Taken | null = null;
    while (state === "going") {
      const restMs = restUntilMs - now().getTime();
      const seq = restMs > 0 ? undefined : queue.shift();
      if (seq !== undefined) {
        taken = await busyWith(deliver(seq, taken));
      } else if (taken !== null) {
        await busyWith(settleTaken(taken));
        taken = null;
      } else if (restMs > 0) {
        await wait(restMs, quit.signal);
      } else if (busy === 0 && doubts.size === 0) {
        return;
      } else {
        await news;
      }
    }
    if (taken !== null) await settleTaken(taken);
  }

  const settleTaken = ({ seq, made }: Taken) =>
    settle(seq, { made, there: 0, failed: 0, unclear: 0, keep: [], apart: [] });

  async function busyWith<T>(work: Promise<T>): Promise<T> {
    busy += 1;
    try {
      return await work;
    } catch (thrown) {
      leave("lost");
      throw thrown;
    } finally {
      busy -= 1;
      changed();
    }
  }

  /** Somebody may have stopped it by way of another process, while this one waits for AntCRM. */
  async function look(): Promise<void> {
    await lease.hold();
    if (state === "going" && (await store.find(id))?.state === "stopping") end("stopping");
  }

  async function beat(): Promise<void> {
    const ended = new AbortController();
    void over.finally(() => ended.abort()).catch(() => {});
    while (!ended.signal.aborted) {
      await wait(HEARTBEAT_MS, ended.signal);
      if (!ended.signal.aborted) await look().catch(() => {});
    }
  }

  async function run(): Promise<"ended" | "left"> {
    const sums = await store.sums(id);
    Object.assign(counts, { made: sums.made, there: sums.there, failed: sums.failed, unclear: sums.unclear });
    settledBefore = settled();
    nextSeq = sums.last + 1;
    for (const { seq, sentAt } of await store.batches(id, "unclear")) {
      const text = await store.rows(id, seq);
      if (text !== null) inDoubt(settleSilence(seq, keptRows(text), sentAt ?? now()));
    }
    queue = (await store.batches(id, "waiting")).map(({ seq }) => seq);
    const worked = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, work));
    for (const one of worked) if (one.status === "rejected") throw one.reason;
    while (doubts.size > 0) await Promise.all(doubts);
    if (state === "pausing" || state === "lost") return "left";
    await lease.hold();
    const isWhole = await store.finish(id, state === "stopping" ? "stopped" : "done", lease.owner, now());
    return isWhole ? "ended" : "left";
  }

  const over = run().catch((thrown: unknown) => {
    log.error(
      { import: id, err: toAppError(thrown).message },
      "an import broke off and is taken up again later",
    );
    leave("lost");
    return "left" as const;
  });
  void beat();

  return {
    progress() {
      const seconds = (now().getTime() - beganAtMs) / 1_000;
      const here = settled() - settledBefore;
      return {
        ...counts,
        reference,
        total,
        settled: settled(),
        perSecond: here > 0 && seconds > 0 ? here / seconds : null,
        phase: phase(),
      };
    },
    stop: () => end("stopping"),
    pause: () => leave("pausing"),
    over,
  };

  function phase(): Progress["phase"] {
    if (state !== "going") return "stopping";
    if (restUntilMs > now().getTime()) return "waiting";
    return queue.length === 0 && busy === 0 ? "checking" : "sending";
  }
}

/** Rows in two requests; none where there are no rows. */
function halves(rows: readonly KeptRow[]): (readonly KeptRow[])[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)].filter((half) => half.length > 0);
}
