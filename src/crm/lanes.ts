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

interface Waiting {
  lane: Lane;
  start(): void;
}

/**
 * Places for calls in flight. People pass first: while one of them waits, background work gets no place that falls
 * free. cockatiel's bulkhead knows one queue only, and a caller who gives up keeps his place in it.
 */
export class Lanes {
  readonly #limits: LaneLimits;
  readonly #people: Waiting[] = [];
  readonly #background: Waiting[] = [];
  #inFlight = 0;
  #backgroundInFlight = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when there is a place; whoever got one calls `leave` once.
   * @throws the signal's reason, when it aborts while waiting
   */
  async enter(lane: Lane, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#queueOf(lane).length === 0 && this.#hasPlace(lane)) return this.#take(lane);
    await this.#wait(lane, signal);
  }

  leave(lane: Lane): void {
    this.#inFlight -= 1;
    if (lane === "background") this.#backgroundInFlight -= 1;
    this.#admit();
  }

  #wait(lane: Lane, signal?: AbortSignal): Promise<void> {
    const queue = this.#queueOf(lane);
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason);
      };
      const waiting: Waiting = {
        lane,
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
      const queue = this.#people.length > 0 ? this.#people : this.#background;
      const next = queue[0];
      if (!next || !this.#hasPlace(next.lane)) return;
      queue.shift();
      this.#take(next.lane);
      next.start();
    }
  }

  #hasPlace(lane: Lane): boolean {
    if (this.#inFlight >= this.#limits.all) return false;
    return lane === "people" || this.#backgroundInFlight < this.#limits.background;
  }

  #take(lane: Lane): void {
    this.#inFlight += 1;
    if (lane === "background") this.#backgroundInFlight += 1;
  }

  #queueOf(lane: Lane): Waiting[] {
    return lane === "people" ? this.#people : this.#background;
  }
}
