import type { Logger } from "../logging/logger.ts";
import { wasPaused } from "./retries.ts";

/** How one try of a call to a platform's API ended. */
type SendOutcome = "ok" | "rate-limited" | "refused" | "unreachable" | "no-answer" | "paused";

/** One try of a call to a platform's API, after its end. */
export interface EndedSend {
  /** The method's name: Slack's `"chat.postMessage"`, Telegram's `"sendMessage"`. */
  method: string;
  outcome: SendOutcome;
  /** Without the waits for the rate limits. */
  durationMs: number;
}

export type ObserveSend = <Answer>(method: string, send: () => Promise<Answer>) => Promise<Answer>;

/** The outcomes that the platforms name otherwise. All others are refusals. */
const OUTCOMES: Readonly<Record<string, SendOutcome>> = {
  busy: "rate-limited",
  unsent: "unreachable",
  unclear: "no-answer",
  // An edit that changes nothing has succeeded.
  "not-modified": "ok",
};

/**
 * Returns the outcome of a call that failed.
 * @param outcome  what the failure means: an outcome of `CallOutcome`, or one that only this platform has
 */
function outcomeOfFailure(thrown: unknown, outcome: string): SendOutcome {
  return wasPaused(thrown) ? "paused" : (OUTCOMES[outcome] ?? "refused");
}

/** Logs why a call was given up although another try might help. The log has the platform's own words for a refusal. */
export function logGivenUp(
  log: Logger,
  thrown: unknown,
  outcome: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  const reason = outcomeOfFailure(thrown, outcome);
  if (reason !== "refused" && reason !== "ok") log.warn({ ...fields, reason }, "gave up on a call to a chat");
}

/**
 * Returns a function that makes one try of a call, reports it to `onSend`, and logs it at the level `debug`.
 * @param outcomeOf  returns what a failure means, as for `outcomeOfFailure`
 */
export function createSendObserver(
  log: Logger,
  onSend: (send: EndedSend) => void,
  outcomeOf: (thrown: unknown) => string,
): ObserveSend {
  return async (method, send) => {
    const startedMs = performance.now();
    const report = (outcome: SendOutcome) => {
      const durationMs = performance.now() - startedMs;
      onSend({ method, outcome, durationMs });
      log.debug({ method, outcome, ms: Math.round(durationMs) }, "a call to the platform ended");
    };
    try {
      const answer = await send();
      report("ok");
      return answer;
    } catch (thrown) {
      report(outcomeOfFailure(thrown, outcomeOf(thrown)));
      throw thrown;
    }
  };
}
