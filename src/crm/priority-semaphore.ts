/**
 * `interactive`: a person waits for the answer. `background`: digests, imports and alerts. They use only a part of the
 * places, and people go first.
 */
export type CallPriority = "interactive" | "background";

export interface SemaphoreLimits {
  /** Calls in flight at a time, of both priorities together. */
  all: number;
  /** Of these, how many may be background work. */
  background: number;
}

/** Who wants to make a call. */
export interface Caller {
  priority: CallPriority;
  /** The person who gets the answer, `"slack:U0123"`; empty for nobody. */
  person: string;
}

interface WaitingCall extends Caller {
  start(): void;
}

/**
 * Limits the calls in flight. A free place goes to interactive calls first. Among them it goes to the person with the
 * fewest calls in flight, then to the first in the queue.
 *
 * The class is our own because p-queue sorts by a priority that is fixed when a task is added. Fairness by person
 * depends on the calls in flight when a place becomes free. p-queue would need a queue class of its own with the same
 * counts, and a second queue for the limit of background work.
 */
export class PrioritySemaphore {
  readonly #limits: SemaphoreLimits;
  readonly #queues: Record<CallPriority, WaitingCall[]> = { interactive: [], background: [] };
  readonly #inFlightOf = new Map<string, number>();
  #inFlight = 0;
  #backgroundInFlight = 0;

  constructor(limits: SemaphoreLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when there is a place. The caller then calls `leave` once.
   * @throws the signal's reason, when it aborts while waiting
   */
  async enter(caller: Caller, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#queues[caller.priority].length === 0 && this.#hasPlace(caller.priority)) {
      return this.#take(caller);
    }
    await this.#wait(caller, signal);
  }

  leave({ priority, person }: Caller): void {
    this.#inFlight -= 1;
    if (priority === "background") this.#backgroundInFlight -= 1;
    const left = this.#countOf(person) - 1;
    if (left > 0) this.#inFlightOf.set(person, left);
    else this.#inFlightOf.delete(person);
    this.#admit();
  }

  #wait(caller: Caller, signal?: AbortSignal): Promise<void> {
    const queue = this.#queues[caller.priority];
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason);
      };
      const waiting: WaitingCall = {
        ...caller,
        start: () => {
          signal?.removeEventListener("abort", giveUp);
          resolve();
        },
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      queue.push(waiting);
    });
  }

  #admit(): void {
    for (;;) {
      const { interactive, background } = this.#queues;
      const queue = interactive.length > 0 ? interactive : background;
      const next = this.#firstOf(queue);
      if (next === undefined || !this.#hasPlace(next.priority)) return;
      queue.splice(queue.indexOf(next), 1);
      this.#take(next);
      next.start();
    }
  }

  #firstOf(queue: readonly WaitingCall[]): WaitingCall | undefined {
    let first = queue[0];
    for (const waiting of queue) {
      if (first && this.#countOf(waiting.person) < this.#countOf(first.person)) first = waiting;
    }
    return first;
  }

  #hasPlace(priority: CallPriority): boolean {
    if (this.#inFlight >= this.#limits.all) return false;
    return priority === "interactive" || this.#backgroundInFlight < this.#limits.background;
  }

  #take({ priority, person }: Caller): void {
    this.#inFlight += 1;
    if (priority === "background") this.#backgroundInFlight += 1;
    this.#inFlightOf.set(person, this.#countOf(person) + 1);
  }

  #countOf(person: string): number {
    return this.#inFlightOf.get(person) ?? 0;
  }
}
