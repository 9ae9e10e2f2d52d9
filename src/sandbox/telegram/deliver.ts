import type { Message } from "@grammyjs/types";
import { leadingCommand } from "./entities.ts";
import type { BotStatus, ChatRecord, MessageRecord, World } from "./world.ts";

/** Creates an update of a person's message, if the bot may see it. */
export function deliver(
  world: World,
  place: ChatRecord,
  record: MessageRecord,
  kind: "message" | "edited_message" = "message",
): void {
  if (reachesBot(world, place, record)) world.updates.push(kind, place.chat.id, record.message);
}

/**
 * True if the bot gets the message. Private chats: everything, unless blocked. Groups: an administrator, or a bot
 * without privacy mode, gets everything. Others get commands, replies to the bot, its mentions, service messages.
 * @see https://core.telegram.org/bots/features#privacy-mode; mentions: the reference, under ForceReply
 */
function reachesBot(world: World, place: ChatRecord, { message, onlyFor }: MessageRecord): boolean {
  if (place.bot === "kicked" || place.bot === "left") return false;
  if (place.chat.type === "private" || place.bot === "administrator" || !place.privacyMode) return true;
  if (onlyFor === world.bot.id || isService(message)) return true;
  if (message.reply_to_message?.from?.id === world.bot.id) return true;
  const text = message.text ?? message.caption ?? "";
  const command = leadingCommand(text);
  if (command) return command.bot === undefined || isSameName(command.bot, world.bot.username);
  const mentions = (message.entities ?? message.caption_entities ?? []).filter(
    ({ type }) => type === "mention",
  );
  return mentions.some(({ offset, length }) =>
    isSameName(text.slice(offset + 1, offset + length), world.bot.username),
  );
}

function isService(message: Message): boolean {
  return message.migrate_to_chat_id !== undefined || message.migrate_from_chat_id !== undefined;
}

export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Changes the bot's status in a chat, with the update `my_chat_member`. */
export function changeBotStatus(world: World, place: ChatRecord, to: BotStatus, by: number): void {
  const from = place.bot;
  place.bot = to;
  world.updates.push("my_chat_member", place.chat.id, {
    chat: place.chat,
    from: world.users.get(by),
    date: Math.floor(world.now() / 1000),
    old_chat_member: { user: world.bot, status: from },
    new_chat_member: { user: world.bot, status: to, ...(to === "kicked" ? { until_date: 0 } : {}) },
  });
}
