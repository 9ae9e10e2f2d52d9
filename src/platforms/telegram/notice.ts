import type { ReadyCard } from "../../cards/card.ts";
import type { Recipient } from "../platform.ts";
import type { Messages } from "./messages.ts";
import type { AnswerHandle } from "./read.ts";
import { renderCard } from "./render.ts";

/**
 * Says what nobody is waiting for: a shared card in its place, a private one in the person's own chat.
 * @throws TelegramError the person blocked the bot, or the group does not let it write; UnclearCall
 */
export async function sendNotice(messages: Messages, to: Recipient, card: ReadyCard): Promise<void> {
  const handle = handleOf(to);
  if (card.audience === "shared") await messages.toPlace(handle, renderCard(card));
  else await messages.toPerson(handle, renderCard(card));
}

function handleOf({ person, place }: Recipient): AnswerHandle {
  return {
    chat: Number(place.chat),
    ...(place.thread === undefined ? {} : { thread: Number(place.thread) }),
    shared: place.shared,
    user: Number(person.slice("telegram:".length)),
  };
}
