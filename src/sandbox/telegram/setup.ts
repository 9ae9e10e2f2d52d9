import type { Chat, User } from "@grammyjs/types";
import { changeBotStatus, deliver } from "./deliver.ts";
import { addMessage, type ChatRecord, nextNumber, type World } from "./world.ts";

export interface NewUser {
  first_name: string;
  username?: string;
  /** The language of the person's client: `vi`, `en`. */
  language_code?: string;
}

export interface NewGroup {
  title: string;
  members: readonly User[];
  /** `supergroup` by default. */
  type?: "group" | "supergroup";
  /** Whether the group is a forum. `addTopic` creates topics; General exists already. */
  topics?: boolean;
  botIsMember?: boolean;
  /** An administrator gets every message, and may send ephemeral ones at any time. */
  botIsAdmin?: boolean;
  /** On by default: the bot gets only commands, replies and mentions. */
  privacyMode?: boolean;
}

export function addUser(world: World, person: NewUser): User {
  const user: User = { id: 700_000_000 + nextNumber(world), is_bot: false, ...person };
  world.users.set(user.id, user);
  const chat = { id: user.id, type: "private", first_name: user.first_name } as Chat.PrivateChat;
  if (user.username) chat.username = user.username;
  world.chats.set(user.id, newChat(chat, [user], "member"));
  return user;
}

export function addGroup(world: World, group: NewGroup): Chat.GroupChat | Chat.SupergroupChat {
  const type = group.topics ? "supergroup" : (group.type ?? "supergroup");
  const id = type === "group" ? -(4_000_000_000 + nextNumber(world)) : supergroupId(world);
  const chat = {
    id,
    type,
    title: group.title,
    ...(group.topics ? { is_forum: true } : {}),
  } as Chat.SupergroupChat;
  const botStatus = group.botIsAdmin ? "administrator" : group.botIsMember === false ? "left" : "member";
  const place = newChat(chat, group.members, botStatus);
  place.privacyMode = group.privacyMode ?? true;
  world.chats.set(id, place);
  return chat;
}

function newChat(chat: ChatRecord["chat"], members: readonly User[], bot: ChatRecord["bot"]): ChatRecord {
  return {
    chat,
    members: new Set(members.map((user) => user.id)),
    bot,
    isStarted: false,
    privacyMode: true,
    topics: new Set(),
    messages: new Map(),
    ephemerals: new Map(),
    lastMessageId: 100,
    lastEphemeralId: 0,
  };
}

function supergroupId(world: World): number {
  return -(1_002_000_000_000 + nextNumber(world));
}

/** Adds a topic to a forum. Its id is the `message_thread_id` of its messages. */
export function addTopic(place: ChatRecord): number {
  if (!("is_forum" in place.chat) || !place.chat.is_forum)
    throw new Error("only a group with topics can have a topic");
  const id = ++place.lastMessageId;
  place.topics.add(id);
  return id;
}

/** A member adds the bot, makes it an administrator, or removes it. */
export function setBot(world: World, place: ChatRecord, botStatus: ChatRecord["bot"]): void {
  const by = [...place.members][0];
  if (by === undefined) throw new Error("a group without people cannot change its bot");
  changeBotStatus(world, place, botStatus, by);
}

/**
 * Turns the group into a supergroup with a new id and new message ids, and a service message in both chats. Calls with
 * the old id then get 400 with `migrate_to_chat_id`.
 */
export function migrate(world: World, old: ChatRecord): Chat.SupergroupChat {
  if (old.chat.type !== "group") throw new Error("only a basic group can become a supergroup");
  const chat = { id: supergroupId(world), type: "supergroup", title: old.chat.title } as Chat.SupergroupChat;
  const members = [...old.members].flatMap((id) => world.users.get(id) ?? []);
  const place = newChat(chat, members, old.bot);
  place.privacyMode = old.privacyMode;
  world.chats.set(chat.id, place);
  const by = members[0] ?? world.bot;
  deliver(world, old, addMessage(world, old, { from: by, migrate_to_chat_id: chat.id } as object));
  deliver(world, place, addMessage(world, place, { from: by, migrate_from_chat_id: old.chat.id } as object));
  old.migratedTo = chat.id;
  return chat;
}
