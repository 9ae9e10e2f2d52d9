import type { Message } from "@grammyjs/types";
import type { MessageRecord, World } from "./world.ts";

export interface SeenButton {
  label: string;
  callbackData?: string;
  url?: string;
  /** The text that a click copies to the clipboard. */
  copies?: string;
  isDisabled?: boolean;
}

/** One message as a person's client shows it. */
export interface SeenMessage {
  /** 0 for an ephemeral message, which has `ephemeralId` instead. */
  id: number;
  ephemeralId?: number;
  chatId: number;
  from: string;
  isFromBot: boolean;
  /** Visible only to this person and the bot. */
  isPrivate: boolean;
  isEdited: boolean;
  /** The visible text or caption, without entities, after the file's name in brackets. */
  text: string;
  buttons: SeenButton[][];
  /** Whether the client opens the reply box by itself. */
  asksReply: boolean;
  /** The attached file, downloaded; of a photo the largest size. */
  file?: { name: string; bytes: Buffer };
  /** Labels of a keyboard under the input field. */
  replyKeyboard: string[][];
  replyTo?: number;
  topic?: number;
  reactions: string[];
  /** The message in the Bot API's form. */
  message: Message;
}

/** Returns the messages that this person sees, oldest first, without deleted ones and others' ephemeral ones. */
export function seenBy(world: World, userId: number, chatId: number): SeenMessage[] {
  const place = world.chats.get(chatId);
  if (!place) return [];
  const own = [...place.ephemerals.values()].filter((record) => isVisible(record, userId));
  const replaced = new Map(own.flatMap((r) => (r.replaces === undefined ? [] : [[r.replaces, r] as const])));
  const shown = [...place.messages.values()].map(
    (record) => replaced.get(record.message.message_id) ?? record,
  );
  const inPlace = new Set(shown);
  const additional = own.filter((record) => !inPlace.has(record));
  const position = (record: MessageRecord) =>
    (record.replaces === undefined ? undefined : place.messages.get(record.replaces)?.order) ?? record.order;
  return [...shown, ...additional]
    .sort((a, b) => position(a) - position(b))
    .map((record) => toSeenMessage(world, record));
}

export function isVisible(record: MessageRecord, userId: number): boolean {
  return record.onlyFor === undefined || record.onlyFor === userId || record.message.from?.id === userId;
}

export function toSeenMessage(world: World, record: MessageRecord): SeenMessage {
  const { message, markup } = record;
  return {
    id: message.message_id,
    ...(message.ephemeral_message_id === undefined ? {} : { ephemeralId: message.ephemeral_message_id }),
    chatId: message.chat.id,
    from: message.from?.first_name ?? "",
    isFromBot: message.from?.id === world.bot.id,
    isPrivate: record.onlyFor !== undefined,
    isEdited: message.edit_date !== undefined,
    text: readable(record),
    buttons: buttonsOf(record),
    asksReply: markup?.kind === "force",
    ...fileOf(world, message),
    replyKeyboard: markup?.kind === "reply" ? markup.labels : [],
    ...(message.reply_to_message ? { replyTo: message.reply_to_message.message_id } : {}),
    ...(message.message_thread_id === undefined ? {} : { topic: message.message_thread_id }),
    reactions: record.reactions,
    message,
  };
}

function fileOf(world: World, { document, photo }: Message): Pick<SeenMessage, "file"> {
  const id = document?.file_id ?? photo?.at(-1)?.file_id;
  const file = [...world.files.values()].find((known) => known.id === id);
  return file ? { file: { name: file.name, bytes: file.bytes } } : {};
}

function readable({ message, rich }: MessageRecord): string {
  if (rich) return rich.text;
  const file = message.document
    ? `[${message.document.file_name ?? "file"}]`
    : message.photo
      ? "[photo]"
      : "";
  return [file, message.text ?? message.caption ?? service(message)].filter(Boolean).join(" ");
}

function service(message: Message): string {
  if (message.migrate_to_chat_id) return "(the group is a supergroup now)";
  return message.migrate_from_chat_id ? "(this supergroup was a group before)" : "";
}

function buttonsOf({ message, rich }: MessageRecord): SeenButton[][] {
  const own = message.reply_markup?.inline_keyboard ?? [];
  return [...(rich?.buttons ?? []), ...own].map((row) =>
    row.map((button) => ({
      label: button.text,
      ...("callback_data" in button && button.callback_data ? { callbackData: button.callback_data } : {}),
      ...("url" in button && button.url ? { url: button.url } : {}),
      ...("copy_text" in button ? { copies: button.copy_text.text } : {}),
      ...("disabled" in button ? { isDisabled: true } : {}),
    })),
  );
}

/**
 * Returns the message for transcripts: the text, then one line for each row of buttons. `"Nguyễn Văn An\n[Points]
 * [Deals]"`
 */
export function textOf(message: SeenMessage): string {
  const rows = [...message.buttons.map((row) => row.map(({ label }) => label)), ...message.replyKeyboard];
  const keyboard = rows.map((row) => row.map((label) => `[${label}]`).join(" "));
  return [message.text, ...keyboard].filter(Boolean).join("\n");
}
