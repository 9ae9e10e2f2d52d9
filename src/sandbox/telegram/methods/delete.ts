import { mistake, refusal } from "../api-error.ts";
import { chatOf } from "../destination.ts";
import { limits } from "../limits.ts";
import { announce, type ChatRecord } from "../world.ts";
import type { Call, Methods } from "./method.ts";

export const deleteMethods: Methods = {
  deleteMessage: { params: ["chat_id", "message_id"], run: deleteMessage },
  deleteMessages: { params: ["chat_id", "message_ids"], run: deleteMessages },
  deleteEphemeralMessage: {
    params: ["chat_id", "receiver_user_id", "ephemeral_message_id"],
    isNewer: true,
    run: deleteEphemeralMessage,
  },
};

function deleteMessage(call: Call): true {
  const place = chatOf(call.world, call.params);
  const id = call.params.integer("message_id") ?? 0;
  if (!place.messages.has(id)) throw refusal("message to delete not found");
  const problem = whyNot(call, place, id);
  if (problem) throw refusal(problem);
  remove(call, place, id);
  return true;
}

/** "If some of the specified messages can't be found, they are skipped." */
function deleteMessages(call: Call): true {
  const place = chatOf(call.world, call.params);
  const ids = call.params.list("message_ids", "message identifiers") ?? [];
  if (ids.length < 1 || ids.length > 100) throw mistake("message identifiers are not specified");
  for (const id of ids.map(Number)) {
    if (place.messages.has(id) && !whyNot(call, place, id)) remove(call, place, id);
  }
  return true;
}

/** Returns the broken rule of deleteMessage: 48 hours; own messages anywhere; others' in private chats or as admin. */
function whyNot(call: Call, place: ChatRecord, id: number): string | undefined {
  const { world } = call;
  const record = place.messages.get(id);
  if (!record) return undefined;
  if (world.now() - record.sentAt >= limits.deleteSeconds * 1000)
    return "message can't be deleted for everyone";
  const isOwn = record.message.from?.id === world.bot.id;
  const mayOthers = place.chat.type === "private" || place.bot === "administrator";
  return isOwn || mayOthers ? undefined : "message can't be deleted";
}

function remove(call: Call, place: ChatRecord, id: number): void {
  const record = place.messages.get(id);
  if (!record) return;
  place.messages.delete(id);
  announce(call.world, "deleted", record);
}

function deleteEphemeralMessage(call: Call): true {
  const { params, world } = call;
  const place = chatOf(world, params);
  const id = params.requiredInteger("ephemeral_message_id");
  const record = place.ephemerals.get(id);
  const person = params.requiredInteger("receiver_user_id");
  if (!record || (record.onlyFor !== person && record.message.from?.id !== person)) {
    throw refusal("message to delete not found");
  }
  place.ephemerals.delete(id);
  announce(world, "deleted", record);
  return true;
}
