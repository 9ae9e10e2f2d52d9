import { createLogPause } from "../logging/log-pause.ts";
import type { Logger } from "../logging/logger.ts";

/** What is logged and counted for whoever watches over the bot's security. */
export type SecurityEvent =
  | "role_changed"
  | "link_changed"
  | "forgotten"
  | "exported"
  | "forged_request"
  | "refusal"
  | "broken_row"
  | "over_quota";

export interface SecurityLog {
  /**
   * Counts an event of a known person and logs it; of refusals one a minute and person.
   * @param person   who did it, `"slack:U0123"`
   * @param outcome  what came of it, without names, e-mails and phone numbers: `"slack:U0456: viewer → agent"`
   */
  note(event: SecurityEvent, person: string, outcome: string): void;
}

const REFUSALS_PAUSE_MS = 60_000;

/** @param count  counts the event, in the metrics for example */
export function createSecurityLog(
  log: Logger,
  now: () => Date,
  count: (event: SecurityEvent) => void,
): SecurityLog {
  const pause = createLogPause(now, REFUSALS_PAUSE_MS);
  return {
    note(event, person, outcome) {
      count(event);
      const suppressed = event === "refusal" ? pause.next(person) : 0;
      if (suppressed === null) return;
      log.warn({ event, person, outcome, ...(suppressed > 0 && { suppressed }) }, "a security event");
    },
  };
}
