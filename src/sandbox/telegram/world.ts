import type { EventEmitter } from "node:events";
import type { BotCommand, Chat, Message, User } from "@grammyjs/types";
import type { BotApi, Markup } from "./keyboard.ts";
import type { RichContent } from "./rich-content.ts";
import type { UpdateQueue } from "./updates.ts";

export interface MessageRecord {
  message: Message;
  /** For an ephemeral message: the only person who sees it, besides the bot. */
  onlyFor?: number;
  /** For an ephemeral message: the public message that it replaces for its receiver. */
  replaces?: number;
  /** Reply keyboards and "force reply" are a state of the clients, not part of the message. */
  markup?: Markup | undefined;
  /** The text and buttons of a rich message. */
  rich?: RichContent | undefined;
  reactions: string[];
  /** Milliseconds of the sandbox clock; `message.date` has whole seconds only. */
  sentAt: number;
  order: number;
}

export type BotStatus = "member" | "administrator" | "left" | "kicked";

export interface ChatRecord {
  chat: Chat.PrivateChat | Chat.GroupChat | Chat.SupergroupChat;
  /** Ids of the members; in a private chat the one person. */
  members: Set<number>;
  bot: BotStatus;
  /** In a private chat: whether the person has started the bot. */
  isStarted: boolean;
  /** In a group: the bot gets only commands, replies and mentions, unless it is an administrator. */
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

export type ClickResult = { text: string; alert: boolean; url?: string } | "too late";

export interface CallbackRecord {
  id: string;
  from: User;
  chatId: number;
  messageId: number;
  fromEphemeral: boolean;
  askedAt: number;
  isAnswered: boolean;
  settle: (result: ClickResult) => void;
}

/** A change in a chat. `record` is a copy from that moment. */
export interface Change {
  kind: "new" | "edited" | "deleted";
  chatId: number;
  record: MessageRecord;
}

/** The state of the simulated Telegram: people, chats, files, open button clicks, and pending updates. */
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
  /** Commands by scope and language: `"all_group_chats|vi"`. */
  readonly commands: Map<string, BotCommand[]>;
  readonly updates: UpdateQueue;
  readonly violations: string[];
  readonly log: Change[];
  readonly events: EventEmitter<{ change: []; stop: [] }>;
  counter: number;
}

/** Returns the next number of the sequence for all ids and the order of messages. */
export function nextNumber(world: World): number {
  world.counter += 1;
  return world.counter;
}

export function unixSeconds(world: World): number {
  return Math.floor(world.now() / 1000);
}

/** Adds a message to its chat with the next id of that chat, and notifies the listeners. */
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
  // Deferred, so that the call that made the change is recorded and answered first.
  setImmediate(() => world.events.emit("change"));
}

/** Returns the message as a reply shows it: without its own reply. */
export function withoutReply(message: Message): NonNullable<Message["reply_to_message"]> {
  const { reply_to_message: _nested, ...rest } = message;
  return rest as NonNullable<Message["reply_to_message"]>;
}
