import type { Log } from "../log.ts";

/** What is logged and counted for whoever watches over the bot's security. */
export type SecurityEvent =
  | "role_changed"
  | "link_changed"
  | "forgotten"
  | "exported"
  | "forged_request"
  | "refusal"
  | "broken_row"
  | "quota_exceeded";

export interface SecurityLog {
  /**
   * Logs and counts an event of a known person.
   * @param person   who did it, `"slack:U0123"`
   * @param outcome  what came of it, without names, e-mails and phone numbers: `"slack:U0456: viewer → agent"`
   */
  note(event: SecurityEvent, person: string, outcome: string): void;
}

/** @param count  counts the event, in the metrics for example */
export function createSecurityLog(log: Log, count: (event: SecurityEvent) => void): SecurityLog {
  return {
    note(event, person, outcome) {
      count(event);
      log.warn({ event, person, outcome }, "a security event");
    },
  };
}
