import type { ReadyCard } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { sendNotice } from "../answers/answer-port.ts";
import type { Recipient } from "../platform.ts";
import { type FilePlace, sendCardFiles, sendForSure } from "./files.ts";
import { slackMessages } from "./messages.ts";
import { directTarget, messageTarget, type TargetServices } from "./reply-targets.ts";
import { NOT_THERE, SlackRefusal, UnclearPost } from "./web.ts";

/** Errors where a channel, or a person, does not let the bot write: src/platforms/slack/LIMITS.md#channels */
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

/**
 * How the sending of a notice failed, as an AppError. `forbidden`: the chat does not let the bot write. `unavailable`,
 * `busy`: nothing was sent, later it may be. `unclear`: it may have been sent. `refused`: it never will be.
 */
export function undelivered(thrown: unknown): unknown {
  if (!(thrown instanceof SlackRefusal)) return thrown;
  const { message, retryAfterMs } = thrown;
  return new AppError(faultOf(thrown), message, { cause: thrown, retryAfterMs });
}

function faultOf({ code, outcome }: SlackRefusal) {
  if (FORBIDS.has(code)) return "forbidden";
  if (outcome === "unsent") return "unavailable";
  return outcome;
}
