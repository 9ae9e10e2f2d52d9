import { EventEmitter, once } from "node:events";
import type { Clock } from "../../bot/context.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import type { Import, ImportRepository, RowCounts } from "./import.ts";
import type { BatchSender } from "./sending.ts";

/** The progress of an import that is being sent. */
export interface Progress extends RowCounts {
  /** The number of rows to send. */
  total: number;
  /** The number of these rows whose outcome is known. */
  settled: number;
  /** The rate since this process began to send; null at the beginning. */
  perSecond: number | null;
  /** `checking`: rows without a clear answer are looked up. `waiting`: AntCRM is unavailable or busy. */
  phase: "sending" | "checking" | "waiting" | "stopping";
}

export interface RunPorts {
  store: ImportRepository;
  lease: Lease;
  clock: Clock;
  log: Logger;
}

/** The dependencies that the functions of one run share. */
export interface RunContext extends RunPorts {
  id: string;
  sender: BatchSender;
  state: ImportRunState;
}

/**
 * - `stopping`  somebody stopped the import: it ends when the requests in progress are settled
 * - `pausing`   this process ends, and the next one continues
 * - `lost`      this process may not continue, or could not
 */
type Ending = "stopping" | "pausing" | "lost";

/** The state of one import in the process that sends it. */
export class ImportRunState extends EventEmitter {
  readonly counts: RowCounts = { made: 0, there: 0, failed: 0, unclear: 0 };
  /** Sequence numbers of the batches to send. */
  queue: number[] = [];
  nextSeq = 0;
  /** Batches that are being sent or stored now. */
  active = 0;
  /** Batches without a clear answer, while their rows are looked up. */
  readonly lookUps = new Set<Promise<void>>();
  /** Nothing is sent before this time of the monotonic clock. */
  restUntilMs = 0;
  /** Since when AntCRM is unavailable, by the monotonic clock. */
  unavailableSinceMs: number | undefined;
  #ending: Ending | null;
  #sendingEnded = new AbortController();
  #left = new AbortController();
  #settledBefore = 0;
  readonly #started: Import;
  readonly #monotonicMs: () => number;
  readonly #startedAtMs: number;

  constructor(started: Import, { monotonicMs }: Clock) {
    super();
    this.#started = started;
    this.#monotonicMs = monotonicMs;
    this.#startedAtMs = monotonicMs();
    this.#ending = started.state === "stopping" ? "stopping" : null;
  }

  /** Continues with the counts that the store has of earlier runs. */
  restore({ made, there, failed, unclear, last }: RowCounts & { last: number }): void {
    Object.assign(this.counts, { made, there, failed, unclear });
    this.#settledBefore = this.#settled;
    this.nextSeq = last + 1;
  }

  get isSending(): boolean {
    return this.#ending === null;
  }

  get isStopped(): boolean {
    return this.#ending === "stopping";
  }

  /** True when this process leaves the import as it is. */
  get isLeft(): boolean {
    return this.#ending === "pausing" || this.#ending === "lost";
  }

  /** Aborts when nothing more is sent. */
  get sendingEnded(): AbortSignal {
    return this.#sendingEnded.signal;
  }

  /** Aborts when this process leaves the import. If the import was stopped, it still waits for requests in progress. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  end(how: Ending): void {
    if (this.isSending || how !== "stopping") this.#ending = how;
    this.#sendingEnded.abort();
    this.notifyChange();
  }

  leave(how: "pausing" | "lost"): void {
    this.end(how);
    this.#left.abort();
  }

  /** Resolves at the next `notifyChange`. */
  get change(): Promise<unknown> {
    return once(this, "change");
  }

  notifyChange(): void {
    this.emit("change");
  }

  progress(): Progress {
    const seconds = (this.#monotonicMs() - this.#startedAtMs) / 1_000;
    const settled = this.#settled;
    const settledHere = settled - this.#settledBefore;
    return {
      ...this.counts,
      total: this.#started.good,
      settled,
      perSecond: settledHere > 0 && seconds > 0 ? settledHere / seconds : null,
      phase: this.#phase(),
    };
  }

  #phase(): Progress["phase"] {
    if (!this.isSending) return "stopping";
    if (this.restUntilMs > this.#monotonicMs()) return "waiting";
    return this.queue.length === 0 && this.active === 0 ? "checking" : "sending";
  }

  get #settled(): number {
    const { made, there, failed, unclear } = this.counts;
    return made + there + failed + unclear;
  }
}
