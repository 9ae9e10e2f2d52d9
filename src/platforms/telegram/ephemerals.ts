import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { FileMessage } from "./attachments.ts";
import { describe, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";
import type { Content, EphemeralTarget, Messages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, MessageRef } from "./read.ts";
import { type Rendered, renderText } from "./render.ts";

/** Who asked, and when the event came: a press and an ephemeral command can be answered for 15 s. */
export interface Asker {
  handle: AnswerHandle;
  /** `"Lan"`, for the lines in a group that speak to one person. */
  name: string;
  arrivedAt: Date;
}

/** The answer for one person alone; or, when that cannot be, a harmless public message that may become a hint. */
type EphemeralMessage = { ref: MessageRef } | { publicRef?: MessageRef };

export interface Ephemerals {
  send(asker: Asker, content: Rendered, locale: ReadyCard["locale"]): Promise<EphemeralMessage>;
  /** Sends a file after an ephemeral message. false: that is not possible here, and nobody has seen the file. */
  sendFile(asker: Asker, file: FileMessage): Promise<boolean>;
  /** Sends a second message after an ephemeral one; others may read what is in it. */
  follow(asker: Asker, content: Content): Promise<void>;
}

/** How long we do not try again where the bot may only answer, not speak first. */
const REFUSED_MS = 600_000;

/**
 * Ephemeral messages. An older server **ignores** the parameters that it does not know, and would post the private answer
 * for all to see. So the first message says nothing but "one moment". The answer replaces it once the server has shown
 * that it knows ephemeral messages. That is learned once: src/platforms/telegram/LIMITS.md#ephemeral-messages
 *
 * A bot that is no administrator may only answer a press or an ephemeral command; elsewhere Telegram refuses.
 */
export function createEphemerals(
  messages: Messages,
  { log, now }: { log: Logger; now: () => Date },
): Ephemerals {
  let support: "unknown" | "yes" | "no" = "unknown";
  const refusedUntil = new Map<number, number>();

  const learn = async (sent: MessageRef, content: Rendered): Promise<EphemeralMessage> => {
    const isEphemeral = "ephemeral" in sent;
    support = isEphemeral ? "yes" : "no";
    if (!isEphemeral) {
      log.info("telegram: this server knows no ephemeral messages, private answers go to direct messages");
      return { publicRef: sent };
    }
    return (await messages.edit(sent, content)) ? { ref: sent } : {};
  };

  const ageOf = (arrivedAt: Date) => now().getTime() - arrivedAt.getTime();

  return {
    async follow({ handle, arrivedAt }, content) {
      await messages.ephemeral(handle, content, receiver(handle, ageOf(arrivedAt)));
    },
    async sendFile({ handle, arrivedAt }, file) {
      try {
        const sent = await messages.ephemeral(handle, file, receiver(handle, ageOf(arrivedAt)));
        if ("ephemeral" in sent) return true;
        log.error("telegram: a private file was shown to a group, it is being deleted");
        await messages.remove(sent);
      } catch (thrown) {
        if (failureOf(thrown).kind !== "refused") throw thrown;
        log.debug(`telegram: no ephemeral file here (${describe(thrown)})`);
      }
      return false;
    },
    async send({ handle, arrivedAt }, content, locale) {
      const to = receiver(handle, ageOf(arrivedAt));
      const isAnswer = to.action !== undefined || to.asked !== undefined;
      const isRefused = !isAnswer && now().getTime() < (refusedUntil.get(handle.chat) ?? 0);
      if (support === "no" || isRefused) return {};
      const isFirst = support === "unknown";
      const probe = renderText(telegramMessages[locale].onlyForYou);
      try {
        const sent = await messages.ephemeral(handle, isFirst ? probe : content, to);
        if (isFirst) return await learn(sent, content);
        if ("ephemeral" in sent) return { ref: sent };
        support = "no";
        log.error(
          "telegram: the server forgot how to send ephemeral messages, a private answer is being deleted",
        );
        await messages.remove(sent);
        return {};
      } catch (thrown) {
        if (failureOf(thrown).kind !== "refused") throw thrown;
        log.debug(`telegram: no ephemeral message here (${describe(thrown)})`);
        if (!isAnswer) refusedUntil.set(handle.chat, now().getTime() + REFUSED_MS);
        return {};
      }
    },
  };
}

function receiver({ user, action, asked }: AnswerHandle, ageMs: number): EphemeralTarget {
  if (ageMs >= limits.ephemeralAnswerMs) return { user };
  if (action) return { user, action: action.query };
  return asked && "ephemeral" in asked ? { user, asked: asked.ephemeral } : { user };
}
