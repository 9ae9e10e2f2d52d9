import { webApi } from "@slack/bolt";

/**
 * - `refused`  Slack said no, and asking again changes nothing
 * - `busy`     too fast (429): `retryAfterMs` says when it goes on
 * - `unsent`   no connection came about: nothing was done
 * - `unclear`  the connection broke, timed out, or Slack failed: it may have been done
 */
type Outcome = "refused" | "busy" | "unsent" | "unclear";

/** Slack refused, or was not there. `code` is Slack's error code: `"not_in_channel"`, `"http_503"`, `"no_answer"`. */
export class SlackRefusal extends Error {
  override readonly name: string = "SlackRefusal";
  readonly code: string;
  readonly outcome: Outcome;
  readonly retryAfterMs: number;

  constructor(code: string, options: { outcome?: Outcome; retryAfterMs?: number; cause?: unknown } = {}) {
    super(`Slack: ${code}`, { cause: options.cause });
    this.code = code;
    this.outcome = options.outcome ?? outcomeOf(code);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Errors of a conversation that the bot cannot write in. */
export const NOT_THERE: ReadonlySet<string> = new Set([
  "not_in_channel",
  "channel_not_found",
  "user_not_in_channel",
  "is_archived",
]);

/** A new message that may have arrived although no answer came. The caller decides whether to send it again. */
export class UnclearPost extends SlackRefusal {
  override readonly name = "UnclearPost";
}

/** What Slack's client, or undici, threw, as one kind of error. */
export function toRefusal(error: unknown): SlackRefusal {
  if (error instanceof SlackRefusal) return error;
  const cause = error;
  if (error instanceof webApi.WebAPIPlatformError)
    return new SlackRefusal(String(error.data.error), { cause });
  if (error instanceof webApi.WebAPIHTTPError) return new SlackRefusal(`http_${error.statusCode}`, { cause });
  if (error instanceof webApi.WebAPIRateLimitedError) return tooFast(error.retryAfter, cause);
  return new SlackRefusal("no_answer", { outcome: neverConnected(error) ? "unsent" : "unclear", cause });
}

export function tooFast(retryAfterSeconds: number, cause?: unknown): SlackRefusal {
  return new SlackRefusal("ratelimited", { outcome: "busy", retryAfterMs: retryAfterSeconds * 1_000, cause });
}

/** Slack's own failures, after which part of the call may have been carried out: src/platforms/slack/LIMITS.md#web-api */
const OUTAGES: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "request_timeout",
  "service_unavailable",
]);

function outcomeOf(code: string): Outcome {
  return isOutage(code) ? "unclear" : "refused";
}

function isOutage(code: string): boolean {
  return OUTAGES.has(code) || /^http_5\d\d$/.test(code);
}

/** A workspace answers so while it moves into an organization: https://docs.slack.dev/reference/methods/auth.test */
const MOVING: ReadonlySet<string> = new Set(["org_login_required", "team_added_to_org"]);

/** True for trouble of Slack's that passes by itself; a token that Slack refuses must be changed by a person. */
export function isPassing(code: string): boolean {
  return code === "no_answer" || code === "ratelimited" || isOutage(code) || MOVING.has(code);
}

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The code is at the end of a chain: Slack's error, fetch's `TypeError`, and the network's own. */
function neverConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && NEVER_CONNECTED.has(String(error.code))) return true;
  return neverConnected(error.cause ?? ("original" in error ? error.original : undefined));
}
