import type { ActionId, Form, ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { FileMessage } from "./attachments.ts";
import type { Asker, Ephemerals } from "./ephemerals.ts";
import { describe, failureOf } from "./failure.ts";
import type { FormMessages } from "./form-messages.ts";
import { answeredPrivately, replyBox, sayInGroup, startFirst, textQuestion } from "./group-lines.ts";
import type { Messages } from "./message-calls.ts";
import type { MessageRef } from "./message-ref.ts";
import { renderCard, renderQuestion } from "./render.ts";

export interface PrivateParts {
  messages: Messages;
  forms: FormMessages;
  ephemerals: Ephemerals;
  bot: { username: string };
  log: Logger;
  /** A message is sent that may have been sent before. */
  onRepeated(): void;
}

/**
 * A card that was asked for in a group and is for the asker alone: whispered in the group where that is possible, sent
 * to the person's own chat elsewhere, with one line in the group that says so.
 */
export interface PrivateAnswer {
  /** @returns the message to edit later; undefined when there is none that a private card may be written into */
  send(card: ReadyCard): Promise<MessageRef | undefined>;
  /** Sends a file after its card: whispered as the card was, or to the person's own chat. */
  sendFile(file: FileMessage, locale: ReadyCard["locale"]): Promise<void>;
  /** Can this card only be sent anew, even where an earlier one could be edited? */
  mustSend(card: ReadyCard): boolean;
  /** Cards go, or went, to the person's own chat. */
  isDirect(): boolean;
  /** The person can be reached nowhere; they were told what to do. */
  isOutOfReach(): boolean;
}

export function createPrivateAnswer(parts: PrivateParts, asker: Asker): PrivateAnswer {
  const { messages, ephemerals, bot, log } = parts;
  const { handle, name } = asker;
  let isDirect = false;
  let isHinted = false;
  let isOutOfReach = false;

  const direct = async (
    what: Parameters<Messages["toPerson"]>[1],
    locale: ReadyCard["locale"],
    over?: MessageRef,
  ): Promise<MessageRef | undefined> => {
    try {
      const ref = await messages.toPerson(handle, what);
      if (isHinted) return ref;
      isHinted = true;
      const content = answeredPrivately(name, bot.username, locale);
      await sayInGroup(messages, handle, { content, over });
      return ref;
    } catch (thrown) {
      if (failureOf(thrown).kind !== "refused") throw thrown;
      log.info(`telegram: a direct message was refused (${describe(thrown)})`);
      isOutOfReach = true;
      await sayInGroup(messages, handle, { content: startFirst(name, bot.username, locale), over });
      return undefined;
    }
  };

  /** The next text must come from this place, so it is asked here, and nothing is said of what is known. */
  const askInGroup = async (
    form: Form<ActionId>,
    card: ReadyCard,
    over: MessageRef | undefined,
  ): Promise<void> => {
    await sayInGroup(messages, handle, { content: renderQuestion(form, card.locale), over });
    await messages.toPlace(handle, replyBox(form, asker, card.locale));
  };

  return {
    isDirect: () => isDirect,
    isOutOfReach: () => isOutOfReach,
    mustSend: (card) => isDirect && textQuestion(card) !== undefined,
    async sendFile(file, locale) {
      if (isOutOfReach || (!isDirect && (await ephemerals.sendFile(asker, file)))) return;
      await direct(file, locale);
    },
    async send(card) {
      const question = textQuestion(card);
      const ephemeral = isDirect ? {} : await ephemerals.send(asker, renderCard(card), card.locale);
      if ("ref" in ephemeral) {
        if (question) await ephemerals.follow(asker, replyBox(question, asker, card.locale));
        return ephemeral.ref;
      }
      isDirect = true;
      if (!question) return direct(renderCard(card), card.locale, ephemeral.publicRef);
      await askInGroup(question, card, ephemeral.publicRef);
      return undefined;
    },
  };
}
