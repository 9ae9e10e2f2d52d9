import type { Message, MessageEntity, MessageOrigin, User } from "@grammyjs/types";
import { changeStanding, deliver, isSameName } from "./deliver.ts";
import { detectEntities, leadingCommand } from "./entities.ts";
import { limits } from "./limits.ts";
import { ids, storeFile } from "./media.ts";
import { commandsFor } from "./methods/commands.ts";
import { nextMessage } from "./next-message.ts";
import { click } from "./press.ts";
import { isVisible, type SeenMessage, seenBy } from "./view.ts";
import {
  addMessage,
  announce,
  type ChatRecord,
  type PressResult,
  unixSeconds,
  type World,
  withoutReply,
} from "./world.ts";

/** A chat, as its id or as anything that has one. */
export type ChatLike = number | { id: number };

interface SayOptions {
  /** The message that is answered; `null` closes the reply box that the bot may have opened. */
  replyTo?: SeenMessage | Message | number | null;
  /** A topic's `message_thread_id`; none is General. */
  topic?: number;
  /** `media_group_id`: messages that share it were sent as one album; the bot gets them one by one all the same. */
  album?: string;
  /** Forwards what somebody else wrote: `forward_origin`. */
  forwarded?: MessageOrigin;
  /** Sends what an inline bot wrote: `via_bot`. */
  viaBot?: User;
  /** The part of the answered message that the client quotes. */
  quote?: string;
  /**
   * People without a username who are picked from the client's list: the text shows a name for each, and the message
   * carries a `text_mention` with the user (core.telegram.org/bots/api#messageentity).
   */
  mentions?: readonly { text: string; user: User }[];
}

/** Somebody at a Telegram client. */
export interface Person {
  readonly user: User;
  /**
   * Writes a text. The bot gets it if it would: in private, and in groups within its privacy mode. A command that the
   * bot marked `is_ephemeral` goes to the bot alone. Entities (commands, mentions, phones …) are found as Telegram does.
   */
  says(chat: ChatLike, text: string, options?: SayOptions): Promise<Message>;
  /** Changes a text of their own; the bot gets `edited_message` if it would get the text. */
  edits(message: Message, text: string): Promise<Message>;
  sendsDocument(
    chat: ChatLike,
    file: { name: string; bytes: Uint8Array; caption?: string; type?: string },
    options?: SayOptions,
  ): Promise<Message>;
  /** A picture, as Telegram keeps it: without its name. */
  sendsPhoto(
    chat: ChatLike,
    photo: { bytes: Uint8Array; caption?: string },
    options?: SayOptions,
  ): Promise<Message>;
  /**
   * Presses a button by its label or its callback_data. Resolves with what the bot answered (`{ text, alert }`), or
   * `"too late"` after 15 s without an answer. A link to the bot itself opens the private chat and starts it.
   * @throws Error when the message or the button is not there any more, naming the buttons that are
   */
  clicks(message: SeenMessage, button: string): Promise<PressResult>;
  sees(chat: ChatLike): SeenMessage[];
  /**
   * The bot's next new or edited message here that this person can see, counted from what they last did in this chat
   * or last got from this function. Waits for it; after `timeoutMs` (10 s) it fails and tells what can be seen.
   */
  nextMessage(
    chat: ChatLike,
    predicate?: (message: SeenMessage) => boolean,
    options?: { timeoutMs?: number },
  ): Promise<SeenMessage>;
  /** Whether the client shows "typing…" (or "sending a photo…") for the bot. */
  seesTyping(chat: ChatLike): boolean;
  /** Opens the bot and presses Start: `/start`, or `/start <param>` from a deep link (64 of `[A-Za-z0-9_-]`). */
  startsBot(param?: string): Promise<Message>;
  blocksBot(): void;
}

export function createPerson(world: World, user: User): Person {
  /** Per chat: how much of the log this person has already taken in. */
  const cursors = new Map<number, number>();
  const look = (place: ChatRecord) => cursors.set(place.chat.id, world.log.length);

  async function write(place: ChatRecord, content: object, options: SayOptions): Promise<Message> {
    look(place);
    if (place.chat.type === "private") open(world, place, user);
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
      look(place);
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
      look(place);
      const result = await click(world, place, user, { message, button });
      if (result === "too late" || !("start" in result)) return result;
      await person.startsBot(result.start);
      return { text: "", alert: false, url: result.url };
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
    blocksBot: () => changeStanding(world, placeOf(world, user, user.id), "kicked", user.id),
  };
  return person;
}

/** The fields of a message whose words are not all the sender's: see `CommonMessage` of `@grammyjs/types`. */
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
    if (offset < 0) throw new Error(`the mention "${shown}" does not stand in the text`);
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

/** Writing to the bot starts it; writing after a block first unblocks it, as the clients ask. */
function open(world: World, place: ChatRecord, user: User): void {
  if (place.bot === "kicked") changeStanding(world, place, "member", user.id);
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
  // In supergroups without topics a reply carries the id of the thread's first message, though it is no topic.
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

/** After a "force reply" the client answers that message by itself, if it is the last one and meant for this person. */
function openReplyBox(world: World, place: ChatRecord, user: User): Message | undefined {
  const last = [...place.messages.values()].filter((record) => isVisible(record, user.id)).at(-1);
  if (last?.markup?.kind !== "force" || last.message.from?.id !== world.bot.id) return undefined;
  const isMeant = !last.markup.isSelective || last.message.reply_to_message?.from?.id === user.id;
  return isMeant ? last.message : undefined;
}

/** "Currently, only ephemeral bot commands and replies to bot ephemeral messages" go to the bot alone. */
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
