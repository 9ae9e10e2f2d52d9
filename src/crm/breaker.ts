import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import type { Logger } from "../logging/logger.ts";
import { CallFailure } from "./failure.ts";

/** More than the nine failures of one look-up: three calls, each tried three times. */
const FAILURES_TO_OPEN = 10;
/** The tries of one call. A request that alone fails more often may ask for a record that AntCRM cannot give. */
const FAILURES_OF_ONE_REQUEST = 3;
const HALF_OPEN_AFTER_MS = 10_000;
const NONE = { request: "", failures: 0 };

export interface Health {
  /** `down`: AntCRM failed too often in a row. One call in ten seconds tests whether it is back. */
  state: "up" | "down";
  since: Date;
}

export interface Breaker {
  /**
   * Runs the call, or throws CallFailure `down` without running it.
   * @param request identifies the request: `"GET /tickets {\"TicketId\":\"17464\"}"`
   */
  run<T>(request: string, call: () => Promise<T>): Promise<T>;
  health(): Health;
}

/** Rejects calls at once while AntCRM is down, so that waiting people do not flood it. */
export function createBreaker(log: Logger, now: () => number): Breaker {
  let health: Health = { state: "up", since: new Date(now()) };
  let brokenAtMs = Number.NEGATIVE_INFINITY;
  /** The request that failed last, and how often it failed without another one in between. */
  let last = NONE;
  const repetitions = new WeakSet<CallFailure>();

  const policy = circuitBreaker(
    // cockatiel treats an error that is not counted as a recovery. A probe that failed or was aborted is none.
    handleWhen(
      (error) =>
        error instanceof CallFailure &&
        (policy.state === CircuitState.HalfOpen || (error.isOutage && !repetitions.has(error))),
    ),
    // cockatiel waits by the machine's clock. `isPausing` below waits by `now`.
    { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN) },
  );

  // This runs again for every probe that fails.
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
    // Without a connection every request fails alike.
    if (failure.kind !== "not-sent" && last.failures > FAILURES_OF_ONE_REQUEST) repetitions.add(failure);
  }

  const isPausing = () => policy.state === CircuitState.Open && now() - brokenAtMs < HALF_OPEN_AFTER_MS;

  return {
    async run(request, call) {
      // Other calls do not wait for the probe: it may take the whole time-out.
      if (policy.state === CircuitState.HalfOpen || isPausing()) throw new CallFailure("down");
      const outcome = await policy.execute(() => settled(call, (failure) => note(failure, request)));
      last = NONE;
      if ("failure" in outcome) throw outcome.failure;
      return outcome.answer;
    },
    health: () => health,
  };
}

/** A refusal counts as an answer: it ends a series of failures, and closes the breaker after a probe. */
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
