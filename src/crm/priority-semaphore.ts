/**
 * `people`: somebody is waiting for the answer. `background`: digests, imports and alerts, which share a narrower lane
 * and let people pass.
 */
export type Lane = "people" | "background";

export interface LaneLimits {
  /** Calls in flight at a time, both lanes together. */
  all: number;
  /** Of these, how many may be background work. */
  background: number;
}

/** Who wants to make a call. */
export interface Caller {
  lane: Lane;
  /** Whom the answer is for, `"slack:U0123"`; empty for nobody. */
  person: string;
}

interface Waiting extends Caller {
  start(): void;
}

/**
 * Places for calls in flight. People pass first: while one of them waits, background work gets no place that falls free.
 * Among people whoever has the fewest calls in flight goes first, then whoever came first. cockatiel's bulkhead knows one
 * queue only, and a caller who gives up keeps his place in it.
 */
export class PrioritySemaphore {
  readonly #limits: LaneLimits;
  readonly #queues: Record<Lane, Waiting[]> = { people: [], background: [] };
  readonly #inFlightOf = new Map<string, number>();
  #inFlight = 0;
  #backgroundInFlight = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when there is a place; whoever got one calls `leave` once.
   * @throws the signal's reason, when it aborts while waiting
   */
  async enter(caller: Caller, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#queues[caller.lane].length === 0 && this.#hasPlace(caller.lane)) return this.#take(caller);
    await this.#wait(caller, signal);
  }

  leave({ lane, person }: Caller): void {
    this.#inFlight -= 1;
    if (lane === "background") this.#backgroundInFlight -= 1;
    const left = this.#countOf(person) - 1;
    if (left > 0) this.#inFlightOf.set(person, left);
    else this.#inFlightOf.delete(person);
    this.#admit();
  }

  #wait(caller: Caller, signal?: AbortSignal): Promise<void> {
    const queue = this.#queues[caller.lane];
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason);
      };
      const waiting: Waiting = {
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
      const { people, background } = this.#queues;
      const queue = people.length > 0 ? people : background;
      const next = this.#firstOf(queue);
      if (next === undefined || !this.#hasPlace(next.lane)) return;
      queue.splice(queue.indexOf(next), 1);
      this.#take(next);
      next.start();
    }
  }

  #firstOf(queue: readonly Waiting[]): Waiting | undefined {
    let first = queue[0];
    for (const waiting of queue) {
      if (first && this.#countOf(waiting.person) < this.#countOf(first.person)) first = waiting;
    }
    return first;
  }

  #hasPlace(lane: Lane): boolean {
    if (this.#inFlight >= this.#limits.all) return false;
    return lane === "people" || this.#backgroundInFlight < this.#limits.background;
  }

  #take({ lane, person }: Caller): void {
    this.#inFlight += 1;
    if (lane === "background") this.#backgroundInFlight += 1;
    this.#inFlightOf.set(person, this.#countOf(person) + 1);
  }

  #countOf(person: string): number {
    return this.#inFlightOf.get(person) ?? 0;
  }
}
