import type { Message, MessageEntity, MessageOrigin, User } from "@grammyjs/types";
import { click, forgeClick } from "./button-click.ts";
import { changeBotStatus, deliver, isSameName } from "./deliver.ts";
import { detectEntities, leadingCommand } from "./entities.ts";
import { limits } from "./limits.ts";
import { ids, storeFile } from "./media.ts";
import { commandsFor } from "./methods/commands.ts";
import { nextMessage } from "./next-message.ts";
import { isVisible, type SeenMessage, seenBy } from "./view.ts";
import {
  addMessage,
  announce,
  type ChatRecord,
  type ClickResult,
  unixSeconds,
  type World,
  withoutReply,
} from "./world.ts";

/** A chat id, or an object with one. */
export type ChatLike = number | { id: number };

interface SayOptions {
  /** The message that is replied to; `null` closes a reply box that the bot has opened. */
  replyTo?: SeenMessage | Message | number | null;
  /** A topic's `message_thread_id`; absent for General. */
  topic?: number;
  /** `media_group_id`: messages with the same one form an album. The bot gets them one by one. */
  album?: string;
  /** The origin of a forwarded message: `forward_origin`. */
  forwarded?: MessageOrigin;
  /** The inline bot that wrote the message: `via_bot`. */
  viaBot?: User;
  /** The quoted part of the message that is replied to. */
  quote?: string;
  /**
   * People without a username, picked from the client's list. The text contains a name for each, and the message has a
   * `text_mention` with the user (core.telegram.org/bots/api#messageentity).
   */
  mentions?: readonly { text: string; user: User }[];
}

/** A person with a Telegram client. */
export interface Person {
  readonly user: User;
  /**
   * Writes a text. The bot gets it in private chats, and in groups if its privacy mode allows it. Only the bot gets a
   * command that it marked `is_ephemeral`. Entities (commands, mentions, phones …) are detected as by Telegram.
   */
  says(chat: ChatLike, text: string, options?: SayOptions): Promise<Message>;
  /** Edits their own text; the bot gets `edited_message` if it would get the text. */
  edits(message: Message, text: string): Promise<Message>;
  sendsDocument(
    chat: ChatLike,
    file: { name: string; bytes: Uint8Array; caption?: string; type?: string },
    options?: SayOptions,
  ): Promise<Message>;
  /** Sends a picture. Telegram drops its file name. */
  sendsPhoto(
    chat: ChatLike,
    photo: { bytes: Uint8Array; caption?: string },
    options?: SayOptions,
  ): Promise<Message>;
  /**
   * Clicks a button, by its label or callback_data. Resolves with the bot's answer (`{ text, alert }`), or
   * `"too late"` after 15 s without one. A link to the bot itself opens the private chat and starts it.
   * @throws Error when the message or the button no longer exists, with the existing buttons
   */
  clicks(message: SeenMessage, button: string): Promise<ClickResult>;
  /**
   * Sends a `callback_data` that no button of the message needs to have, as a modified client can
   * (core.telegram.org/bots/api#callbackquery). Resolves as `clicks` does.
   */
  forgesClick(message: SeenMessage, data: string): Promise<ClickResult>;
  sees(chat: ChatLike): SeenMessage[];
  /**
   * Resolves with the bot's next new or edited message here that this person can see. It counts from their last action
   * in this chat or the last result of this function.
   * @throws Error after `timeoutMs` (10 s), with the visible messages
   */
  nextMessage(
    chat: ChatLike,
    predicate?: (message: SeenMessage) => boolean,
    options?: { timeoutMs?: number },
  ): Promise<SeenMessage>;
  /** Whether the client shows "typing…" (or "sending a photo…") for the bot. */
  seesTyping(chat: ChatLike): boolean;
  /** Opens the bot and clicks Start: `/start`, or `/start <param>` from a deep link (64 of `[A-Za-z0-9_-]`). */
  startsBot(param?: string): Promise<Message>;
  blocksBot(): void;
}

export function createPerson(world: World, user: User): Person {
  /** Per chat: the position in the log up to which this person has read. */
  const cursors = new Map<number, number>();
  const markRead = (place: ChatRecord) => cursors.set(place.chat.id, world.log.length);

  async function write(place: ChatRecord, content: object, options: SayOptions): Promise<Message> {
    markRead(place);
    if (place.chat.type === "private") startOrUnblock(world, place, user);
    const record = addMessage(world, place, {
      from: user,
      ...content,
      ...(options.album === undefined ? {} : { media_group_id: options.album }),
      ...relayOf(options),
      ...replyAndTopic(world, place, user, options),
    });
    deliver(world, place, record);
    return record.message;
  }

  const person: Person = {
    user,
    async says(chat, text, options = {}) {
      const place = placeOf(world, user, chat);
      const content = { text, ...entitiesOf(text, options.mentions) };
      if (!isEphemeral(world, place, user, text, options)) return write(place, content, options);
      markRead(place);
      const ephemeral = { from: user, receiver_user: world.bot, ...content };
      const record = addMessage(world, place, ephemeral as object, { onlyFor: world.bot.id });
      deliver(world, place, record);
      return record.message;
    },
    async edits(message, text) {
      const place = placeOf(world, user, message.chat.id);
      const record = place.messages.get(message.message_id);
      if (record?.message.from?.id !== user.id) throw new Error("only a message of one's own can be edited");
      const { entities: _old, ...kept } = record.message;
      const edited = { ...kept, text, edit_date: unixSeconds(world), ...entitiesOf(text) };
      record.message = edited as Message;
      announce(world, "edited", record);
      deliver(world, place, record, "edited_message");
      return record.message;
    },
    async sendsDocument(chat, file, options = {}) {
      const type = file.type ?? "application/octet-stream";
      const stored = storeFile(world, { name: file.name, type, bytes: Buffer.from(file.bytes) }, "documents");
      const document = { ...ids(stored), file_name: file.name, mime_type: type };
      return write(placeOf(world, user, chat), { document, ...captionOf(file) }, options);
    },
    async sendsPhoto(chat, { bytes, caption }, options = {}) {
      const stored = storeFile(
        world,
        { name: "photo.jpg", type: "image/jpeg", bytes: Buffer.from(bytes) },
        "photos",
      );
      const photo = [{ ...ids(stored), width: 800, height: 600 }];
      return write(placeOf(world, user, chat), { photo, ...captionOf({ caption }) }, options);
    },
    async clicks(message, button) {
      const place = placeOf(world, user, message.chatId);
      markRead(place);
      const result = await click(world, place, user, { message, button });
      if (result === "too late" || !("start" in result)) return result;
      await person.startsBot(result.start);
      return { text: "", alert: false, url: result.url };
    },
    async forgesClick(message, data) {
      const place = placeOf(world, user, message.chatId);
      markRead(place);
      return forgeClick(world, place, user, { message, data });
    },
    sees: (chat) => seenBy(world, user.id, idOf(chat)),
    nextMessage: (chat, predicate = () => true, options = {}) =>
      nextMessage(world, user, cursors, {
        chatId: idOf(chat),
        predicate,
        timeoutMs: options.timeoutMs ?? 10_000,
      }),
    seesTyping(chat) {
      const action = placeOf(world, user, chat).action;
      return action !== undefined && world.now() < action.until * 1000;
    },
    async startsBot(param) {
      if (param !== undefined && !limits.deepLink.test(param))
        throw new Error(`not a deep link parameter: ${param}`);
      return person.says(user.id, param ? `/start ${param}` : "/start");
    },
    blocksBot: () => changeBotStatus(world, placeOf(world, user, user.id), "kicked", user.id),
  };
  return person;
}

/** Returns the fields of a message with text of somebody else: see `CommonMessage` of `@grammyjs/types`. */
function relayOf({ forwarded, viaBot, quote }: SayOptions): object {
  return {
    ...(forwarded ? { forward_origin: forwarded } : {}),
    ...(viaBot ? { via_bot: viaBot } : {}),
    ...(quote === undefined ? {} : { quote: { text: quote, position: 0, is_manual: true } }),
  };
}

function entitiesOf(text: string, mentions: SayOptions["mentions"] = []): { entities?: MessageEntity[] } {
  const picked = mentions.map(({ text: shown, user }): MessageEntity => {
    const offset = text.indexOf(shown);
    if (offset < 0) throw new Error(`the mention "${shown}" is not in the text`);
    return { type: "text_mention", offset, length: shown.length, user };
  });
  const entities = detectEntities(text, picked);
  return entities.length > 0 ? { entities } : {};
}

function idOf(chat: ChatLike): number {
  return typeof chat === "number" ? chat : chat.id;
}

function placeOf(world: World, user: User, chat: ChatLike): ChatRecord {
  const place = world.chats.get(idOf(chat));
  if (!place?.members.has(user.id)) throw new Error(`${user.first_name} is not in chat ${idOf(chat)}`);
  return place;
}

/** Writing to the bot starts it. After a block it also unblocks the bot, as the clients require. */
function startOrUnblock(world: World, place: ChatRecord, user: User): void {
  if (place.bot === "kicked") changeBotStatus(world, place, "member", user.id);
  place.isStarted = true;
}

function captionOf({ caption }: { caption?: string | undefined }): object {
  return caption ? { caption, caption_entities: detectEntities(caption) } : {};
}

function replyAndTopic(world: World, place: ChatRecord, user: User, options: SayOptions): object {
  const original = answered(world, place, user, options);
  const topic = options.topic ?? (original?.is_topic_message ? original.message_thread_id : undefined);
  if (topic !== undefined && !place.topics.has(topic))
    throw new Error(`there is no topic ${topic} in this chat`);
  const reply = original ? { reply_to_message: withoutReply(original) } : {};
  if (topic !== undefined) return { ...reply, message_thread_id: topic, is_topic_message: true };
  // In a supergroup without topics, a reply has the id of the thread's first message, although that is no topic.
  const isThread = original && place.chat.type === "supergroup" && !place.chat.is_forum;
  return isThread
    ? { ...reply, message_thread_id: original.message_thread_id ?? original.message_id }
    : reply;
}

function answered(world: World, place: ChatRecord, user: User, { replyTo }: SayOptions): Message | undefined {
  if (replyTo === null) return undefined;
  if (replyTo === undefined) return openReplyBox(world, place, user);
  const id =
    typeof replyTo === "number" ? replyTo : "message_id" in replyTo ? replyTo.message_id : replyTo.id;
  const original = place.messages.get(id)?.message;
  if (!original) throw new Error(`there is no message ${id} to reply to in chat ${place.chat.id}`);
  return original;
}

/** Returns the "force reply" that the client replies to by itself: the last message, if it is for this person. */
function openReplyBox(world: World, place: ChatRecord, user: User): Message | undefined {
  const last = [...place.messages.values()].filter((record) => isVisible(record, user.id)).at(-1);
  if (last?.markup?.kind !== "force" || last.message.from?.id !== world.bot.id) return undefined;
  const isMeant = !last.markup.isSelective || last.message.reply_to_message?.from?.id === user.id;
  return isMeant ? last.message : undefined;
}

/** True if only the bot gets it: "Currently, only ephemeral bot commands and replies to bot ephemeral messages". */
function isEphemeral(
  world: World,
  place: ChatRecord,
  user: User,
  text: string,
  { replyTo }: SayOptions,
): boolean {
  if (place.chat.type === "private" || place.bot === "left" || place.bot === "kicked") return false;
  if (typeof replyTo === "object" && replyTo && "ephemeralId" in replyTo) return true;
  const command = leadingCommand(text);
  if (!command || (command.bot && !isSameName(command.bot, world.bot.username))) return false;
  return commandsFor(world, place, user).some(
    (known) => known.command === command.name && known.is_ephemeral,
  );
}
