import { setMaxListeners } from "node:events";
import type { Logger } from "../logging/logger.ts";
import type { CallBudget } from "./budget.ts";
import type { CallRequest, Query } from "./client.ts";
import type { CallPriority } from "./priority-semaphore.ts";
import { isRecord } from "./shapes.ts";

/** Under which conditions calls are made: `crm.with({ priority: "background" })`. */
export interface CallContext {
  /** Aborting it gives up the reads. A write that was sent is not cut. */
  signal?: AbortSignal;
  priority?: CallPriority;
  /** Whom the answers are for, `"slack:U0123"`. People who ask at the same time take turns. */
  person?: string;
  /** Nothing is sent before it resolves. The body is made at once. */
  after?: Promise<void>;
  /** How many reads may be made. Without it there is no limit. */
  budget?: CallBudget;
}

/** Sends one request with its retries. Rejects with an `AppError` and nothing else. */
export type Send = (request: CallRequest, context: CallContext) => Promise<unknown>;

/** AntCRM's calls as the resources make them, in one context. Each rejects with an `AppError` and nothing else. */
export class Calls {
  readonly log: Logger;
  readonly #send: Send;
  readonly #context: CallContext;

  constructor(send: Send, context: CallContext, log: Logger) {
    this.log = log;
    this.#send = send;
    this.#context = context;
    // Many calls listen to one signal. Node warns of a leak from the eleventh listener on.
    if (context.signal) setMaxListeners(0, context.signal);
  }

  /** How many reads may still be made. */
  left(): number {
    return this.#context.budget?.left ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Reads, with at most three tries.
   * @throws TooManyCalls where the budget is used up
   */
  async read(path: string, query: Query): Promise<unknown> {
    this.#context.budget?.spend();
    return this.#send({ method: "GET", path, query }, this.#context);
  }

  /**
   * Writes. The request is sent once or not at all.
   * @param more `query` repeats the key of a deletion, see src/crm/API.md#deletions; `anyJson` is for an answer
   *   without `success`, see src/crm/API.md#post-segmentsset-contact
   * @returns the answer, whose `success` was checked
   */
  async write(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body: Record<string, unknown> | readonly unknown[],
    more?: Pick<CallRequest, "query" | "anyJson">,
  ): Promise<Record<string, unknown>> {
    const answer = await this.#send({ method, path, body: JSON.stringify(body), ...more }, this.#context);
    return isRecord(answer) ? answer : {};
  }
}
