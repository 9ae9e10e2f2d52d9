import type { EventEmitter } from "node:events";
import type { BotCommand, Chat, Message, User } from "@grammyjs/types";
import type { BotApi, Markup } from "./keyboard.ts";
import type { RichContent } from "./rich-content.ts";
import type { UpdateQueue } from "./updates.ts";

export interface MessageRecord {
  message: Message;
  /** Ephemeral messages: the one person, beside the bot, who sees it. */
  onlyFor?: number;
  /** An ephemeral message shown in place of this public one, to its receiver alone. */
  replaces?: number;
  /** Reply keyboards and "force reply" live in the clients, not in the message. */
  markup?: Markup | undefined;
  /** Rich messages: what can be read and pressed in them. */
  rich?: RichContent | undefined;
  reactions: string[];
  /** Milliseconds of the sandbox clock; `message.date` has whole seconds only. */
  sentAt: number;
  order: number;
}

export type Standing = "member" | "administrator" | "left" | "kicked";

export interface ChatRecord {
  chat: Chat.PrivateChat | Chat.GroupChat | Chat.SupergroupChat;
  /** Ids of the people in it; in a private chat the one person. */
  members: Set<number>;
  bot: Standing;
  /** Private chats: the person has started the bot. */
  isStarted: boolean;
  /** Groups: the bot gets commands, replies and mentions only, unless it is an administrator. */
  privacyMode: boolean;
  topics: Set<number>;
  messages: Map<number, MessageRecord>;
  ephemerals: Map<number, MessageRecord>;
  lastMessageId: number;
  lastEphemeralId: number;
  action?: { name: string; until: number };
  migratedTo?: number;
}

export interface StoredFile {
  id: string;
  uniqueId: string;
  path: string;
  name: string;
  type: string;
  bytes: Buffer;
}

export type PressResult = { text: string; alert: boolean; url?: string } | "too late";

export interface CallbackRecord {
  id: string;
  from: User;
  chatId: number;
  messageId: number;
  fromEphemeral: boolean;
  askedAt: number;
  isAnswered: boolean;
  settle: (result: PressResult) => void;
}

/** What happened in a chat, for those who look at it; `record` is a copy from that moment. */
export interface Change {
  kind: "new" | "edited" | "deleted";
  chatId: number;
  record: MessageRecord;
}

/** Everything Telegram's side knows: people, chats, files, open button presses, and the updates on their way. */
export interface World {
  readonly bot: User & { username: string };
  readonly token: string;
  readonly botApi: BotApi;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly users: Map<number, User>;
  readonly chats: Map<number, ChatRecord>;
  readonly files: Map<string, StoredFile>;
  readonly callbacks: Map<string, CallbackRecord>;
  /** By scope and language: `"all_group_chats|vi"`. */
  readonly commands: Map<string, BotCommand[]>;
  readonly updates: UpdateQueue;
  readonly violations: string[];
  readonly log: Change[];
  readonly events: EventEmitter<{ change: []; stop: [] }>;
  counter: number;
}

/** The next number of a sequence that all ids and the order of messages are taken from. */
export function nextNumber(world: World): number {
  world.counter += 1;
  return world.counter;
}

export function unixSeconds(world: World): number {
  return Math.floor(world.now() / 1000);
}

/** Puts a message into its chat under the next id of that chat, and tells whoever looks. */
export function addMessage(
  world: World,
  place: ChatRecord,
  content: Omit<Message, "message_id" | "date" | "chat">,
  extra: Partial<Pick<MessageRecord, "onlyFor" | "replaces" | "markup" | "rich">> = {},
): MessageRecord {
  const isEphemeral = extra.onlyFor !== undefined;
  const id = isEphemeral ? ++place.lastEphemeralId : ++place.lastMessageId;
  const message = {
    message_id: isEphemeral ? 0 : id,
    ...(isEphemeral ? { ephemeral_message_id: id } : {}),
    date: unixSeconds(world),
    chat: place.chat,
    ...content,
  } as Message;
  const order = nextNumber(world);
  const record: MessageRecord = { message, reactions: [], sentAt: world.now(), order, ...extra };
  (isEphemeral ? place.ephemerals : place.messages).set(id, record);
  if (message.from?.id === world.bot.id) delete place.action;
  announce(world, "new", record);
  return record;
}

export function announce(world: World, kind: Change["kind"], record: MessageRecord): void {
  world.log.push({ kind, chatId: record.message.chat.id, record: structuredClone(record) });
  // In the next turn: by then the call that made the change has been recorded and answered.
  setImmediate(() => world.events.emit("change"));
}

/** The message as a reply shows it: without its own reply. */
export function withoutReply(message: Message): NonNullable<Message["reply_to_message"]> {
  const { reply_to_message: _nested, ...rest } = message;
  return rest as NonNullable<Message["reply_to_message"]>;
}
