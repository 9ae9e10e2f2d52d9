import { TelegramError } from "telegraf";
import * as z from "zod";
import { type CallOutcome, nothingSent } from "../retries.ts";

/**
 * The outcomes of all platforms, and these:
 * - `migrated`     the group became a supergroup with another id
 * - `not-modified` an edit that changes nothing
 * - `unreadable`   the call was done, but the answer has a shape that Telegram does not document
 */
export interface Failure {
  outcome: CallOutcome | "migrated" | "not-modified" | "unreadable";
  /** For `busy`. */
  retryAfterMs?: number;
  /** For `migrated`. */
  to?: number;
}

/** Returns what a failed call means for its caller. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof UnreadableResult) return { outcome: "unreadable" };
  if (!(thrown instanceof TelegramError)) return { outcome: nothingSent(thrown) ? "unsent" : "unclear" };
  const { code, description, parameters } = thrown;
  if (code === 429) return { outcome: "busy", retryAfterMs: (parameters?.retry_after ?? 1) * 1000 };
  if (code >= 500) return { outcome: "unclear" };
  if (parameters?.migrate_to_chat_id) return { outcome: "migrated", to: parameters.migrate_to_chat_id };
  return { outcome: description.includes("message is not modified") ? "not-modified" : "refused" };
}

/** Returns Telegram's own code, or undefined if it did not answer. */
export function codeOf(thrown: unknown): number | undefined {
  return thrown instanceof TelegramError ? thrown.code : undefined;
}

/**
 * Returns one line for the log: `"403: Forbidden: bot was blocked by the user"`, `"ECONNREFUSED"`. The messages of
 * fetch errors contain the address, and the address contains the token. So the log gets only their codes.
 */
export function describe(thrown: unknown): string {
  if (thrown instanceof TelegramError) return thrown.message;
  const { code, type, name } = (thrown ?? {}) as { code?: unknown; type?: unknown; name?: unknown };
  return String(code ?? type ?? name ?? "unknown failure");
}

/** Returns the result of a Bot API call in its documented shape. @throws UnreadableResult */
export function readResult<T>(shape: z.ZodType<T>, result: unknown): T {
  const { data, error } = shape.safeParse(result);
  if (data === undefined) throw new UnreadableResult("Telegram: a result of unknown shape", { cause: error });
  return data;
}

/** Telegram answered `ok` with something that its documentation does not describe. The call is not repeated. */
class UnreadableResult extends Error {
  override readonly name = "UnreadableResult";
}

/** @see https://core.telegram.org/bots/api#getme */
export const meShape = z.object({
  id: z.number().int(),
  is_bot: z.literal(true),
  first_name: z.string(),
  username: z.string(),
  can_join_groups: z.boolean().default(false),
  can_read_all_group_messages: z.boolean().default(false),
  supports_inline_queries: z.boolean().default(false),
});

/** A sent message; an ephemeral one is `{ message_id: 0, ephemeral_message_id: 12 }`. */
export const sentShape = z.object({
  message_id: z.number().int(),
  ephemeral_message_id: z.number().int().optional(),
});

/** @see https://core.telegram.org/bots/api#file */
export const fileShape = z.object({ file_path: z.string().optional() });

/** Updates are checked one by one, so that one of unknown shape does not block the others. */
export const updatesShape = z.array(z.unknown());
