import { isDeepStrictEqual } from "node:util";
import type { Message } from "@grammyjs/types";
import { mistake, refusal } from "../api-error.ts";
import { chatOf } from "../destination.ts";
import { readFormatted } from "../formatted-text.ts";
import { readMarkup } from "../keyboard.ts";
import { limits } from "../limits.ts";
import { readRichMessage } from "../rich.ts";
import { announce, type MessageRecord, unixSeconds } from "../world.ts";
import type { Call, Methods } from "./method.ts";
import { captionContent, textContent } from "./send.ts";

const target = ["business_connection_id", "chat_id", "message_id", "inline_message_id", "reply_markup"];
const ephemeralTarget = ["chat_id", "receiver_user_id", "ephemeral_message_id", "reply_markup"];
const text = ["text", "parse_mode", "entities", "link_preview_options"];
const caption = ["caption", "parse_mode", "caption_entities"];
const newer = { newerParams: ["show_caption_above_media"] };

/** Finds the message to edit, and the answer of the call. */
type Finder = (call: Call) => MessageRecord;
type Changes = (call: Call, record: MessageRecord) => Partial<Message>;

export const editMethods: Methods = {
  editMessageText: {
    params: [...target, ...text, "disable_web_page_preview"],
    newerParams: ["rich_message"],
    run: (call) => edit(call, ownMessage, newText),
  },
  editMessageCaption: {
    params: [...target, ...caption],
    ...newer,
    run: (call) => edit(call, ownMessage, newCaption),
  },
  editMessageReplyMarkup: { params: target, run: (call) => edit(call, ownMessage, nothingElse) },
  editEphemeralMessageText: {
    params: [...ephemeralTarget, ...text, "rich_message"],
    isNewer: true,
    run: (call) => edit(call, ephemeralMessage, newText) && true,
  },
  editEphemeralMessageCaption: {
    params: [...ephemeralTarget, ...caption, "show_caption_above_media"],
    isNewer: true,
    run: (call) => edit(call, ephemeralMessage, newCaption) && true,
  },
  editEphemeralMessageReplyMarkup: {
    params: ephemeralTarget,
    isNewer: true,
    run: (call) => edit(call, ephemeralMessage, nothingElse) && true,
  },
};

function edit(call: Call, find: Finder, changes: Changes): Message {
  const record = find(call);
  const { reply_markup: _old, edit_date: _date, ...kept } = record.message;
  const before = { ...kept, ...(_old ? { reply_markup: _old } : {}) };
  const after = {
    ...cleared(kept, changes),
    ...changes(call, record),
    ...newKeyboard(call, record),
  } as Message;
  if (isDeepStrictEqual(before, after)) {
    throw refusal(
      "message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message",
    );
  }
  record.message = { ...after, edit_date: unixSeconds(call.world) };
  announce(call.world, "edited", record);
  return record.message;
}

/** Removes what the new content replaces: an edited text loses the old entities and preview. */
function cleared(message: Message, changes: Changes): Partial<Message> {
  const { text: _t, entities: _e, rich_message: _r, link_preview_options: _l, ...withoutText } = message;
  const { caption: _c, caption_entities: _ce, ...withoutCaption } = message;
  if (changes === newText) return withoutText as Partial<Message>;
  return (changes === newCaption ? withoutCaption : message) as Partial<Message>;
}

/** An edit without a keyboard removes the old one. */
function newKeyboard(call: Call, record: MessageRecord): Partial<Message> {
  const raw = call.params.object("reply_markup", "reply markup");
  const isEphemeral = record.onlyFor !== undefined;
  const markup = readMarkup(raw, { botApi: call.world.botApi, isEphemeral });
  if (markup && markup.kind !== "inline") throw mistake("inline keyboard expected");
  record.markup = markup;
  return markup && markup.rows.length > 0 ? { reply_markup: { inline_keyboard: markup.rows } } : {};
}

function newText(call: Call, record: MessageRecord): Partial<Message> {
  const { params, world } = call;
  if (record.message.text === undefined && !record.rich)
    throw refusal("there is no text in the message to edit");
  const richParam = world.botApi === "7.1" ? undefined : params.object("rich_message", "rich message");
  if (richParam) {
    record.rich = readRichMessage(richParam);
    return { rich_message: { blocks: record.rich.blocks } } as Partial<Message>;
  }
  const field = { name: "text", entities: "entities", limit: limits.textLength };
  const formatted = readFormatted(params, field, world.violations);
  if (!formatted?.text) throw mistake("message text is empty");
  record.rich = undefined;
  const preview = params.object("link_preview_options", "link preview options");
  return {
    ...textContent(formatted),
    ...(preview ? { link_preview_options: preview } : {}),
  } as Partial<Message>;
}

function newCaption(call: Call, record: MessageRecord): Partial<Message> {
  if (!record.message.photo && !record.message.document)
    throw refusal("there is no caption in the message to edit");
  const field = { name: "caption", entities: "caption_entities", limit: limits.captionLength };
  const formatted = readFormatted(call.params, field, call.world.violations);
  return formatted ? captionContent(formatted) : {};
}

function nothingElse(): Partial<Message> {
  return {};
}

function ownMessage(call: Call): MessageRecord {
  const { params, world } = call;
  if (params.text("inline_message_id")) throw refusal("MESSAGE_ID_INVALID");
  const place = chatOf(world, params);
  const record = place.messages.get(params.integer("message_id") ?? 0);
  if (!record) throw refusal("message to edit not found");
  if (record.message.from?.id !== world.bot.id) throw refusal("message can't be edited");
  return record;
}

function ephemeralMessage(call: Call): MessageRecord {
  const { params, world } = call;
  const place = chatOf(world, params);
  const record = place.ephemerals.get(params.requiredInteger("ephemeral_message_id"));
  const isFound = record?.onlyFor === params.requiredInteger("receiver_user_id");
  if (!isFound) throw refusal("message to edit not found");
  if (record.message.from?.id !== world.bot.id) throw refusal("message can't be edited");
  return record;
}
