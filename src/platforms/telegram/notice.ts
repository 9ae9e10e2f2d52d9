import { TelegramError } from "telegraf";
import type { ReadyCard } from "../../cards/card.ts";
import { AppError, type Fault } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { sendNotice } from "../answers/answer-port.ts";
import type { Recipient } from "../platform.ts";
import { UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { sendFiles } from "./files.ts";
import type { Messages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, MessageRef } from "./read.ts";
import { renderCard } from "./render.ts";

/** What Telegram says, with 400, where a chat or topic does not let the bot write; with 403 it always is so. */
const FORBIDS =
  /chat not found|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_SEND_\w{1,40}_FORBIDDEN|chat was (?:deleted|deactivated)|PEER_ID_INVALID|TOPIC_(?:CLOSED|DELETED)|message thread not found|need administrator rights/i;

/**
 * Sends a message that nobody waits for: a shared card to its place, a private one to the person's own chat.
 * @throws TelegramError the person blocked the bot, or the group does not let it write; UnclearCall
 */
export function sendTelegramNotice(
  { messages, onRepeated, log }: { messages: Messages; onRepeated(): void; log: Logger },
  to: Recipient,
  card: ReadyCard,
): Promise<void> {
  const handle = handleOf(to);
  const send = card.audience === "shared" ? messages.toPlace : messages.toPerson;
  let sent: MessageRef | undefined;
  return sendNotice(card, {
    async show(shown) {
      if (sent) await messages.edit(sent, renderCard(shown));
      else sent = await send(handle, renderCard(shown));
    },
    isUnclear: (error) => error instanceof UnclearCall,
    maybeSent: (locale) => telegramMessages[locale].maybeSent,
    onRepeated,
    sendFiles: (shown) =>
      sendFiles(shown, (file) => send(handle, file), { mayBeRepeated: false, onRepeated, log }),
  });
}

function handleOf({ person, place }: Recipient): AnswerHandle {
  return {
    chat: Number(place.chat),
    ...(place.thread === undefined ? {} : { thread: Number(place.thread) }),
    shared: place.shared,
    user: Number(person.slice("telegram:".length)),
  };
}

/**
 * How the sending of a notice failed, as an AppError. `forbidden`: the chat does not let the bot write. `unavailable`,
 * `busy`: nothing was sent, later it may be. `unclear`: it may have been sent. `refused`: it never will be.
 */
export function undelivered(thrown: unknown): unknown {
  if (thrown instanceof UnclearCall)
    return new AppError("unclear", `Telegram: ${thrown.message}`, { cause: thrown });
  const failure = failureOf(thrown);
  const retryAfterMs = failure.kind === "flood" ? failure.retryAfterMs : undefined;
  const fault = faultOf(failure.kind, thrown);
  return fault === null
    ? thrown
    : new AppError(fault, `Telegram: ${describe(thrown)}`, { cause: thrown, retryAfterMs });
}

function faultOf(kind: ReturnType<typeof failureOf>["kind"], thrown: unknown): Fault | null {
  switch (kind) {
    case "flood":
      return "busy";
    case "unreachable":
      return "unavailable";
    case "refused":
      return isForbidden(thrown) ? "forbidden" : "refused";
    case "unreadable":
      return "unclear";
    default:
      return null;
  }
}

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof TelegramError && (thrown.code === 403 || FORBIDS.test(thrown.description));
}
