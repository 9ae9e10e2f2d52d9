import { z } from "zod";

/** Telegram answered `ok` with something that its documentation does not describe. Nothing is sent again for that. */
export class UnreadableResult extends Error {
  override readonly name = "UnreadableResult";
}

/** The result of a Bot API call in its documented shape. @throws UnreadableResult */
export function readResult<T>(shape: z.ZodType<T>, result: unknown): T {
  const { data, error } = shape.safeParse(result);
  if (data === undefined) throw new UnreadableResult("Telegram: a result of unknown shape", { cause: error });
  return data;
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

/** Updates are checked one by one, so that one of unknown shape holds up no other. */
export const updatesShape = z.array(z.unknown());
