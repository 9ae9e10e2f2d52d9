import { type CallBudget, type CallContext, type SendRequest, sameRequest } from "./calls.ts";
import type { CallRequest } from "./client.ts";
import { asAppError, CallFailure } from "./failure.ts";

/**
 * Sends identical reads that are in flight at the same moment as one call. Reads are identical if path, query and
 * priority are: a person must not wait for a place of background work.
 *
 * A read that started before a write is not shared with one that starts after the write began, was sent or ended. Its
 * answer may lack what the write has changed.
 */
export function shareReads(send: SendRequest): SendRequest {
  const reads = new Map<string, SharedRead>();
  const endSharing = () => reads.clear();

  async function write(request: CallRequest, context: CallContext): Promise<unknown> {
    endSharing();
    try {
      return await send(request, context, endSharing);
    } finally {
      endSharing();
    }
  }

  async function read(request: CallRequest, context: CallContext): Promise<unknown> {
    await context.after;
    if (context.signal?.aborted) throw givenUp(request, context.signal);
    const key = `${context.priority ?? "interactive"} ${sameRequest(request)}`;
    const inFlight = reads.get(key);
    if (inFlight?.admits(context)) return inFlight.join(context);

    const started = new SharedRead(send, request, context, () => {
      if (reads.get(key) === started) reads.delete(key);
    });
    reads.set(key, started);
    return started.join(context);
  }

  return (request, context) => (request.method === "GET" ? read(request, context) : write(request, context));
}

/** One read, and the contexts that wait for its answer. */
class SharedRead {
  readonly #request: CallRequest;
  readonly #person: string | undefined;
  readonly #stop = new AbortController();
  readonly #answer: Promise<unknown>;
  readonly #waiting = new Set<Waiter>();
  /** False while it waits in the queue for its place. */
  #isSent = false;
  #isRetried = false;

  /** @param onEnd  is called when the answer or the failure is known, before those who wait get it */
  constructor(send: SendRequest, request: CallRequest, context: CallContext, onEnd: () => void) {
    this.#request = request;
    this.#person = context.person;
    const onSend = () => {
      this.#isSent = true;
    };
    const shared = { ...context, signal: this.#stop.signal, budget: this.#budgetOfAll() };
    this.#answer = send(request, shared, onSend);
    this.#answer.then(onEnd, onEnd);
  }

  /**
   * True if a read in this context may wait for this answer. It must not wait longer than for its own call: in the queue
   * of another person, or until the next try after a failure.
   */
  admits({ person }: CallContext): boolean {
    const isQueuedForAnother = !this.#isSent && person !== this.#person;
    return !this.#stop.signal.aborted && !this.#isRetried && !isQueuedForAnother;
  }

  /** Resolves with the answer. If all who wait have given up, the call is aborted. */
  join({ signal, budget }: CallContext): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { budget };
      const leave = () => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener("abort", giveUp);
      };
      const giveUp = () => {
        leave();
        if (this.#waiting.size === 0) this.#stop.abort(signal?.reason);
        reject(givenUp(this.#request, signal));
      };
      this.#waiting.add(waiter);
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#answer.finally(leave).then(resolve, reject);
    });
  }

  /** Returns a budget that spends another try from the budget of each who waits. */
  #budgetOfAll(): NonNullable<CallContext["budget"]> {
    const budgets = () => [...this.#waiting].map(({ budget }) => budget);
    return {
      get left() {
        return Math.max(0, ...budgets().map((budget) => budget?.left ?? Number.POSITIVE_INFINITY));
      },
      spend: () => {
        this.#isRetried = true;
        for (const budget of budgets()) if (budget !== undefined && budget.left > 0) budget.spend();
      },
    };
  }
}

interface Waiter {
  budget: Pick<CallBudget, "left" | "spend"> | undefined;
}

function givenUp({ path }: CallRequest, signal: AbortSignal | undefined) {
  const failure = new CallFailure("aborted", { cause: signal?.reason });
  return asAppError(failure, false, `AntCRM GET ${path}: given up`);
}
