import type { BotCommand, User } from "@grammyjs/types";
import { mistake, refusal } from "../api-error.ts";
import { limits } from "../limits.ts";
import { Params } from "../params.ts";
import type { ChatRecord, World } from "../world.ts";
import type { Call, Methods } from "./method.ts";

const where = ["scope", "language_code"];

export const commandMethods: Methods = {
  setMyCommands: { params: ["commands", ...where], run: setMyCommands },
  getMyCommands: { params: where, run: (call) => call.world.commands.get(scopeKey(call)) ?? [] },
  deleteMyCommands: { params: where, run: deleteMyCommands },
};

function setMyCommands(call: Call): true {
  const raw = call.params.list("commands", "BotCommand");
  if (!raw) throw mistake('parameter "commands" is required');
  if (raw.length > limits.commandsPerScope) throw mistake("BOT_COMMANDS_TOO_MUCH");
  const commands = raw.map((command) => readCommand(call, command));
  if (new Set(commands.map(({ command }) => command)).size < commands.length)
    throw mistake("BOT_COMMAND_INVALID");
  call.world.commands.set(scopeKey(call), commands);
  return true;
}

function readCommand(call: Call, raw: unknown): BotCommand {
  const { command, description, is_ephemeral } = (raw ?? {}) as Partial<BotCommand>;
  if (typeof command !== "string") throw mistake("can't parse BotCommand: Can't find field \"command\"");
  if (typeof description !== "string")
    throw mistake("can't parse BotCommand: Can't find field \"description\"");
  // Telegram also accepts "/name" and removes the slash.
  const name = command.replace(/^\//, "");
  if (!limits.commandName.test(name)) throw mistake("BOT_COMMAND_INVALID");
  const length = description.trim().length;
  if (length < 1 || length > limits.commandDescriptionLength)
    throw mistake("BOT_COMMAND_DESCRIPTION_INVALID");
  const isEphemeral = is_ephemeral === true && call.world.botApi !== "7.1";
  return { command: name, description: description.trim(), ...(isEphemeral ? { is_ephemeral: true } : {}) };
}

function deleteMyCommands(call: Call): true {
  call.world.commands.delete(scopeKey(call));
  return true;
}

const SIMPLE = ["default", "all_private_chats", "all_group_chats", "all_chat_administrators"];

/** Returns the key of one list per scope and language: `"chat:-42|vi"`. */
function scopeKey({ world, params }: Call): string {
  const language = params.text("language_code") ?? "";
  if (!/^(?:[a-z]{2})?$/.test(language)) throw mistake("invalid language code specified");
  const scope = new Params(params.object("scope", "BotCommandScope") ?? { type: "default" });
  const type = scope.text("type") ?? "";
  if (SIMPLE.includes(type)) return `${type}|${language}`;
  if (!["chat", "chat_administrators", "chat_member"].includes(type)) {
    throw mistake("can't parse BotCommandScope: Unsupported type specified");
  }
  const chatId = scope.requiredInteger("chat_id");
  if (!world.chats.has(chatId)) throw refusal("chat not found");
  const member = type === "chat_member" ? `:${scope.requiredInteger("user_id")}` : "";
  return `${type}:${chatId}${member}|${language}`;
}

/**
 * Returns the list that this person's client shows here: of the narrowest scope, in their language before "any".
 * @see https://core.telegram.org/bots/api#determining-list-of-commands
 */
export function commandsFor(world: World, place: ChatRecord, user: User): BotCommand[] {
  const id = place.chat.id;
  const scopes =
    place.chat.type === "private"
      ? [`chat:${id}`, "all_private_chats", "default"]
      : [`chat_member:${id}:${user.id}`, `chat:${id}`, "all_group_chats", "default"];
  for (const scope of scopes) {
    const list =
      world.commands.get(`${scope}|${user.language_code ?? ""}`) ?? world.commands.get(`${scope}|`);
    if (list) return list;
  }
  return [];
}
