import { filesOf, type ReadyCard } from "../../cards/card.ts";
import type { Log } from "../../logging/logger.ts";
import type { Recipient } from "../platform.ts";
import { type FilePlace, namesOf, sendForSure } from "./attachments.ts";
import { slackMessages } from "./messages.ts";
import { withNote } from "./note.ts";
import { UnclearPost } from "./refusal.ts";
import { directOutlet, type Means, messageOutlet, type Outlet } from "./reply-targets.ts";

/**
 * Says what nobody is waiting for: a shared card in its place, a private one in the person's direct messages. One that
 * got no answer is said once more, and says so.
 * @throws SlackRefusal
 */
export async function sendNotice(
  means: Means,
  { to, card, onRepeated, log }: { to: Recipient; card: ReadyCard; onRepeated(): void; log: Log },
): Promise<void> {
  const outlet = outletFor(means, placeOf(to, card));
  try {
    await outlet.show(card);
  } catch (error) {
    if (!(error instanceof UnclearPost)) throw error;
    onRepeated();
    await outlet.show(withNote(card, slackMessages[card.locale].maybeSent));
  }
  const files = filesOf(card);
  if (files.length === 0) return;
  const what = { files, to: placeOf(to, card), isAsked: means.isAsked };
  const { maybeSent: comment, filesNotSent } = slackMessages[card.locale];
  try {
    await sendForSure(means.sendFiles, what, { comment, onRepeated });
  } catch (error) {
    // The words have arrived, and a failure here would have them said again.
    log.warn({ err: error }, "the files of a notice could not be sent");
    await outlet.show(withNote(card, filesNotSent(namesOf(files)))).catch(() => {});
  }
}

function placeOf({ person, place }: Recipient, { audience }: ReadyCard): FilePlace {
  const isOpen = audience === "shared" || !place.shared;
  return isOpen ? { channel: place.chat, thread: place.thread } : { user: person.slice("slack:".length) };
}

function outletFor(means: Means, place: FilePlace): Outlet {
  return "user" in place ? directOutlet(means, place.user) : messageOutlet(means, place);
}
