import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import type { Logger } from "../logging/logger.ts";
import { CallFailure } from "./failure.ts";

/** A look-up of three calls, each tried three times, fails nine times at most: one person's bad moment opens nothing. */
const FAILURES_TO_OPEN = 10;
/** The tries of one call. What fails more often, and nothing else, may be the one record that AntCRM cannot give. */
const FAILURES_OF_ONE_REQUEST = 3;
const HALF_OPEN_AFTER_MS = 10_000;
const NONE = { request: "", failures: 0 };

export interface Health {
  /** `down`: AntCRM failed too often in a row, and is asked once in ten seconds whether it is back. */
  state: "up" | "down";
  since: Date;
}

export interface Breaker {
  /**
   * Runs the call, or throws CallFailure `down` without running it.
   * @param request tells what is asked for, the same each time: `"GET /tickets {\"TicketId\":\"17464\"}"`
   */
  run<T>(request: string, call: () => Promise<T>): Promise<T>;
  health(): Health;
}

/** Stands in front of every call, so that a dead AntCRM is not asked thirty times a second by people who wait for it. */
export function createBreaker(log: Logger, now: () => number): Breaker {
  let health: Health = { state: "up", since: new Date(now()) };
  let brokenAtMs = Number.NEGATIVE_INFINITY;
  /** The request that failed last, and how often it did without another one in between. */
  let last = NONE;
  const repetitions = new WeakSet<CallFailure>();

  const policy = circuitBreaker(
    // cockatiel takes an error it does not count for a recovery. A probe that failed, or was given up, has shown none.
    handleWhen(
      (error) =>
        error instanceof CallFailure &&
        (policy.state === CircuitState.HalfOpen || (error.isOutage && !repetitions.has(error))),
    ),
    // cockatiel waits by the machine's clock; the pause is kept below, by the clock that was handed in.
    { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN) },
  );

  // Again for every probe that fails.
  policy.onBreak(() => {
    brokenAtMs = now();
    if (health.state === "down") return;
    health = { state: "down", since: new Date(now()) };
    log.error({ failures: FAILURES_TO_OPEN }, "AntCRM is down: it is asked again every 10 s");
  });
  policy.onReset(() => {
    health = { state: "up", since: new Date(now()) };
    log.info("AntCRM is up again");
  });

  function note(failure: CallFailure, request: string): void {
    last = { request, failures: request === last.request ? last.failures + 1 : 1 };
    // Without a connection it makes no difference what is asked for.
    if (failure.kind !== "not-sent" && last.failures > FAILURES_OF_ONE_REQUEST) repetitions.add(failure);
  }

  const isPausing = () => policy.state === CircuitState.Open && now() - brokenAtMs < HALF_OPEN_AFTER_MS;

  return {
    async run(request, call) {
      // While the probe is out nobody waits for it: it may take the whole time-out.
      if (policy.state === CircuitState.HalfOpen || isPausing()) throw new CallFailure("down");
      const outcome = await policy.execute(() => settled(call, (failure) => note(failure, request)));
      last = NONE;
      if ("failure" in outcome) throw outcome.failure;
      return outcome.answer;
    },
    health: () => health,
  };
}

/** A clear no counts as an answer: it ends a row of failures, and closes the breaker when it meets the probe. */
async function settled<T>(
  call: () => Promise<T>,
  onOutage: (failure: CallFailure) => void,
): Promise<{ answer: T } | { failure: CallFailure }> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (error.isOutage) onOutage(error);
    else if (error.kind !== "aborted") return { failure: error };
    throw error;
  }
}
