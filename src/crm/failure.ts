import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import { AppError, type Fault } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";

interface KindOfFailure {
  /** For one line of the log. */
  text: string;
  /** The fault as callers see it. */
  fault: Fault;
  /** The fault of a write that may have happened: it was sent, and no readable answer came. */
  ofWrite?: "unclear";
  /** Whether AntCRM seems to be down. */
  isOutage?: true;
}

const OUTAGE_AFTER_SENDING = { fault: "unavailable", ofWrite: "unclear", isOutage: true } as const;

/** The ways in which one try of a call ends without a usable answer. */
const KINDS = {
  /** There was no connection, or none was attempted, so nothing was sent. */
  "not-sent": { text: "no connection", fault: "unavailable", isOutage: true },
  /** The breaker is open: AntCRM failed too often. */
  down: { text: "not asked, it failed too often just now", fault: "unavailable" },
  /** The lease of this process had a break, so nothing was sent. */
  paused: { text: "not sent after a pause of this process", fault: "busy" },
  /** The caller gave up. */
  aborted: { text: "given up", fault: "unavailable" },
  timeout: { text: "no answer in time", ...OUTAGE_AFTER_SENDING },
  /** The connection ended before the answer did. */
  cut: { text: "cut connection", ...OUTAGE_AFTER_SENDING },
  /** The answer is no JSON, or not the JSON of this call. */
  unreadable: { text: "unreadable answer", ...OUTAGE_AFTER_SENDING },
  /** A refusal: a 4xx, or `success` 0 in a 200. See src/crm/API.md#success */
  refused: { text: "refused", fault: "refused" },
  /** 401 or 403: the key. */
  key: { text: "key not accepted", fault: "misconfigured" },
  /** 429. */
  "slow-down": { text: "too many calls", fault: "busy" },
  /** Any other status. */
  status: { text: "unexpected status", ...OUTAGE_AFTER_SENDING },
} as const satisfies Readonly<Record<string, KindOfFailure>>;

export type FailureKind = keyof typeof KINDS;

export interface FailureDetails {
  status?: number | undefined;
  retryAfterMs?: number | undefined;
  quote?: string | undefined;
  cause?: unknown;
  /** For the log, beside the kind: `"ECONNREFUSED"`. */
  note?: string | undefined;
}

/** One failed try. Callers outside src/crm see the AppError that is made from it. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  readonly kind: FailureKind;
  readonly details: FailureDetails;

  constructor(kind: FailureKind, details: FailureDetails = {}) {
    super(kind, { cause: details.cause });
    this.kind = kind;
    this.details = details;
  }

  /** Whether AntCRM seems to be down. A refusal is the answer of a healthy server. */
  get isOutage(): boolean {
    return kindOf(this).isOutage ?? false;
  }

  /** Whether another try of a read may succeed. A call that timed out is not repeated: nobody waits another 30 s. */
  get isPassing(): boolean {
    return this.kind !== "timeout" && (this.isOutage || this.kind === "slow-down");
  }

  /** What happened, for one line of the log: `"500"`, `"cut connection (ECONNRESET)"`, `"refused (200)"`. */
  get text(): string {
    const { status, note } = this.details;
    if (this.kind === "status" || this.kind === "key" || this.kind === "slow-down") return String(status);
    const { text } = kindOf(this);
    const beside = note ?? status;
    return beside === undefined ? text : `${text} (${beside})`;
  }
}

function kindOf({ kind }: CallFailure): KindOfFailure {
  return KINDS[kind];
}

/** Returns the failure as callers see it. `line` is the log's line, `"AntCRM POST /redeem: 500 in 31 ms"`. */
export function asAppError(failure: CallFailure, isWrite: boolean, line: string): AppError {
  const { quote, retryAfterMs } = failure.details;
  const { fault, ofWrite = fault } = kindOf(failure);
  return new AppError(isWrite ? ofWrite : fault, line, {
    cause: failure.details.cause ?? failure,
    quote,
    retryAfterMs,
  });
}

/** More than the nine failures of one look-up: three calls, each tried three times. */
const FAILURES_TO_OPEN = 10;
/** The tries of one call. If only one request fails more often, it may ask for a record that AntCRM cannot give. */
const FAILURES_OF_ONE_REQUEST = 3;
/**
 * The pause before a call tests whether AntCRM is back; it doubles with each test that fails. The first is short: where a
 * connection hung, all its calls fail at the moment at which it is back.
 */
const PROBE_AFTER_MS = { first: 1_000, longest: 10_000 };
const NONE = { request: "", failures: 0 };

export interface CrmHealth {
  /** `down`: AntCRM failed too often in a row. One call tests whether it is back, at last every ten seconds. */
  state: "up" | "down";
  since: Date;
}

export type Breaker = ReturnType<typeof createBreaker>;

/** Creates a circuit breaker. While AntCRM is down it rejects calls at once, so that AntCRM is not flooded. */
export function createBreaker(log: Logger, now: () => number) {
  let health: CrmHealth = { state: "up", since: new Date(now()) };
  let brokenAtMs = Number.NEGATIVE_INFINITY;
  let pauseMs = PROBE_AFTER_MS.first;
  /** The request that failed last, and how often it failed without another one in between. */
  let last = NONE;
  const repetitions = new WeakSet<CallFailure>();

  const policy = circuitBreaker(
    // To cockatiel, an error that is not counted means recovery. A probe that failed or was aborted is not a recovery.
    handleWhen(
      (error) =>
        error instanceof CallFailure &&
        (policy.state === CircuitState.HalfOpen || (error.isOutage && !repetitions.has(error))),
    ),
    // cockatiel measures this pause by the machine's clock. `isPausing` below measures it by `now` instead.
    { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN) },
  );

  // This runs again for every probe that fails.
  policy.onBreak(() => {
    brokenAtMs = now();
    pauseMs = health.state === "down" ? Math.min(2 * pauseMs, PROBE_AFTER_MS.longest) : PROBE_AFTER_MS.first;
    if (health.state === "down") return;
    health = { state: "down", since: new Date(now()) };
    log.error(
      { failures: FAILURES_TO_OPEN },
      "AntCRM is down: it is asked again in 1 s, and at last every 10 s",
    );
  });
  policy.onReset(() => {
    health = { state: "up", since: new Date(now()) };
    log.info("AntCRM is up again");
  });

  function note(failure: CallFailure, request: string): void {
    last = { request, failures: request === last.request ? last.failures + 1 : 1 };
    // Without a connection, every request fails in the same way.
    if (failure.kind !== "not-sent" && last.failures > FAILURES_OF_ONE_REQUEST) repetitions.add(failure);
  }

  const isPausing = () => policy.state === CircuitState.Open && now() - brokenAtMs < pauseMs;

  return {
    /**
     * Runs the call, or throws CallFailure `down` without running it.
     * @param request identifies the request: `"GET /tickets {\"TicketId\":\"17464\"}"`
     */
    async run<T>(request: string, call: () => Promise<T>): Promise<T> {
      // Other calls do not wait for the probe: it may take the whole time-out.
      if (policy.state === CircuitState.HalfOpen || isPausing()) throw new CallFailure("down");
      const outcome = await policy.execute(() => settled(call, (failure) => note(failure, request)));
      last = NONE;
      if ("failure" in outcome) throw outcome.failure;
      return outcome.answer;
    },
    health: (): CrmHealth => health,
  };
}

/** Runs the call. A refusal counts as an answer: it ends a series of failures, and closes the breaker after a probe. */
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
