import * as z from "zod";

/**
 * The parts of an update that the bot reads. Telegram adds fields with every version; unknown ones are ignored.
 * @see https://core.telegram.org/bots/api#update
 */
const User = z.object({
  id: z.number().int(),
  is_bot: z.boolean().default(false),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const Chat = z.object({ id: z.number().int(), type: z.string(), title: z.string().optional() });

const Entity = z.object({
  type: z.string(),
  offset: z.number().int(),
  length: z.number().int(),
  user: User.optional(),
});

const File = z.object({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});

const MessageParts = z.object({
  message_id: z.number().int(),
  message_thread_id: z.number().int().optional(),
  is_topic_message: z.boolean().optional(),
  /** Set on ephemeral messages (Bot API 10.2), whose `message_id` is 0. */
  ephemeral_message_id: z.number().int().optional(),
  date: z.number().int(),
  chat: Chat,
  from: User.optional(),
  sender_chat: Chat.optional(),
  /** The first author: a person, one who hides their account, a group's anonymous admin, a channel. */
  forward_origin: z
    .object({
      sender_user: User.optional(),
      sender_user_name: z.string().optional(),
      sender_chat: Chat.optional(),
      chat: Chat.optional(),
      date: z.number().int(),
    })
    .optional(),
  /** The same from a Bot API server before 7.0: the person, the channel, or the name of one who hides their account. */
  forward_from: User.optional(),
  forward_from_chat: Chat.optional(),
  forward_sender_name: z.string().optional(),
  forward_date: z.number().int().optional(),
  /** The inline bot that wrote the text, although another account sent it. */
  via_bot: User.optional(),
  /** Set if the message comes from a business account, in its owner's chat with a customer. */
  business_connection_id: z.string().optional(),
  /** Set in a chat without the bot, which was called there as a guest: everybody there would see the answer. */
  guest_query_id: z.string().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  /** The inline keyboard of a message of the bot, as it is now. */
  reply_markup: z
    .object({ inline_keyboard: z.array(z.array(z.object({ callback_data: z.string().optional() }))) })
    .optional()
    .catch(undefined),
  entities: z.array(Entity).optional(),
  caption_entities: z.array(Entity).optional(),
});

const Message = MessageParts.extend({
  reply_to_message: MessageParts.optional(),
  document: File.optional(),
  /** The same picture in several sizes. */
  photo: z.array(File).optional(),
  audio: File.optional(),
  video: File.optional(),
  voice: File.optional(),
});

const CallbackQuery = z.object({
  id: z.string(),
  from: User,
  /** Present even if the message is too old to be seen, then with `date` 0 and few other fields. */
  message: MessageParts.optional(),
  data: z.string().optional(),
});

const Update = z.object({
  update_id: z.number().int(),
  message: Message.optional(),
  callback_query: CallbackQuery.optional(),
});

export type TelegramUser = z.infer<typeof User>;
export type TelegramFile = z.infer<typeof File>;
export type TelegramMessage = z.infer<typeof Message>;
export type TelegramUpdate = z.infer<typeof Update>;
export type TelegramCallback = z.infer<typeof CallbackQuery>;
export type RepliedMessage = z.infer<typeof MessageParts>;

/** The kinds that we ask Telegram for. It does not send the others. */
export const wantedUpdates = ["message", "callback_query"] as const;

/** Returns the update, or null if it is not what Telegram documents. */
export function parseUpdate(payload: unknown): TelegramUpdate | null {
  return Update.safeParse(payload).data ?? null;
}

/** Returns the update's number, even if the rest cannot be read, so that it can be confirmed and skipped. */
export function updateId(payload: unknown): number | null {
  return z.object({ update_id: z.number().int() }).safeParse(payload).data?.update_id ?? null;
}
