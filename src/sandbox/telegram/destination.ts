import type { Message, User } from "@grammyjs/types";
import { forbidden, mistake, refusal } from "./api-error.ts";
import { limits } from "./limits.ts";
import { Params } from "./params.ts";
import type { CallbackRecord, ChatRecord, MessageRecord, World } from "./world.ts";

/** Returns the chat of a call. @throws ApiError with Telegram's text when it is unknown, moved, or closed to the bot */
export function chatOf(world: World, params: Params): ChatRecord {
  const place = knownChat(world, params);
  if (place.migratedTo !== undefined) {
    throw refusal("group chat was upgraded to a supergroup chat", { migrate_to_chat_id: place.migratedTo });
  }
  if (place.chat.type === "private") {
    if (place.bot === "kicked") throw forbidden("bot was blocked by the user");
    if (!place.isStarted) throw forbidden("bot can't initiate conversation with a user");
    return place;
  }
  const kind = place.chat.type === "group" ? "group chat" : "supergroup chat";
  if (place.bot === "kicked") throw forbidden(`bot was kicked from the ${kind}`);
  if (place.bot === "left") throw forbidden(`bot is not a member of the ${kind}`);
  return place;
}

function knownChat(world: World, params: Params): ChatRecord {
  const text = params.text("chat_id");
  if (!text) throw mistake("chat_id is empty");
  const place = world.chats.get(Number(text));
  if (!place) throw refusal("chat not found");
  return place;
}

/** @throws ApiError for an unknown topic; 1 (General) is never a valid id: src/platforms/telegram/LIMITS.md#groups */
export function threadOf(place: ChatRecord, params: Params): number | undefined {
  const thread = params.integer("message_thread_id");
  if (thread === undefined || thread === 0) return undefined;
  if (thread === 1) throw mistake("message thread not found");
  if (!place.topics.has(thread)) throw refusal("message thread not found");
  return thread;
}

export interface Reply {
  original: Message | undefined;
  /** The incoming ephemeral message that is replied to. */
  ephemeral: MessageRecord | undefined;
}

/** Returns the message that is replied to: `reply_parameters`, or the older `reply_to_message_id`. */
export function replyOf(world: World, place: ChatRecord, params: Params): Reply {
  const older = {
    message_id: params.integer("reply_to_message_id"),
    allow_sending_without_reply: params.flag("allow_sending_without_reply"),
  };
  const asked = new Params(params.object("reply_parameters", "reply parameters") ?? older);
  const ephemeralId = world.botApi === "7.1" ? undefined : asked.integer("ephemeral_message_id");
  if (ephemeralId !== undefined) {
    return { original: undefined, ephemeral: answeredEphemeral(world, place, ephemeralId) };
  }
  const id = asked.integer("message_id");
  if (id === undefined) return { original: undefined, ephemeral: undefined };
  const original = place.messages.get(id)?.message;
  if (!original && !asked.flag("allow_sending_without_reply"))
    throw refusal("message to be replied not found");
  return { original, ephemeral: undefined };
}

function answeredEphemeral(world: World, place: ChatRecord, id: number): MessageRecord {
  const record = place.ephemerals.get(id);
  const isIncoming = record && record.message.from?.id !== world.bot.id;
  if (!isIncoming || isPast(world, record.sentAt)) throw refusal("message to be replied not found");
  return record;
}

export interface Receiver {
  user: User;
  /** The public message that the ephemeral one replaces for its receiver. */
  replaces: number | undefined;
}

/**
 * Returns the only person who sees the message. A bot without administrator rights may only answer that person's click
 * or ephemeral command, both within 15 s. An administrator may write to any member at any time.
 * @see https://core.telegram.org/bots/api#ephemeral-messages-and-commands; the refusal `BOT_NOT_ADMIN` is reported by
 *   people who use it, private chats included
 */
export function receiverOf(
  world: World,
  place: ChatRecord,
  params: Params,
  reply: Reply,
): Receiver | undefined {
  const object = params.object("ephemeral_message_parameters", "ephemeral message parameters");
  if (world.botApi === "7.1") return undefined;
  if (!object) {
    if (reply.ephemeral) throw mistake("a reply to an ephemeral message must be an ephemeral message");
    return undefined;
  }
  const asked = new Params(object);
  const user = world.users.get(asked.requiredInteger("receiver_user_id"));
  if (place.chat.type === "private") throw mistake("BOT_NOT_ADMIN");
  if (!user || user.is_bot || !place.members.has(user.id)) throw refusal("USER_NOT_PARTICIPANT");
  const callbackQueryId = asked.text("callback_query_id");
  const click = callbackQueryId === undefined ? undefined : recentClick(world, place, user, callbackQueryId);
  const isAnswer = click !== undefined || reply.ephemeral?.message.from?.id === user.id;
  if (!isAnswer && place.bot !== "administrator") throw mistake("BOT_NOT_ADMIN");
  if (!asked.flag("replace_callback_query_message")) return { user, replaces: undefined };
  if (!click) throw mistake("callback_query_id must be specified to replace its message");
  if (click.fromEphemeral) throw mistake("a message of an ephemeral callback query is edited, not replaced");
  return { user, replaces: click.messageId };
}

function recentClick(world: World, place: ChatRecord, user: User, id: string): CallbackRecord {
  const click = world.callbacks.get(id);
  const isTheirs = click?.from.id === user.id && click.chatId === place.chat.id;
  if (!isTheirs || isPast(world, click.askedAt)) {
    throw refusal("query is too old and response timeout expired or query ID is invalid");
  }
  return click;
}

function isPast(world: World, since: number): boolean {
  return world.now() - since > limits.ephemeralSeconds * 1000;
}
