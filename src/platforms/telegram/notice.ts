import { TelegramError } from "telegraf";
import type { ReadyCard } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { sendNotice } from "../answers/answer-port.ts";
import type { Recipient } from "../platform.ts";
import { UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { sendFiles } from "./files.ts";
import type { Messages, Sendable } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, MessageRef } from "./read.ts";
import { renderCard } from "./render.ts";

/**
 * Sends a message that nobody waits for: a shared card to its place, a private one to the person's own chat.
 * @throws AppError
 */
export function sendTelegramNotice(
  { messages, onRepeated, log }: { messages: Messages; onRepeated(): void; log: Logger },
  to: Recipient,
  card: ReadyCard,
): Promise<void> {
  const handle = handleOf(to);
  const send = (content: Sendable) =>
    card.audience === "shared" ? messages.toPlace(handle, content) : messages.toPerson(handle, content);
  let sent: MessageRef | undefined;
  return sendNotice(card, {
    async show(shown) {
      if (sent) await messages.edit(sent, renderCard(shown));
      else sent = await send(renderCard(shown));
    },
    isUnclear: (error) => error instanceof UnclearCall,
    undelivered,
    maybeSent: (locale) => telegramMessages[locale].maybeSent,
    onRepeated,
    sendFiles: (shown, mayBeRepeated) => sendFiles(shown, send, { mayBeRepeated, onRepeated, log }),
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

/** Telegram's texts, with 400, if a chat or topic does not let the bot write; 403 always means that. */
const FORBIDS =
  /chat not found|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_SEND_\w{1,40}_FORBIDDEN|chat was (?:deleted|deactivated)|PEER_ID_INVALID|TOPIC_(?:CLOSED|DELETED)|message thread not found|need administrator rights/i;

function undelivered(thrown: unknown): unknown {
  const cause = thrown;
  if (thrown instanceof UnclearCall) return new AppError("unclear", `Telegram: ${thrown.message}`, { cause });
  const { outcome, retryAfterMs } = failureOf(thrown);
  const fault = outcome === "refused" && isForbidden(thrown) ? "forbidden" : FAULTS[outcome];
  return fault ? new AppError(fault, `Telegram: ${describe(thrown)}`, { cause, retryAfterMs }) : thrown;
}

const FAULTS = {
  busy: "busy",
  unsent: "unavailable",
  refused: "refused",
  unreadable: "unclear",
  // A new message without an answer is an `UnclearCall`. Anything else here is a bug of ours.
  unclear: null,
  migrated: null,
  "not-modified": null,
} as const;

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof TelegramError && (thrown.code === 403 || FORBIDS.test(thrown.description));
}
