import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import { sendNotice } from "../answers/notice.ts";
import type { Recipient } from "../platform.ts";
import { type FilePlace, sendCardFiles, sendForSure } from "./attachments.ts";
import { slackMessages } from "./messages.ts";
import { UnclearPost } from "./refusal.ts";
import { directTarget, messageTarget, type TargetServices } from "./reply-targets.ts";

/**
 * Sends a message that nobody waits for: a shared card to its place, a private one to the person's direct messages.
 * @throws SlackRefusal
 */
export function sendSlackNotice(
  services: TargetServices,
  { to, card, onRepeated, log }: { to: Recipient; card: ReadyCard; onRepeated(): void; log: Logger },
): Promise<void> {
  const place = placeOf(to, card);
  const target = "user" in place ? directTarget(services, place.user) : messageTarget(services, place);
  const { isAsked } = services;
  return sendNotice(card, {
    // The engine adds the note itself.
    show: (shown) => target.show(shown, (unmarked) => unmarked),
    isUnclear: (error) => error instanceof UnclearPost,
    maybeSent: (locale) => slackMessages[locale].maybeSent,
    onRepeated,
    sendFiles: (shown) =>
      sendCardFiles(
        shown,
        async (files, comment) => {
          await sendForSure(services.sendFiles, { files, to: place, isAsked }, { comment, onRepeated });
          return null;
        },
        (error) => log.warn({ err: error }, "the files of a notice could not be sent"),
      ),
  });
}

function placeOf({ person, place }: Recipient, { audience }: ReadyCard): FilePlace {
  const isOpen = audience === "shared" || !place.shared;
  return isOpen ? { channel: place.chat, thread: place.thread } : { user: person.slice("slack:".length) };
}
