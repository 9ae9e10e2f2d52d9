import type { ReadyCard } from "../../cards/card.ts";
import type { Recipient } from "../platform.ts";
import { UnclearCall } from "./calls.ts";
import type { Messages } from "./messages.ts";
import type { AnswerHandle } from "./read.ts";
import { renderCard, withRemark } from "./render.ts";
import { words } from "./words.ts";

/**
 * Says what nobody is waiting for: a shared card in its place, a private one in the person's own chat. One that got no
 * answer is said once more, and says so.
 * @throws TelegramError the person blocked the bot, or the group does not let it write; UnclearCall
 */
export async function sendNotice(
  { messages, onRepeated }: { messages: Messages; onRepeated(): void },
  to: Recipient,
  card: ReadyCard,
): Promise<void> {
  const handle = handleOf(to);
  const send = card.audience === "shared" ? messages.toPlace : messages.toPerson;
  try {
    await send(handle, renderCard(card));
  } catch (thrown) {
    if (!(thrown instanceof UnclearCall)) throw thrown;
    onRepeated();
    await send(handle, renderCard(withRemark(card, words[card.locale].maybeSent)));
  }
}

function handleOf({ person, place }: Recipient): AnswerHandle {
  return {
    chat: Number(place.chat),
    ...(place.thread === undefined ? {} : { thread: Number(place.thread) }),
    shared: place.shared,
    user: Number(person.slice("telegram:".length)),
  };
}
