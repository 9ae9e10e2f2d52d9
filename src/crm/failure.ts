import { AppError, type Fault } from "../errors.ts";

/** How one try of a call ended when it did not end with an answer to use. */
export type FailureKind =
  /** No connection, or none attempted: nothing was sent. */
  | "not-sent"
  /** The breaker is open: AntCRM failed too often. */
  | "down"
  /** The caller gave up. */
  | "aborted"
  | "timeout"
  /** The connection ended before the answer did. */
  | "cut"
  /** An answer that is no JSON, or not the JSON of this call. */
  | "unreadable"
  /** A refusal: a 4xx, or `success` 0 in a 200. See src/crm/API.md#success */
  | "refused"
  /** 401 or 403: the key. */
  | "key"
  /** 429. */
  | "slow-down"
  /** Any other status. */
  | "status";

export interface FailureDetails {
  status?: number | undefined;
  retryAfterMs?: number | undefined;
  quote?: string | undefined;
  cause?: unknown;
  /** For the log, beside the kind: `"ECONNREFUSED"`. */
  note?: string | undefined;
}

/** One failed try. Callers outside src/crm see the AppError made of it. */
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
    return OUTAGES.has(this.kind);
  }

  /** Whether another try of a read may succeed. A time-out is not repeated: nobody waits another 30 s. */
  get isPassing(): boolean {
    return this.kind !== "timeout" && (this.isOutage || this.kind === "slow-down");
  }

  /** `"500"`, `"cut connection (ECONNRESET)"`, `"refused (200)"`: what happened, for one line of the log. */
  get text(): string {
    const { status, note } = this.details;
    if (this.kind === "status" || this.kind === "key" || this.kind === "slow-down") return String(status);
    const beside = note ?? status;
    return beside === undefined ? TEXTS[this.kind] : `${TEXTS[this.kind]} (${beside})`;
  }
}

const OUTAGES: ReadonlySet<FailureKind> = new Set(["not-sent", "timeout", "cut", "unreadable", "status"]);

const TEXTS: Readonly<Record<FailureKind, string>> = {
  "not-sent": "no connection",
  down: "not asked, it failed too often just now",
  aborted: "given up",
  timeout: "no answer in time",
  cut: "cut connection",
  unreadable: "unreadable answer",
  refused: "refused",
  key: "key not accepted",
  "slow-down": "too many calls",
  status: "unexpected status",
};

/** The failure as callers see it. `line` is the log's line, `"AntCRM POST /redeem: 500 in 31 ms"`. */
export function asAppError(failure: CallFailure, isWrite: boolean, line: string): AppError {
  const { quote, retryAfterMs } = failure.details;
  return new AppError(faultOf(failure.kind, isWrite), line, {
    cause: failure.details.cause ?? failure,
    quote,
    retryAfterMs,
  });
}

/** A write that was sent without a readable answer may have happened. A read can be repeated. */
function faultOf(kind: FailureKind, isWrite: boolean): Fault {
  switch (kind) {
    case "not-sent":
    case "down":
    case "aborted":
      return "unavailable";
    case "timeout":
    case "cut":
    case "unreadable":
    case "status":
      return isWrite ? "unclear" : "unavailable";
    case "refused":
      return "refused";
    case "key":
      return "misconfigured";
    case "slow-down":
      return "busy";
  }
}
