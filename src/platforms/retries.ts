import type { RateLimiterClock } from "./rate-limiter.ts";

/**
 * What a failed call of a platform means:
 * - `refused`  the platform refused, and asking again changes nothing
 * - `busy`     too many calls (429): `retryAfterMs` says when to continue
 * - `unsent`   no connection was made: nothing was done
 * - `unclear`  the connection broke, timed out, or the platform failed: the call may have been done
 */
export type CallOutcome = "refused" | "busy" | "unsent" | "unclear";

interface RetryPolicy {
  /** How often a call may fail. A 429 is not a failure: only `withinMs` ends its tries. */
  maxFailures: number;
  /** The pause after the first failure; each later one is twice as long. */
  firstPauseMs: number;
  /** No further try begins later than this after the first one. */
  withinMs: number;
}

interface RetryOptions {
  policy: RetryPolicy;
  /** A second call would create a second message, so it is not repeated if it may have arrived. */
  isNew: boolean;
  clock: RateLimiterClock;
  /** Returns what the failure means: a `CallOutcome`. Any other outcome of a platform counts as `refused`. */
  read(thrown: unknown): { outcome: string; retryAfterMs?: number };
  /** Holds all calls to this chat for this many milliseconds, as the platform demanded. */
  rest(ms: number): void | Promise<void>;
  /**
   * Called when no further try is made, to log why.
   * @param mayBeDone  a try was `unclear`, the last or an earlier one
   * @returns the error to throw
   */
  givenUp(thrown: unknown, attempts: { tries: number; waitedMs: number }, mayBeDone: boolean): unknown;
}

/** Repeats a call until it succeeds, as long as another try helps and is safe. @throws what `givenUp` returns */
export async function withRetries<T>(send: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, policy } = options;
  const startedMs = clock.nowMs();
  let failures = 0;
  let mayBeDone = false;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (thrown) {
      const { outcome, retryAfterMs = 0 } = options.read(thrown);
      const isSafe = outcome === "unsent" || (outcome === "unclear" && !options.isNew);
      if (outcome !== "busy") failures += 1;
      mayBeDone ||= outcome === "unclear";
      const hasTries = isSafe && failures < policy.maxFailures && !wasPaused(thrown);
      const pauseMs = hasTries ? policy.firstPauseMs * 2 ** (failures - 1) : undefined;
      const waitMs = outcome === "busy" ? retryAfterMs : pauseMs;
      const waitedMs = clock.nowMs() - startedMs;
      if (waitMs === undefined || waitedMs + waitMs > policy.withinMs)
        throw options.givenUp(thrown, { tries, waitedMs }, mayBeDone);
      if (outcome === "busy") await options.rest(waitMs);
      else await new Promise<void>((resolve) => void clock.wake(waitMs, resolve));
    }
  }
}

/**
 * Returns `send` for a process that may be paused while the call waits: for a rate limit, or before another try. If the
 * lease has a break meanwhile, it sends nothing.
 * @param isUnbroken  from `Lease.watch`, at the moment when the caller still owned what it sends
 */
export function unlessPaused<Args extends unknown[], T>(
  isUnbroken: () => boolean,
  send: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  return async (...args) => {
    if (!isUnbroken()) throw new ProcessWasPaused();
    return send(...args);
  };
}

const PAUSED = "PROCESS_PAUSED";

/** Nothing was sent. The caller checks whether it still owns what it sends. */
export class ProcessWasPaused extends Error {
  override readonly name = "ProcessWasPaused";
  readonly code = PAUSED;

  constructor() {
    super("the lease of this process had a break, so nothing was sent");
  }
}

/** Returns true if the message was not sent because of a pause of this process. */
export function wasPaused(error: unknown): boolean {
  return hasCode(error, (code) => code === PAUSED);
}

/** Codes of errors after which nothing was sent: those of a network and of undici without a connection, and ours. */
const NOTHING_SENT = new Set([
  PAUSED,
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Returns true if nothing was sent, because no connection was made or this process was paused. */
export function nothingSent(error: unknown): boolean {
  return hasCode(error, (code) => NOTHING_SENT.has(code));
}

/** Checks the codes, because telegraf's client keeps the code of an error, but not the error. */
function hasCode(error: unknown, matches: (code: string) => boolean): boolean {
  return causesOf(error).some((one) => "code" in one && matches(String(one.code)));
}

/** Returns a chain of errors: the client's error, fetch's `TypeError`, and the network's own. */
function causesOf(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  return [error, ...causesOf(error.cause ?? ("original" in error ? error.original : undefined))];
}
