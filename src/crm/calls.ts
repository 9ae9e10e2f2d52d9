import { setMaxListeners } from "node:events";
import { AppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { Breaker } from "./breaker.ts";
import type { CallBudget } from "./budget.ts";
import type { CallRequest, Client, Query } from "./client.ts";
import { asAppError, CallFailure, type FailureKind } from "./failure.ts";
import type { Lane, PrioritySemaphore } from "./priority-semaphore.ts";
import { isRecord } from "./shapes.ts";

export interface Scope {
  signal?: AbortSignal;
  lane?: Lane;
  /** Whom the answers are for, `"slack:U0123"`: people who ask at the same time take turns. */
  person?: string;
  /** Nothing is sent before it resolves, though its body is made. */
  after?: Promise<void>;
  /** How many reads may be made; without it, any number. */
  budget?: CallBudget;
}

/** What every call shares: one set a CRM, whatever scopes are made of it. */
export interface CallsParts {
  client: Client;
  breaker: Breaker;
  semaphore: PrioritySemaphore;
  log: Logger;
  now: () => number;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number;
  /** Is told of each call once, when it has ended. */
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

/** AntCRM's calls as the resources make them. Each rejects with an AppError and nothing else. */
export interface Calls {
  /** How many reads may still be made. */
  left(): number;
  /** A read: tried up to three times, given up when the scope's signal aborts. Rejects with `TooManyCalls` where none is left. */
  read(path: string, query: Query): Promise<unknown>;
  /**
   * A write: sent once or not at all. Its answer, of which `success` was checked.
   * @param more the key of a deletion as a query too (row 37); a call whose answer need not say `success` (row 8)
   */
  write(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body: Record<string, unknown> | readonly unknown[],
    more?: Pick<CallRequest, "query" | "anyJson">,
  ): Promise<Record<string, unknown>>;
  readonly log: Logger;
}

const TRIES = 3;
const FIRST_WAIT_MS = 200;
/** Asked to wait longer than this, a person is told so instead; background work has the time. */
const LONGEST_WAIT_MS: Readonly<Record<Lane, number>> = { people: 5_000, background: 60_000 };
/** How long a key that was not accepted is not tried again: a team at work would ask a hundred times a minute. */
const KEY_REST_MS = 10_000;

/** The calls of each scope, over one set of parts: all scopes share the lanes, the breaker and the key's fate. */
export function createCalls(parts: CallsParts): (scope: Scope) => Calls {
  const { client, breaker, semaphore, log, now } = parts;
  let keyRefusedUntil = 0;

  async function attempt(request: CallRequest, scope: Scope): Promise<unknown> {
    const { lane = "people", person = "", signal } = scope;
    try {
      await semaphore.enter({ lane, person }, signal);
    } catch (cause) {
      throw new CallFailure("aborted", { cause });
    }
    try {
      if (now() < keyRefusedUntil) throw new CallFailure("key", { status: 401, note: "remembered" });
      // Once sent, a write is never cut from this side: it would be unclear for no reason.
      return await breaker.run(sameRequest(request), () =>
        client.send(request, request.method === "GET" ? signal : undefined),
      );
    } finally {
      semaphore.leave({ lane, person });
    }
  }

  /** @param counted  its `tries` are raised by each try */
  async function tryOften(request: CallRequest, scope: Scope, counted: { tries: number }): Promise<unknown> {
    for (;;) {
      counted.tries += 1;
      const { tries } = counted;
      try {
        return await attempt(request, scope);
      } catch (error) {
        const failure = asCallFailure(error);
        const pause =
          request.method === "GET" && tries < TRIES ? pauseAfter(failure, tries, scope) : undefined;
        if (pause === undefined || scope.budget?.left === 0) throw failure;
        scope.budget?.spend();
        await parts.wait(pause, scope.signal).catch((cause) => {
          throw new CallFailure("aborted", { cause });
        });
      }
    }
  }

  /** How long to wait before the next try, in milliseconds; undefined where another try makes no sense. */
  function pauseAfter(failure: CallFailure, tries: number, { lane = "people" }: Scope): number | undefined {
    if (!failure.isPassing) return undefined;
    const backoff = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + parts.random());
    const pause = Math.max(backoff, failure.details.retryAfterMs ?? 0);
    return pause <= LONGEST_WAIT_MS[lane] ? pause : undefined;
  }

  async function call(request: CallRequest, scope: Scope): Promise<unknown> {
    await scope.after;
    const start = now();
    const counted = { tries: 0 };
    try {
      const answer = await tryOften(request, scope, counted);
      ended(request, "ok", counted.tries, now() - start);
      return answer;
    } catch (error) {
      const failure = asCallFailure(error);
      const durationMs = now() - start;
      ended(request, failure.kind, counted.tries, durationMs);
      const line = `AntCRM ${request.method} ${request.path}: ${failure.text} in ${Math.round(durationMs)} ms`;
      report(failure, line);
      throw asAppError(failure, request.method !== "GET", line);
    }
  }

  function ended(
    { method, path }: CallRequest,
    outcome: EndedCall["outcome"],
    tries: number,
    durationMs: number,
  ): void {
    parts.onCall?.({ resource: path.split("/")[1] ?? "", method, outcome, tries, durationMs });
  }

  /** One line a failure; none where nothing was asked, or the same was said a moment ago. */
  function report(failure: CallFailure, line: string): void {
    if (failure.kind === "aborted" || failure.kind === "down") return;
    if (failure.kind !== "key") {
      log.warn(line);
      return;
    }
    if (now() < keyRefusedUntil) return;
    keyRefusedUntil = now() + KEY_REST_MS;
    log.error(`${line}: AntCRM does not accept our key (ANTCRM_API_KEY)`);
  }

  return (scope) => {
    // Many calls wait on one scope's signal; Node would take more than ten for a leak, and say so on stderr.
    if (scope.signal) setMaxListeners(0, scope.signal);
    return {
      log,
      left: () => scope.budget?.left ?? Number.POSITIVE_INFINITY,
      async read(path, query) {
        scope.budget?.spend();
        return call({ method: "GET", path, query }, scope);
      },
      async write(method, path, body, more) {
        const answer = await call({ method, path, body: JSON.stringify(body), ...more }, scope);
        return isRecord(answer) ? answer : {};
      },
    };
  };
}

/** What the breaker knows a request by: a read by all that it asks for, a write by what it does. */
function sameRequest({ method, path, query }: CallRequest): string {
  return method === "GET" ? `${method} ${path} ${JSON.stringify(query)}` : `${method} ${path}`;
}

function asCallFailure(error: unknown): CallFailure {
  // Whatever else is thrown is a bug of ours: it passes as it is, and `toAppError` names it so.
  if (error instanceof CallFailure) return error;
  throw error instanceof AppError ? error : new AppError("bug", "AntCRM call failed", { cause: error });
}
