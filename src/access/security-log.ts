import { createLogThrottle } from "../logging/log-throttle.ts";
import type { Logger } from "../logging/logger.ts";

/** The events that are logged and counted for the security officer. */
export const SECURITY_EVENTS = [
  "role_changed",
  "link_changed",
  "forgotten",
  "exported",
  "forged_request",
  "refusal",
  "broken_row",
  "over_quota",
] as const;

export type SecurityEvent = (typeof SECURITY_EVENTS)[number];

const REFUSALS_PAUSE_MS = 60_000;

export type SecurityLog = ReturnType<typeof createSecurityLog>;

/** @param count  counts the event, in the metrics for example */
export function createSecurityLog(log: Logger, now: () => Date, count: (event: SecurityEvent) => void) {
  const throttle = createLogThrottle(now, REFUSALS_PAUSE_MS);
  return {
    /**
     * Counts an event of a known person and logs it. Refusals are logged at most once a minute for each person.
     * @param person   who did it, `"slack:U0123"`
     * @param outcome  the result, without names, e-mails and phone numbers: `"slack:U0456: viewer → agent"`
     */
    note(event: SecurityEvent, person: string, outcome: string): void {
      count(event);
      const suppressed = event === "refusal" ? throttle.next(person) : 0;
      if (suppressed === null) return;
      log.warn(
        { security: event, person, outcome, ...(suppressed > 0 && { suppressed }) },
        "a security event",
      );
    },
  };
}
