import { AppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { Breaker } from "./breaker.ts";
import type { CallContext, Send } from "./calls.ts";
import type { CallRequest, Client } from "./client.ts";
import { asAppError, CallFailure, type FailureKind } from "./failure.ts";
import type { CallPriority, PrioritySemaphore } from "./priority-semaphore.ts";

/** What every call shares, whatever its context. */
export interface SenderParts {
  client: Client;
  breaker: Breaker;
  semaphore: PrioritySemaphore;
  log: Logger;
  now: () => number;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number;
  /** Is called once for each call, when it has ended. */
  onCall?: ((call: EndedCall) => void) | undefined;
}

/** One call as its caller saw it, with all tries of a read. */
export interface EndedCall {
  /** The first part of the path, which holds nothing personal: `"contacts"`, `"redeem"`. */
  resource: string;
  method: CallRequest["method"];
  outcome: "ok" | FailureKind;
  tries: number;
  /** From the caller's request to the end, with the waits before and between the tries. */
  durationMs: number;
}

const TRIES = 3;
const FIRST_WAIT_MS = 200;
/** A longer wait is an error for a person; background work has the time. */
const LONGEST_WAIT_MS: Readonly<Record<CallPriority, number>> = { interactive: 5_000, background: 60_000 };
/** How long a rejected key is not tried again: a team at work would ask a hundred times a minute. */
const KEY_PAUSE_MS = 10_000;

/** Sends requests through the semaphore and the breaker, retries reads, logs and reports each call. */
export function createSender(parts: SenderParts): Send {
  const { client, breaker, semaphore, log, now } = parts;
  const key = createKeyPause(log, now);

  async function attempt(request: CallRequest, context: CallContext): Promise<unknown> {
    const { priority = "interactive", person = "", signal } = context;
    try {
      await semaphore.enter({ priority, person }, signal);
    } catch (cause) {
      throw new CallFailure("aborted", { cause });
    }
    try {
      if (key.isRejected()) throw new CallFailure("key", { status: 401, note: "remembered" });
      // A write that was sent is not cut from this side: its outcome would be unclear for no reason.
      return await breaker.run(sameRequest(request), () =>
        client.send(request, request.method === "GET" ? signal : undefined),
      );
    } finally {
      semaphore.leave({ priority, person });
    }
  }

  /** @param counted its `tries` are raised by each try */
  async function retry(
    request: CallRequest,
    context: CallContext,
    counted: { tries: number },
  ): Promise<unknown> {
    for (;;) {
      counted.tries += 1;
      try {
        return await attempt(request, context);
      } catch (error) {
        const failure = asCallFailure(error);
        const mayRetry = request.method === "GET" && counted.tries < TRIES && context.budget?.left !== 0;
        const pauseMs = mayRetry ? pauseAfter(failure, counted.tries, context, parts.random) : undefined;
        if (pauseMs === undefined) throw failure;
        context.budget?.spend();
        await parts.wait(pauseMs, context.signal).catch((cause) => {
          throw new CallFailure("aborted", { cause });
        });
      }
    }
  }

  return async (request, context) => {
    await context.after;
    const { method, path } = request;
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
      const answer = await retry(request, context, counted);
      report("ok");
      return answer;
    } catch (error) {
      const failure = asCallFailure(error);
      const line = `AntCRM ${method} ${path}: ${failure.text} in ${Math.round(report(failure.kind))} ms`;
      if (failure.kind === "key") key.noteRejected(line);
      // Nothing was asked of AntCRM: there is nothing to log.
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

/** How long to wait before the next try, in milliseconds; undefined where another try makes no sense. */
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

/** The name under which the breaker counts a request: a read with its query, a write with its path alone. */
function sameRequest({ method, path, query }: CallRequest): string {
  return method === "GET" ? `${method} ${path} ${JSON.stringify(query)}` : `${method} ${path}`;
}

function asCallFailure(error: unknown): CallFailure {
  // Anything else is a bug of this program: `toAppError` reports it as one.
  if (error instanceof CallFailure) return error;
  throw error instanceof AppError ? error : new AppError("bug", "AntCRM call failed", { cause: error });
}
