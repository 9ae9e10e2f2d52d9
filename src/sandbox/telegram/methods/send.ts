import type { Message } from "@grammyjs/types";
import { mistake } from "../api-error.ts";
import { chatOf, type Receiver, receiverOf, replyOf, threadOf } from "../destination.ts";
import { readFormatted } from "../formatted-text.ts";
import { readMarkup } from "../keyboard.ts";
import { limits } from "../limits.ts";
import { documentOf, photoOf } from "../media.ts";
import { readRichMessage } from "../rich.ts";
import { addMessage, type ChatRecord, type MessageRecord, unixSeconds, withoutReply } from "../world.ts";
import type { Call, Methods } from "./method.ts";

const common = [
  "business_connection_id",
  "chat_id",
  "message_thread_id",
  "direct_messages_topic_id",
  "disable_notification",
  "protect_content",
  "reply_parameters",
  "reply_to_message_id",
  "allow_sending_without_reply",
  "reply_markup",
];
const newer = [
  "ephemeral_message_parameters",
  "message_effect_id",
  "allow_paid_broadcast",
  "suggested_post_parameters",
];
const captioned = ["caption", "parse_mode", "caption_entities"];

type Content = Omit<Message, "message_id" | "date" | "chat">;

export const sendMethods: Methods = {
  sendMessage: {
    params: [...common, "text", "parse_mode", "entities", "link_preview_options", "disable_web_page_preview"],
    newerParams: newer,
    run: sendMessage,
  },
  sendPhoto: {
    params: [...common, ...captioned, "photo", "has_spoiler"],
    newerParams: [...newer, "show_caption_above_media"],
    run: (call) => sendMedia(call, (place) => ({ photo: photoOf(place, call.params) })),
  },
  sendDocument: {
    params: [...common, ...captioned, "document", "thumbnail", "disable_content_type_detection"],
    newerParams: newer,
    run: (call) => sendMedia(call, (place) => ({ document: documentOf(place, call.params) })),
  },
  sendRichMessage: {
    params: [...common, ...newer, "rich_message"],
    isNewer: true,
    run: sendRichMessage,
  },
  sendChatAction: {
    params: ["business_connection_id", "chat_id", "message_thread_id", "action"],
    run: sendChatAction,
  },
};

function sendMessage(call: Call): Message {
  const place = chatOf(call.world, call.params);
  const field = { name: "text", entities: "entities", limit: limits.textLength };
  const formatted = readFormatted(call.params, field, call.world.violations);
  if (!formatted?.text) throw mistake("message text is empty");
  const preview = call.params.object("link_preview_options", "link preview options");
  return post(call, place, {
    ...textContent(formatted),
    ...(preview ? { link_preview_options: preview } : {}),
  } as Content);
}

function sendMedia(call: Call, media: (world: Call["world"]) => Content): Message {
  const place = chatOf(call.world, call.params);
  const field = { name: "caption", entities: "caption_entities", limit: limits.captionLength };
  const caption = readFormatted(call.params, field, call.world.violations);
  return post(call, place, { ...media(call.world), ...(caption ? captionContent(caption) : {}) });
}

function sendRichMessage(call: Call): Message {
  const place = chatOf(call.world, call.params);
  const raw = call.params.object("rich_message", "rich message");
  if (!raw) throw mistake("rich_message is empty");
  const rich = readRichMessage(raw);
  return post(call, place, { rich_message: { blocks: rich.blocks } } as Content, rich);
}

export function textContent({ text, entities }: { text: string; entities: object[] }): Content {
  return { text, ...(entities.length > 0 ? { entities } : {}) } as Content;
}

export function captionContent({ text, entities }: { text: string; entities: object[] }): Content {
  if (!text) return {} as Content;
  return { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) } as Content;
}

/** The common part of all send methods: the chat, the reply, the receiver and the buttons. */
function post(call: Call, place: ChatRecord, content: Content, rich?: MessageRecord["rich"]): Message {
  const { world, params } = call;
  const reply = replyOf(world, place, params);
  const receiver = receiverOf(world, place, params, reply);
  const inherited = reply.original?.is_topic_message ? reply.original.message_thread_id : undefined;
  const thread = threadOf(place, params) ?? inherited;
  const raw = params.object("reply_markup", "reply markup");
  const markup = readMarkup(raw, { botApi: world.botApi, isEphemeral: receiver !== undefined });
  const message = {
    from: world.bot,
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(receiver ? { receiver_user: receiver.user } : {}),
    ...(reply.original ? { reply_to_message: withoutReply(reply.original) } : {}),
    ...content,
    ...(params.flag("protect_content") ? { has_protected_content: true } : {}),
    ...(markup?.kind === "inline" && markup.rows.length > 0
      ? { reply_markup: { inline_keyboard: markup.rows } }
      : {}),
  } as Content;
  return addMessage(world, place, message, { ...visibility(receiver), markup, rich }).message;
}

function visibility(receiver: Receiver | undefined): Pick<MessageRecord, "onlyFor" | "replaces"> {
  if (!receiver) return {};
  const { user, replaces } = receiver;
  return replaces === undefined ? { onlyFor: user.id } : { onlyFor: user.id, replaces };
}

const ACTIONS = [
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
];

function sendChatAction(call: Call): true {
  const { world, params } = call;
  const place = chatOf(world, params);
  threadOf(place, params);
  const action = params.text("action") ?? "";
  if (!ACTIONS.includes(action)) throw mistake("wrong parameter action in request");
  place.action = { name: action, until: unixSeconds(world) + limits.chatActionSeconds };
  world.events.emit("change");
  return true;
}
