import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import { sendNotice } from "../answers/notice.ts";
import type { Recipient } from "../platform.ts";
import { sendFiles } from "./attachments.ts";
import { UnclearCall } from "./calls.ts";
import type { Messages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, MessageRef } from "./read.ts";
import { renderCard } from "./render.ts";

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
