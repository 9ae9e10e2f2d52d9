import type { Config, Variable } from "../config/config.ts";
import type { Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";

/** What one check has found: one line of the report. */
export interface Finding {
  /** `fail`: the bot does not work so. `warn`: it works, but somebody should look at it. */
  result: "ok" | "warn" | "fail";
  /** The check's name, which is the same in every language: `"slack.scopes"`. */
  check: string;
  /** What was found: `"Slack: the bot lacks scopes: files:read"`. */
  what: string;
  /** What to do about it. */
  advice?: string;
}

/** What the checks have in common. */
export interface CheckContext {
  config: Config;
  /** Variables whose values cannot be used. In `config` they count as not set. */
  faulty: ReadonlySet<Variable>;
  locale: Locale;
  log: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Whether a bot answers at `PORT` of this machine. */
  isRunning: boolean;
}

/** Looks at one part of the bot's surroundings, and changes nothing. */
export type Check = (context: CheckContext) => Promise<Finding[]>;

export const ok = (check: string, what: string): Finding => ({ result: "ok", check, what });
export const warn = (check: string, what: string, advice: string): Finding => {
  return { result: "warn", check, what, advice };
};
export const fail = (check: string, what: string, advice: string): Finding => {
  return { result: "fail", check, what, advice };
};
