import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { CallFor, TelegramCalls } from "./calls.ts";
import { codeOf, describe, failureOf, readResult, sentShape } from "./failure.ts";
import type { FileMessage } from "./files.ts";
import { limits } from "./limits.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, MessageRef } from "./read.ts";
import { type Rendered, renderText } from "./render.ts";

/** A message as it is sent, with any kind of `reply_markup`. */
export type Content = Omit<Rendered, "reply_markup"> & { reply_markup?: object };

export type Sendable = Content | FileMessage;

export type Messages = ReturnType<typeof createMessages>;

/**
 * Sends, edits and removes messages.
 * @param asker   the person for whom the messages are; edits count as messages of `user`
 * @param server  `knowsRich`: Bot API 10.1; an older server answers 404, which is remembered
 */
export function createMessages(calls: TelegramCalls, asker: CallFor, server = { knowsRich: true }) {
  async function send(chat: number, user: number, content: Sendable, where: object) {
    return readResult(sentShape, await call(chat, content, where, { ...asker, user }));
  }

  async function call(chat: number, content: Sendable, where: object, to: CallFor): Promise<unknown> {
    if ("method" in content)
      return calls.toChat(chat, content.method, { ...content.fields, ...asText(where) }, to);
    const { rich, ...plain } = content;
    if (rich !== undefined && server.knowsRich) {
      try {
        return await calls.toChat(chat, "sendRichMessage", { ...richContent(rich, plain), ...where }, to);
      } catch (thrown) {
        if (failureOf(thrown).outcome !== "refused") throw thrown;
        if (codeOf(thrown) === 404) server.knowsRich = false;
      }
    }
    return calls.toChat(chat, "sendMessage", { ...plain, ...where }, to);
  }

  async function change(
    ref: MessageRef,
    method: "MessageText" | "MessageReplyMarkup",
    content: object,
  ): Promise<boolean> {
    const name = "message" in ref ? `edit${method}` : `editEphemeral${method}`;
    try {
      await calls.toChat(ref.chat, name, { ...target(ref), ...content }, changing(ref));
      return true;
    } catch (thrown) {
      const { outcome } = failureOf(thrown);
      if (outcome === "not-modified") return true;
      // In a supergroup, another message may have the number that this one had in the group.
      if (outcome === "refused" || outcome === "migrated") return false;
      throw thrown;
    }
  }

  /** Returns for whom a message is changed: an ephemeral message belongs to one person. */
  function changing(ref: MessageRef): CallFor {
    return { ...asker, ...("user" in ref && { user: ref.user }) };
  }

  return {
    /** Sends to everybody in the chat, as a reply to the message that asked. @throws TelegramError, UnclearCall */
    async toPlace(handle: AnswerHandle, content: Sendable): Promise<MessageRef> {
      const where = { ...topicOf(handle), ...inReplyTo(handle) };
      const sent = await send(handle.chat, handle.user, content, where);
      return { chat: await calls.home(handle.chat), message: sent.message_id };
    },

    /** Sends to the person's private chat with the bot. @throws TelegramError, UnclearCall */
    async toPerson({ user }: AnswerHandle, content: Sendable): Promise<MessageRef> {
      const sent = await send(user, user, content, {});
      return { chat: user, message: sent.message_id };
    },

    /** Sends to one person in a group. An old server posts it for everybody, and then returns an ordinary reference. */
    async ephemeral(handle: AnswerHandle, content: Sendable, to: EphemeralTarget): Promise<MessageRef> {
      const sent = await send(handle.chat, handle.user, content, {
        ...topicOf(handle),
        ephemeral_message_parameters: {
          receiver_user_id: to.user,
          ...(to.action === undefined ? {} : { callback_query_id: to.action }),
        },
        ...(to.asked === undefined ? {} : { reply_parameters: { ephemeral_message_id: to.asked } }),
      });
      const chat = await calls.home(handle.chat);
      return sent.ephemeral_message_id === undefined
        ? { chat, message: sent.message_id }
        : { chat, ephemeral: sent.ephemeral_message_id, user: to.user };
    },

    /** Edits a message. Returns false if it is gone or is not ours to edit. @throws TelegramError */
    async edit(ref: MessageRef, { rich, ...plain }: Content): Promise<boolean> {
      const isRich =
        rich !== undefined &&
        server.knowsRich &&
        (await change(ref, "MessageText", richContent(rich, plain)));
      return isRich || change(ref, "MessageText", plain);
    },

    /** Removes a message's buttons, if the message still exists. */
    async disarm(ref: MessageRef): Promise<void> {
      await change(ref, "MessageReplyMarkup", {});
    },

    async remove(ref: MessageRef): Promise<void> {
      const method = "message" in ref ? "deleteMessage" : "deleteEphemeralMessage";
      await calls.toChat(ref.chat, method, { ...target(ref) }, changing(ref));
    },
  };
}

function richContent(html: string, { reply_markup }: Content): object {
  return { rich_message: { html }, ...(reply_markup && { reply_markup }) };
}

/**
 * Converts objects to JSON text, which Telegram reads. In a call with a file, telegraf drops objects without an error.
 * A private picture would then be shown to the whole group: src/platforms/telegram/LIMITS.md#multipart-calls
 */
function asText(where: object): object {
  return Object.fromEntries(
    Object.entries(where).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : value,
    ]),
  );
}

function target(ref: MessageRef): object {
  return "message" in ref
    ? { message_id: ref.message }
    : { ephemeral_message_id: ref.ephemeral, receiver_user_id: ref.user };
}

function topicOf({ thread }: AnswerHandle): object {
  return thread === undefined ? {} : { message_thread_id: thread };
}

/** Returns the fields of a reply. In a group people must see whom an answer is for; in a private chat it is clear. */
function inReplyTo({ shared, asked }: AnswerHandle): object {
  if (!shared || !asked || "ephemeral" in asked) return {};
  return { reply_parameters: { message_id: asked.message, allow_sending_without_reply: true } };
}

/** Who asked, and when the event arrived: a press and an ephemeral command can be answered for 15 s. */
export interface Asker {
  /** Sends to this person. */
  messages: Messages;
  handle: AnswerHandle;
  /** `"Lan"`, for the lines in a group that speak to one person. */
  name: string;
  arrivedAt: Date;
}

/** The answer for one person alone. If that is not possible, a harmless public message that may become a hint. */
type EphemeralMessage = { ref: MessageRef } | { publicRef?: MessageRef };

/** How long we do not try again where the bot may only answer, but not write first. */
const REFUSED_MS = 600_000;

export type Ephemerals = ReturnType<typeof createEphemerals>;

/**
 * Sends ephemeral messages. An older server **ignores** the parameters that it does not know, and would post the
 * private answer for everybody. So the first message says only "one moment". The answer replaces it once the server has
 * shown that it knows ephemeral messages. That is learned once: src/platforms/telegram/LIMITS.md#ephemeral-messages
 *
 * A bot that is not an administrator may only answer a press or an ephemeral command. Telegram refuses all others.
 */
export function createEphemerals({ log, now }: { log: Logger; now: () => Date }) {
  let support: "unknown" | "yes" | "no" = "unknown";
  const refusedUntil = new Map<number, number>();

  async function learn(messages: Messages, sent: MessageRef, content: Rendered): Promise<EphemeralMessage> {
    if ("ephemeral" in sent) {
      support = "yes";
      return (await messages.edit(sent, content)) ? { ref: sent } : {};
    }
    support = "no";
    log.info("telegram: this server knows no ephemeral messages, private answers go to direct messages");
    return { publicRef: sent };
  }

  function receiver({ handle: { user, action, asked }, arrivedAt }: Asker): EphemeralTarget {
    if (now().getTime() - arrivedAt.getTime() >= limits.ephemeralAnswerMs) return { user };
    if (action) return { user, action: action.query };
    return asked && "ephemeral" in asked ? { user, asked: asked.ephemeral } : { user };
  }

  return {
    /** Sends a second message after an ephemeral one. Its content must be such that others may read it. */
    async follow(asker: Asker, content: Content): Promise<void> {
      await asker.messages.ephemeral(asker.handle, content, receiver(asker));
    },

    /** Sends a file after an ephemeral message. False if that is not possible here: nobody has seen the file then. */
    async sendFile(asker: Asker, file: FileMessage): Promise<boolean> {
      const { messages, handle } = asker;
      try {
        const sent = await messages.ephemeral(handle, file, receiver(asker));
        if ("ephemeral" in sent) return true;
        log.error("telegram: a private file was shown to a group, it is being deleted");
        await messages.remove(sent);
      } catch (thrown) {
        if (failureOf(thrown).outcome !== "refused") throw thrown;
        log.debug(`telegram: no ephemeral file here (${describe(thrown)})`);
      }
      return false;
    },

    async send(asker: Asker, content: Rendered, locale: ReadyCard["locale"]): Promise<EphemeralMessage> {
      const { messages, handle } = asker;
      const to = receiver(asker);
      const isAnswer = to.action !== undefined || to.asked !== undefined;
      const isRefused = !isAnswer && now().getTime() < (refusedUntil.get(handle.chat) ?? 0);
      if (support === "no" || isRefused) return {};
      const isFirst = support === "unknown";
      const probe = renderText(telegramMessages[locale].onlyForYou);
      try {
        const sent = await messages.ephemeral(handle, isFirst ? probe : content, to);
        if (isFirst) return await learn(messages, sent, content);
        if ("ephemeral" in sent) return { ref: sent };
        support = "no";
        log.error(
          "telegram: the server forgot how to send ephemeral messages, a private answer is being deleted",
        );
        await messages.remove(sent);
      } catch (thrown) {
        if (failureOf(thrown).outcome !== "refused") throw thrown;
        log.debug(`telegram: no ephemeral message here (${describe(thrown)})`);
        if (!isAnswer) refusedUntil.set(handle.chat, now().getTime() + REFUSED_MS);
      }
      return {};
    },
  };
}

/** Who sees an ephemeral message, and the press or the ephemeral command that it answers. */
interface EphemeralTarget {
  user: number;
  action?: string;
  asked?: number;
}
