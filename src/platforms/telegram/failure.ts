import { TelegramError } from "telegraf";
import { UnreadableResult } from "./results.ts";

/**
 * - `flood`        too fast (429): `retryAfterMs` says when it goes on
 * - `migrated`     the group became a supergroup with another id
 * - `not-modified` an edit that changes nothing
 * - `refused`      no, and asking again changes nothing: blocked, not a member, gone, malformed
 * - `unreachable`  no connection came about: nothing was done
 * - `unreadable`   it was done, and the answer has a shape that Telegram does not document
 * - `unknown`      the connection broke, timed out, or Telegram failed (5xx): it may have been done
 */
export type Failure =
  | { kind: "flood"; retryAfterMs: number }
  | { kind: "migrated"; to: number }
  | { kind: "not-modified" | "refused" | "unreachable" | "unreadable" | "unknown" };

/** What a failed call means for its caller. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof UnreadableResult) return { kind: "unreadable" };
  if (!(thrown instanceof TelegramError))
    return { kind: isConnectionRefused(thrown) ? "unreachable" : "unknown" };
  const { code, description, parameters } = thrown;
  if (code === 429) return { kind: "flood", retryAfterMs: (parameters?.retry_after ?? 1) * 1000 };
  if (code >= 500) return { kind: "unknown" };
  if (parameters?.migrate_to_chat_id) return { kind: "migrated", to: parameters.migrate_to_chat_id };
  return { kind: description.includes("message is not modified") ? "not-modified" : "refused" };
}

/** Telegram's own code, when it answered at all. */
export function codeOf(thrown: unknown): number | undefined {
  return thrown instanceof TelegramError ? thrown.code : undefined;
}

/**
 * One line for the log: `"403: Forbidden: bot was blocked by the user"`, `"ECONNREFUSED"`. The messages of fetch
 * errors hold the address, and the address holds the token, so the log gets only their codes.
 */
export function describe(thrown: unknown): string {
  if (thrown instanceof TelegramError) return thrown.message;
  const { code, type, name } = (thrown ?? {}) as { code?: unknown; type?: unknown; name?: unknown };
  return String(code ?? type ?? name ?? "unknown failure");
}

const NEVER_CONNECTED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

function isConnectionRefused(thrown: unknown): boolean {
  return NEVER_CONNECTED.includes(String((thrown as { code?: unknown } | null)?.code));
}
