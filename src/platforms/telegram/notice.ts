import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Recipient } from "../platform.ts";
import { sendFiles } from "./attachments.ts";
import { UnclearCall } from "./calls.ts";
import type { Messages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle } from "./read.ts";
import { renderCard, withRemark } from "./render.ts";

/**
 * Says what nobody is waiting for: a shared card in its place, a private one in the person's own chat. One that got no
 * answer is said once more, and says so.
 * @throws TelegramError the person blocked the bot, or the group does not let it write; UnclearCall
 */
export async function sendNotice(
  { messages, onRepeated, log }: { messages: Messages; onRepeated(): void; log: Logger },
  to: Recipient,
  card: ReadyCard,
): Promise<void> {
  const handle = handleOf(to);
  const send = card.audience === "shared" ? messages.toPlace : messages.toPerson;
  const ref = await send(handle, renderCard(card)).catch((thrown: unknown) => {
    if (!(thrown instanceof UnclearCall)) throw thrown;
    onRepeated();
    return send(handle, renderCard(withRemark(card, telegramMessages[card.locale].maybeSent)));
  });
  const options = { mayBeRepeated: false, onRepeated, log };
  const missing = await sendFiles(card, (file) => send(handle, file), options);
  // The words have arrived, and a failure here would have them said again.
  if (missing !== null) await messages.edit(ref, renderCard(withRemark(card, missing))).catch(() => {});
}

function handleOf({ person, place }: Recipient): AnswerHandle {
  return {
    chat: Number(place.chat),
    ...(place.thread === undefined ? {} : { thread: Number(place.thread) }),
    shared: place.shared,
    user: Number(person.slice("telegram:".length)),
  };
}
