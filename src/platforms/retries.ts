import type { RateLimiterClock } from "./rate-limiter.ts";

/**
 * What a failed call of a platform means:
 * - `refused`  the platform said no, and asking again changes nothing
 * - `busy`     too fast (429): `retryAfterMs` says when it goes on
 * - `unsent`   no connection came about: nothing was done
 * - `unclear`  the connection broke, timed out, or the platform failed: it may have been done
 */
export type CallOutcome = "refused" | "busy" | "unsent" | "unclear";

/** How often a call is made, and how long. A 429 is no failure: only `withinMs` ends these tries. */
interface RetryPolicy {
  tries: number;
  /** The pause after the first failure; each later one is twice as long. */
  firstPauseMs: number;
  withinMs: number;
}

interface RetryOptions {
  policy: RetryPolicy;
  /** Made twice, there may be two. */
  isNew: boolean;
  clock: RateLimiterClock;
  /** What the failure means; an outcome of the platform's own counts as `refused`. */
  read(thrown: unknown): { outcome: string; retryAfterMs?: number };
  /** The platform said so: nothing goes to this chat for so long. */
  rest(ms: number): void | Promise<void>;
  /** Logs why no further try is made. @returns what is thrown */
  givenUp(thrown: unknown, attempts: { tries: number; waitedMs: number }): unknown;
}

/** Makes a call until it succeeds, as long as another try helps and does no harm. @throws what `givenUp` returns */
export async function withRetries<T>(send: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, policy } = options;
  const startedMs = clock.nowMs();
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (thrown) {
      const { outcome, retryAfterMs = 0 } = options.read(thrown);
      const isSafe = outcome === "unsent" || (outcome === "unclear" && !options.isNew);
      const pauseMs = isSafe && tries < policy.tries ? policy.firstPauseMs * 2 ** (tries - 1) : undefined;
      const waitMs = outcome === "busy" ? retryAfterMs : pauseMs;
      const waitedMs = clock.nowMs() - startedMs;
      if (waitMs === undefined || waitedMs + waitMs > policy.withinMs)
        throw options.givenUp(thrown, { tries, waitedMs });
      if (outcome === "busy") await options.rest(waitMs);
      else await new Promise<void>((resolve) => void clock.wake(waitMs, resolve));
    }
  }
}

/** Codes of undici and node-fetch for a connection that did not come about. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * True when nothing was sent, because no connection came about. The code may be at the end of a chain: the client's error,
 * fetch's `TypeError`, and the network's own.
 */
export function neverConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && NEVER_CONNECTED.has(String(error.code))) return true;
  return neverConnected(error.cause ?? ("original" in error ? error.original : undefined));
}
