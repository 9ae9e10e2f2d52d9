import type { ReadyCard } from "../../cards/card.ts";
import type { Recipient } from "../platform.ts";
import { withNote } from "./note.ts";
import { directOutlet, type Means, messageOutlet, type Outlet } from "./outlets.ts";
import { UnclearPost } from "./refusal.ts";
import { words } from "./words.ts";

/**
 * Says what nobody is waiting for: a shared card in its place, a private one in the person's direct messages. One that
 * got no answer is said once more, and says so.
 * @throws SlackRefusal
 */
export async function sendNotice(
  means: Means,
  { to, card, onRepeated }: { to: Recipient; card: ReadyCard; onRepeated(): void },
): Promise<void> {
  const outlet = outletFor(means, to, card.audience);
  try {
    await outlet.show(card);
  } catch (error) {
    if (!(error instanceof UnclearPost)) throw error;
    onRepeated();
    await outlet.show(withNote(card, words[card.locale].maybeSent));
  }
}

function outletFor(means: Means, { person, place }: Recipient, audience: ReadyCard["audience"]): Outlet {
  const isOpen = audience === "shared" || !place.shared;
  if (isOpen) return messageOutlet(means, { channel: place.chat, thread: place.thread });
  return directOutlet(means, person.slice("slack:".length));
}
