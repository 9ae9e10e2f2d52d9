import { AppError } from "../../errors.ts";
import { NOT_THERE, SlackRefusal } from "./refusal.ts";

/** Errors where a channel, or a person, does not let the bot write: src/platforms/slack/LIMITS.md#channels */
const FORBIDS: ReadonlySet<string> = new Set([
  ...NOT_THERE,
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
  "restricted_action_thread_locked",
  "cannot_dm_bot",
  "messages_tab_disabled",
  "user_disabled",
  "user_not_found",
  "team_access_not_granted",
]);

/**
 * How the sending of a notice failed, as an AppError. `forbidden`: the chat does not let the bot write. `unavailable`,
 * `busy`: nothing was sent, later it may be. `unclear`: it may have been sent. `refused`: it never will be.
 */
export function undelivered(thrown: unknown): unknown {
  if (!(thrown instanceof SlackRefusal)) return thrown;
  const { message, retryAfterMs } = thrown;
  return new AppError(faultOf(thrown), message, { cause: thrown, retryAfterMs });
}

function faultOf({ code, outcome }: SlackRefusal) {
  if (FORBIDS.has(code)) return "forbidden";
  if (outcome === "unsent") return "unavailable";
  return outcome;
}
