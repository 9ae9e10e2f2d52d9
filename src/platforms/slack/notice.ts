import type { ReadyCard } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { sendNotice } from "../answers/answer-port.ts";
import type { Recipient } from "../platform.ts";
import { type FilePlace, filesNotSent } from "./files.ts";
import { slackMessages } from "./messages.ts";
import { messageTarget, type TargetServices } from "./reply-targets.ts";
import { NOT_THERE, SlackRefusal, UnclearPost } from "./web.ts";

/**
 * Sends a message that nobody waits for: a shared card to its place, a private one to the person's direct messages.
 * @throws AppError
 */
export function sendSlackNotice(
  services: TargetServices,
  { to, card, onRepeated, log }: { to: Recipient; card: ReadyCard; onRepeated(): void; log: Logger },
): Promise<void> {
  const place = placeOf(to, card);
  const target = messageTarget(services, place);
  return sendNotice(card, {
    // `sendNotice` adds the note itself.
    show: (shown) => target.show(shown, (unmarked) => unmarked),
    isUnclear: (error) => error instanceof UnclearPost,
    undelivered,
    maybeSent: (locale) => slackMessages[locale].maybeSent,
    onRepeated,
    async sendFiles(shown, mayBeRepeated) {
      try {
        await services.sendFiles(shown, place, mayBeRepeated);
        return null;
      } catch (error) {
        log.warn({ err: error }, "the files of a notice could not be sent");
        return filesNotSent(shown);
      }
    },
  });
}

function placeOf({ person, place }: Recipient, { audience }: ReadyCard): FilePlace {
  const isOpen = audience === "shared" || !place.shared;
  return isOpen ? { channel: place.chat, thread: place.thread } : { user: person.slice("slack:".length) };
}

/** Errors of a channel or a person that does not let the bot write: src/platforms/slack/LIMITS.md#channels */
const FORBIDS: ReadonlySet<string> = new Set([
  ...NOT_THERE,
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
  "restricted_action_thread_locked",
  "cannot_dm_bot",
  "messages_tab_disabled",
  "user_disabled",
  "user_not_found",
  "team_access_not_granted",
]);

function undelivered(thrown: unknown): unknown {
  if (!(thrown instanceof SlackRefusal)) return thrown;
  const { code, outcome, message, retryAfterMs } = thrown;
  const fault = FORBIDS.has(code) ? "forbidden" : outcome === "unsent" ? "unavailable" : outcome;
  return new AppError(fault, message, { cause: thrown, retryAfterMs });
}
