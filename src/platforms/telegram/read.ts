import type { AttachedFile, Body, Call, Place, SourceMessage } from "../../bot/call.ts";
import { looksLikeTable } from "../../bot/files.ts";
import { readCallbackData } from "./render.ts";
import type {
  RepliedMessage,
  TelegramCallback,
  TelegramFile,
  TelegramMessage,
  TelegramUpdate,
  TelegramUser,
} from "./update.ts";

/** The bot's own identity: `{ id: 7000001, username: "shop_bot" }`. */
export interface Me {
  id: number;
  username: string;
}

/** A message of ours that can be edited: an ordinary one, or one that only `user` sees (Bot API 10.2). */
export type MessageRef =
  | { chat: number; message: number }
  | { chat: number; ephemeral: number; user: number };

/** Where an answer is sent. */
export interface AnswerHandle {
  chat: number;
  /** A forum topic; never General, whose id must not be sent. */
  thread?: number;
  shared: boolean;
  user: number;
  /** The message that asked, to reply to. An ephemeral one can only be answered by an ephemeral one. */
  asked?: { message: number } | { ephemeral: number };
  action?: { query: string; on: MessageRef; edits: boolean };
}

export interface Incoming {
  call: Call;
  handle: AnswerHandle;
}

/**
 * Returns what a person asked of the bot, or null if the update is not for it. In a private chat every text is for the
 * bot. In a group, commands (not those of another bot), mentions, replies to the bot's messages, and buttons are.
 */
export function readUpdate(update: TelegramUpdate, me: Me): Incoming | null {
  const id = `telegram:${update.update_id}`;
  if (update.callback_query) return readAction(id, update.callback_query);
  if (update.message) return readMessage(id, update.message, me);
  return null;
}

function readAction(id: string, query: TelegramCallback): Incoming | null {
  const { message, data, from } = query;
  if (!message || data === undefined || isElsewhere(message)) return null;
  const { action, pressed } = readCallbackData(data);
  const place = placeOf(message);
  const on: MessageRef =
    message.ephemeral_message_id === undefined
      ? { chat: message.chat.id, message: message.message_id }
      : { chat: message.chat.id, ephemeral: message.ephemeral_message_id, user: from.id };
  // In a group, what everybody sees is replaced only by the answer to its own button.
  const isForAll = place.shared && "message" in on;
  const edits = pressed === "edit" && (!isForAll || hasButton(message, data));
  const handle = { ...handleOf(place, from), action: { query: query.id, on, edits } };
  return { call: callOf(id, from, { place, body: { kind: "action", action } }), handle };
}

/**
 * True if the message has a button with this data now. A modified client can send any data for any message of the bot:
 * https://core.telegram.org/bots/api#callbackquery
 */
function hasButton({ reply_markup: markup }: RepliedMessage, data: string): boolean {
  return markup?.inline_keyboard.flat().some(({ callback_data }) => callback_data === data) ?? false;
}

function readMessage(id: string, message: TelegramMessage, me: Me): Incoming | null {
  const { from } = message;
  // Messages of other bots, or in a group's name, have no person whose rights could be checked.
  if (!from || from.is_bot || message.sender_chat || isElsewhere(message)) return null;
  if (originOf(message) || message.via_bot) return readRelayed(id, message, from);
  const { text, isMentioned } = readMentions(message, me);
  const said = readBody(text, me);
  const body = withFile(message, said, text);
  const isForUs =
    message.chat.type === "private" ||
    message.ephemeral_message_id !== undefined ||
    isMentioned ||
    isReplyToUs(message, me) ||
    said?.kind === "command";
  if (!body || !isForUs) return null;
  const place = placeOf(message);
  const source = sourceOf(message, me);
  const asked =
    message.ephemeral_message_id === undefined
      ? { message: message.message_id }
      : { ephemeral: message.ephemeral_message_id };
  const call = callOf(id, from, { place, body });
  return { call: source ? { ...call, source } : call, handle: { ...handleOf(place, from), asked } };
}

/** True in a chat that is not the bot's: a business account's with a customer, or one that called it as a guest. */
function isElsewhere(message: RepliedMessage): boolean {
  return message.business_connection_id !== undefined || message.guest_query_id !== undefined;
}

/**
 * Reads a message in a private chat that was forwarded, or made with an inline bot: its text is looked up. In a group
 * it is ignored, even if it mentions the bot or begins with a command.
 */
function readRelayed(id: string, message: TelegramMessage, from: TelegramUser): Incoming | null {
  if (message.chat.type !== "private") return null;
  const place = placeOf(message);
  const text = message.text ?? message.caption ?? "";
  const file = fileOf(message);
  if (text === "" && file === undefined) return null;
  const call: Call = {
    ...callOf(id, from, { place, body: file ? { kind: "file", file, text: "" } : { kind: "text", text } }),
    source: messageAsSource(message, text),
    relayed: originOf(message) ? "forwarded" : "via-bot",
  };
  return { call, handle: { ...handleOf(place, from), asked: { message: message.message_id } } };
}

/** A command as people type it: `/ticket`, `/ticket@shop_bot 0867…`, with any text in the same or the next line. */
const COMMAND = /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s([\s\S]*))?$/i;

/** The payload of the bot's own link to a private chat, which a group shows. */
export const GROUP_PAYLOAD = "group";
/** The payloads of /start that the bot knows. Anybody can write such a link, so none of them causes an action. */
const START_PAYLOADS: ReadonlySet<string> = new Set([GROUP_PAYLOAD]);

/** Returns the request in a text; null if the text is empty or for another bot. */
function readBody(text: string, me: Me): Body | null {
  const match = COMMAND.exec(text);
  if (!match?.[1]) return text === "" ? null : { kind: "text", text };
  if (match[2] && !isSameName(match[2], me.username)) return null;
  const command = match[1].toLowerCase();
  const rest = match[3]?.trim() ?? "";
  const isForeign = command === "start" && !START_PAYLOADS.has(rest);
  return { kind: "command", command, text: isForeign ? "" : rest };
}

/**
 * Adds the file of a message to its text. The files of an album come one by one, each as a separate message. The first
 * one has the text.
 */
function withFile(message: TelegramMessage, said: Body | null, text: string): Body | null {
  const file = fileOf(message);
  // With a text, the file counts only if it looks like a table. `said` is null if the text was for another bot.
  if (file === undefined || (text !== "" && (said === null || !looksLikeTable(file)))) return said;
  return {
    kind: "file",
    file,
    text: text.replace(COMMAND, (_, name, _bot, rest = "") => `${name} ${rest}`.trim()),
  };
}

function fileOf({ document, photo, audio, video, voice }: TelegramMessage): AttachedFile | undefined {
  const picture = photo?.at(-1);
  const file: TelegramFile | undefined =
    document ?? audio ?? video ?? voice ?? (picture && { ...picture, mime_type: "image/jpeg" });
  if (file === undefined) return undefined;
  const { file_id: id, file_name: name = "", file_size: sizeBytes = null, mime_type: mime = null } = file;
  return { id, name, sizeBytes, mime };
}

/** Blanks within one line. */
const BLANKS_AT_START = /^[^\S\n]+/;
const BLANKS_AT_END = /(?<![^\S\n])[^\S\n]+$/;

/**
 * Returns the text without `@shop_bot`. A mentioned person without a username is replaced by their id, because people
 * choose their shown name themselves. Offsets are UTF-16 units, as in JavaScript.
 */
function readMentions(message: TelegramMessage, me: Me): { text: string; isMentioned: boolean } {
  const said = message.text ?? message.caption ?? "";
  const entities = (message.text === undefined ? message.caption_entities : message.entities) ?? [];
  const mentions = entities.flatMap(({ type, offset, length, user }) => {
    const isOurs =
      type === "mention"
        ? isSameName(said.slice(offset + 1, offset + length), me.username)
        : type === "text_mention" && user?.id === me.id;
    const isPerson = type === "text_mention" && user?.is_bot === false;
    const meant = isPerson ? ` telegram:${user.id} ` : " ";
    return isOurs || isPerson ? [{ offset, length, isOurs, meant }] : [];
  });
  const text = mentions.reduceRight(
    (left, { offset, length, meant }) =>
      `${left.slice(0, offset).replace(BLANKS_AT_END, "")}${meant}${left.slice(offset + length).replace(BLANKS_AT_START, "")}`,
    said,
  );
  return { text: text.trim(), isMentioned: mentions.some(({ isOurs }) => isOurs) };
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function isReplyToUs(message: TelegramMessage, me: Me): boolean {
  return realReply(message)?.from?.id === me.id;
}

/** Returns the message replied to. In a topic, Telegram marks each message as a reply to the first; this is ignored. */
function realReply(message: TelegramMessage): RepliedMessage | undefined {
  const replied = message.reply_to_message;
  return message.is_topic_message && replied?.message_id === message.message_thread_id ? undefined : replied;
}

/** Returns another person's message that this one replies to: a ticket is made of its text. */
function sourceOf(message: TelegramMessage, me: Me): SourceMessage | undefined {
  const replied = realReply(message);
  const text = replied?.text ?? replied?.caption;
  if (!replied || !text || replied.from?.id === me.id) return undefined;
  return messageAsSource(replied, text);
}

function messageAsSource(message: RepliedMessage, text: string): SourceMessage {
  const permalink = permalinkOf(message);
  return {
    id: `telegram:${message.chat.id}:${message.message_id}`,
    text,
    author: authorOf(message),
    at: new Date((originOf(message)?.date ?? message.date) * 1000),
    ...(permalink ? { permalink } : {}),
  };
}

/** Returns the author. A forwarded message belongs to its first author, and an inline bot's message to that bot. */
function authorOf(message: RepliedMessage): string {
  const origin = originOf(message);
  if (origin) return origin.user ? nameOf(origin.user) : (origin.name ?? "?");
  const { via_bot: bot, from, sender_chat: group } = message;
  const writer = bot ?? from;
  return group?.title ?? (writer ? nameOf(writer) : "?");
}

/** Returns where a forwarded message comes from, as newer or older servers say it; null if it was not forwarded. */
function originOf({ forward_origin: origin, ...older }: RepliedMessage) {
  if (origin) {
    const { sender_user: user, sender_user_name: name, sender_chat: group, chat, date } = origin;
    return { user, name: name ?? group?.title ?? chat?.title, date };
  }
  const {
    forward_from: user,
    forward_sender_name: name,
    forward_from_chat: chat,
    forward_date: date,
  } = older;
  const isForwarded = [user, name, chat, date].some((mark) => mark !== undefined);
  return isForwarded ? { user, name: name ?? chat?.title, date } : null;
}

/** Returns a message's address. Only supergroups have addresses: chat -1001234 is `t.me/c/1234`. */
function permalinkOf(message: RepliedMessage): string | undefined {
  if (message.chat.type !== "supergroup") return undefined;
  return `https://t.me/c/${String(message.chat.id).replace(/^-100/, "")}/${message.message_id}`;
}

function callOf(id: string, from: TelegramUser, rest: { place: Place; body: Body }): Call {
  const username = from.username ?? null;
  const call = { id, person: `telegram:${from.id}`, personName: nameOf(from), username, ...rest };
  return from.language_code ? { ...call, languageHint: from.language_code } : call;
}

function nameOf(user: TelegramUser): string {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}

const GENERAL_TOPIC = 1;

function placeOf(message: RepliedMessage): Place {
  const place: Place = {
    platform: "telegram",
    chat: String(message.chat.id),
    shared: message.chat.type !== "private",
  };
  const thread = message.is_topic_message ? message.message_thread_id : undefined;
  return thread === undefined || thread === GENERAL_TOPIC ? place : { ...place, thread: String(thread) };
}

function handleOf(place: Place, from: TelegramUser): AnswerHandle {
  const handle = { chat: Number(place.chat), shared: place.shared, user: from.id };
  return place.thread === undefined ? handle : { ...handle, thread: Number(place.thread) };
}
