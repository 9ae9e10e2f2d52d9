import { setMaxListeners } from "node:events";
import { AppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { CallRequest, Client, QueryParams } from "./client.ts";
import { asAppError, type Breaker, CallFailure, type FailureKind } from "./failure.ts";
import type { CallPriority, PrioritySemaphore } from "./priority-semaphore.ts";
import { decodeList, decodeNumberId, isRecord } from "./shapes.ts";

/** The conditions under which calls are made: `crm.with({ priority: "background" })`. */
export interface CallContext {
  /** Aborting it gives up the reads. A write that was sent is not aborted. */
  signal?: AbortSignal;
  priority?: CallPriority;
  /** The person who gets the answers, `"slack:U0123"`. People who ask at the same time take turns. */
  person?: string;
  /**
   * Nothing is sent before it resolves. The body is made at once. What it resolves with is asked right before a write, in
   * place of a watch of the lease from then on.
   */
  after?: Promise<() => boolean>;
  /** The number of reads that may be made. If it is absent, there is no limit. */
  budget?: Pick<CallBudget, "left" | "spend">;
}

/** Makes the resources' calls to AntCRM, in one context. Each call rejects with an `AppError` and nothing else. */
export class Calls {
  readonly log: Logger;
  readonly #send: SendRequest;
  readonly #context: CallContext;

  constructor(send: SendRequest, context: CallContext, log: Logger) {
    this.log = log;
    this.#send = send;
    this.#context = context;
    // Many calls listen to one signal. Node warns of a leak from the eleventh listener on.
    if (context.signal) setMaxListeners(0, context.signal);
  }

  /** Returns how many reads may still be made. */
  left(): number {
    return this.#context.budget?.left ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Sends a read, with at most `READ_TRIES` tries.
   * @throws TooManyCalls if the budget is used up
   */
  async read(path: string, query: QueryParams): Promise<unknown> {
    this.#context.budget?.spend();
    return this.#send({ method: "GET", path, query }, this.#context);
  }

  /**
   * Sends a write, once or not at all.
   * @param more `anyJson` is for an answer without `success`, see src/crm/API.md#post-segmentsset-contact
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

  /**
   * Creates a record.
   * @param keys the keys of the answer that may hold the CRM number of the record, in the order to try them
   * @throws AppError `unclear` if the answer holds no number
   */
  async create(path: string, body: Record<string, unknown>, keys: readonly string[]): Promise<string> {
    const answer = await this.write("POST", path, body);
    const [id] = keys.flatMap((key) => idsIn(answer, key));
    if (id === undefined) throw noIdIn(`POST ${path}`);
    return id;
  }

  /** Deletes a record. The key is sent in query and body: src/crm/API.md#deletions */
  async remove(path: string, key: Record<string, string>): Promise<void> {
    await this.write("DELETE", path, key, { query: key });
  }
}

/** Returns the CRM numbers, one or a list, under this key of the answer to a creation. See src/crm/API.md#success */
export function idsIn(answer: Record<string, unknown>, key: string): string[] {
  return decodeList(answer[key])
    .map(decodeNumberId)
    .filter((id) => id !== null);
}

/** Creates the error of a creation whose answer holds no id. Look for the record before a second try. */
export function noIdIn(call: string): AppError {
  return new AppError("unclear", `AntCRM ${call}: accepted, but the answer holds no id`);
}

/** How many reads of AntCRM one request may make before the person agrees to more. Each try counts. */
export const CALLS_UNASKED = 20;

/** Counts the reads of one request, in all its contexts. */
export class CallBudget {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  get left(): number {
    return this.#left;
  }

  /** @throws TooManyCalls */
  spend(): void {
    if (this.#left <= 0) throw new TooManyCalls(null);
    this.#left -= 1;
  }

  /** Removes the limit: the person agreed, or a write is in progress. */
  lift(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }
}

/** Thrown if a request needs more reads than it may make without asking. */
export class TooManyCalls extends AppError {
  /** The approximate number of pages to read; null if only "more than `CALLS_UNASKED`" is known. */
  readonly pages: number | null;

  constructor(pages: number | null) {
    super("costly", `it needs ${pages ?? "too many"} calls to AntCRM`);
    this.pages = pages;
  }
}

/** The parts that all calls share, in every context. */
interface SenderParts {
  client: Client;
  breaker: Breaker;
  semaphore: PrioritySemaphore;
  log: Logger;
  now: () => number;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number;
  /** Writes are sent only while the lease runs without a break since the call, see `Lease.watch`. */
  watchLease: () => () => boolean;
  /** Called once for each call, after it has ended. */
  onCall?: ((call: EndedCall) => void) | undefined;
}

/** One call as its caller saw it, with all tries of a read. */
export interface EndedCall {
  /** The first part of the path, which holds nothing personal: `"contacts"`, `"redeem"`. */
  resource: string;
  method: CallRequest["method"];
  outcome: "ok" | FailureKind;
  tries: number;
  /** From the caller's request to the end, including the waits before and between the tries. */
  durationMs: number;
}

const READ_TRIES = 3;
const FIRST_WAIT_MS = 200;
/** A person gets an error instead of a longer wait. Background work can wait longer. */
const LONGEST_WAIT_MS: Readonly<Record<CallPriority, number>> = { interactive: 5_000, background: 60_000 };
/** A rejected key is not tried again for this time. Otherwise a busy team would send it a hundred times a minute. */
const KEY_PAUSE_MS = 10_000;

/**
 * Sends one request with its retries. Rejects with an `AppError` and nothing else.
 * @param onSend  is called right before each try is sent, after its wait for a place
 */
export type SendRequest = (
  request: CallRequest,
  context: CallContext,
  onSend?: () => void,
) => Promise<unknown>;

/** Sends requests through the semaphore and the breaker, retries reads, logs and reports each call. */
export function createRequestSender(parts: SenderParts): SendRequest {
  const { client, breaker, semaphore, log, now, watchLease } = parts;
  const key = createKeyPause(log, now);

  async function attempt(
    isUnbroken: () => boolean,
    ...[request, context, onSend]: Parameters<SendRequest>
  ): Promise<unknown> {
    const { priority = "interactive", person = "", signal } = context;
    try {
      await semaphore.enter({ priority, person }, signal);
    } catch (cause) {
      throw new CallFailure("aborted", { cause });
    }
    try {
      if (key.isRejected()) throw new CallFailure("key", { status: 401, note: "remembered" });
      // This process was paused while the write waited. Another one may have taken the work over.
      if (!isUnbroken()) throw new CallFailure("paused");
      onSend?.();
      // A write that was sent is not aborted here, because its outcome would become unclear for no reason.
      return await breaker.run(sameRequest(request), () =>
        client.send(request, request.method === "GET" ? { signal } : { mayBegin: isUnbroken }),
      );
    } finally {
      semaphore.leave({ priority, person });
    }
  }

  /** @param counted each try raises its `tries` */
  async function retry(
    counted: { tries: number },
    isUnbroken: () => boolean,
    ...[request, context, onSend]: Parameters<SendRequest>
  ): Promise<unknown> {
    for (;;) {
      counted.tries += 1;
      try {
        return await attempt(isUnbroken, request, context, onSend);
      } catch (error) {
        const failure = asCallFailure(error);
        const mayRetry = request.method === "GET" && counted.tries < READ_TRIES && context.budget?.left !== 0;
        const pauseMs = mayRetry ? pauseAfter(failure, counted.tries, context, parts.random) : undefined;
        if (pauseMs === undefined) throw failure;
        context.budget?.spend();
        await parts.wait(pauseMs, context.signal).catch((cause) => {
          throw new CallFailure("aborted", { cause });
        });
      }
    }
  }

  return async (request, context, onSend) => {
    const isStillOwned = await context.after;
    const { method, path } = request;
    const isUnbroken = method === "GET" ? () => true : (isStillOwned ?? watchLease());
    const start = now();
    const counted = { tries: 0 };
    const report = (outcome: EndedCall["outcome"]) => {
      const durationMs = now() - start;
      parts.onCall?.({
        resource: path.split("/")[1] ?? "",
        method,
        outcome,
        tries: counted.tries,
        durationMs,
      });
      return durationMs;
    };
    try {
      const answer = await retry(counted, isUnbroken, request, context, onSend);
      const durationMs = report("ok");
      if (log.isLevelEnabled("debug"))
        log.debug(`AntCRM ${method} ${path}: ok in ${Math.round(durationMs)} ms`);
      return answer;
    } catch (error) {
      const failure = asCallFailure(error);
      const line = `AntCRM ${method} ${path}: ${failure.text} in ${Math.round(report(failure.kind))} ms`;
      if (failure.kind === "key") key.noteRejected(line);
      // Nothing was sent to AntCRM, so there is nothing to log.
      else if (failure.kind !== "aborted" && failure.kind !== "down") log.warn(line);
      throw asAppError(failure, method !== "GET", line);
    }
  };
}

/** Remembers for ten seconds that AntCRM rejected the key, and logs it once. */
function createKeyPause(log: Logger, now: () => number) {
  let rejectedUntil = 0;
  const isRejected = () => now() < rejectedUntil;
  return {
    isRejected,
    noteRejected(line: string): void {
      if (isRejected()) return;
      rejectedUntil = now() + KEY_PAUSE_MS;
      log.error(`${line}: AntCRM does not accept our key (ANTCRM_API_KEY)`);
    },
  };
}

/** Returns the pause before the next try, in milliseconds; undefined if another try makes no sense. */
function pauseAfter(
  failure: CallFailure,
  tries: number,
  { priority = "interactive" }: CallContext,
  random: () => number,
): number | undefined {
  if (!failure.isPassing) return undefined;
  const backoff = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random());
  const pauseMs = Math.max(backoff, failure.details.retryAfterMs ?? 0);
  return pauseMs <= LONGEST_WAIT_MS[priority] ? pauseMs : undefined;
}

/** Returns the name by which equal requests are known. Only the name of a read contains the query. */
export function sameRequest({ method, path, query }: CallRequest): string {
  return method === "GET" ? `${method} ${path} ${JSON.stringify(query)}` : `${method} ${path}`;
}

function asCallFailure(error: unknown): CallFailure {
  // An `AppError` passes unchanged. Any other error is a bug of this program.
  if (error instanceof CallFailure) return error;
  throw error instanceof AppError ? error : new AppError("bug", "AntCRM call failed", { cause: error });
}
