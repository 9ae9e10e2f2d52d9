import { TelegramError } from "telegraf";
import { AppError, type Fault } from "../../errors.ts";
import { UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";

/** What Telegram says, with 400, where a chat or topic does not let the bot write; with 403 it always is so. */
const FORBIDS =
  /chat not found|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_SEND_\w{1,40}_FORBIDDEN|chat was (?:deleted|deactivated)|PEER_ID_INVALID|TOPIC_(?:CLOSED|DELETED)|message thread not found|need administrator rights/i;

/**
 * How the sending of a notice failed, as an AppError. `forbidden`: the chat does not let the bot write. `unavailable`,
 * `busy`: nothing was sent, later it may be. `unclear`: it may have been sent. `refused`: it never will be.
 */
export function undelivered(thrown: unknown): unknown {
  if (thrown instanceof UnclearCall)
    return new AppError("unclear", `Telegram: ${thrown.message}`, { cause: thrown });
  const failure = failureOf(thrown);
  const retryAfterMs = failure.kind === "flood" ? failure.retryAfterMs : undefined;
  const fault = faultOf(failure.kind, thrown);
  return fault === null
    ? thrown
    : new AppError(fault, `Telegram: ${describe(thrown)}`, { cause: thrown, retryAfterMs });
}

function faultOf(kind: ReturnType<typeof failureOf>["kind"], thrown: unknown): Fault | null {
  switch (kind) {
    case "flood":
      return "busy";
    case "unreachable":
      return "unavailable";
    case "refused":
      return isForbidden(thrown) ? "forbidden" : "refused";
    case "unreadable":
      return "unclear";
    default:
      return null;
  }
}

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof TelegramError && (thrown.code === 403 || FORBIDS.test(thrown.description));
}
