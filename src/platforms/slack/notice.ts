import { filesOf, type ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Recipient } from "../platform.ts";
import { type FilePlace, namesOf, sendForSure } from "./attachments.ts";
import { slackMessages } from "./messages.ts";
import { withNote } from "./note.ts";
import { UnclearPost } from "./refusal.ts";
import { directTarget, messageTarget, type ReplyTarget, type TargetServices } from "./reply-targets.ts";

/**
 * Says what nobody is waiting for: a shared card in its place, a private one in the person's direct messages. One that
 * got no answer is said once more, and says so.
 * @throws SlackRefusal
 */
export async function sendNotice(
  targetServices: TargetServices,
  { to, card, onRepeated, log }: { to: Recipient; card: ReadyCard; onRepeated(): void; log: Logger },
): Promise<void> {
  const replyTarget = replyTargetFor(targetServices, placeOf(to, card));
  try {
    await replyTarget.show(card);
  } catch (error) {
    if (!(error instanceof UnclearPost)) throw error;
    onRepeated();
    await replyTarget.show(withNote(card, slackMessages[card.locale].maybeSent));
  }
  const files = filesOf(card);
  if (files.length === 0) return;
  const what = { files, to: placeOf(to, card), isAsked: targetServices.isAsked };
  const { maybeSent: comment, filesNotSent } = slackMessages[card.locale];
  try {
    await sendForSure(targetServices.sendFiles, what, { comment, onRepeated });
  } catch (error) {
    // The words have arrived, and a failure here would have them said again.
    log.warn({ err: error }, "the files of a notice could not be sent");
    await replyTarget.show(withNote(card, filesNotSent(namesOf(files)))).catch(() => {});
  }
}

function placeOf({ person, place }: Recipient, { audience }: ReadyCard): FilePlace {
  const isOpen = audience === "shared" || !place.shared;
  return isOpen ? { channel: place.chat, thread: place.thread } : { user: person.slice("slack:".length) };
}

function replyTargetFor(targetServices: TargetServices, place: FilePlace): ReplyTarget {
  return "user" in place ? directTarget(targetServices, place.user) : messageTarget(targetServices, place);
}
